//! The conversations of the last day, so that the console is not empty: said and answered by the same operations as any
//! other. What the bot has to say in them it says itself, when the server runs.

use std::time::Duration;

use db::Time;
use desk::agent::{Agent, Role};
use desk::buyer;
use desk::conversation::reply::{self, Draft};
use desk::conversation::{hold, receive, resolve};
use desk::ctx::Ctx;
use desk::error::{Error, Result};
use desk::id::{AgentId, ConversationId};
use desk::inbox::{self, Inbound, Inbox, Profile};
use desk::shop::Shop;

use super::case::CAST;
use super::orders::by_day;
use super::people::EVERYBODY;
use super::seller::{SELLERS, Seller};

/// A conversation of the demo. The buyer is one of those after the cast, by place.
struct Scene {
    buyer: usize,
    /// How long ago it began; what a person has answered was by day.
    hours_ago: u64,
    asked: [&'static str; 2],
    /// Who answered, and what; nobody when it is the bot's.
    answered: Option<[(&'static str, &'static str); 2]>,
    /// The buyer's last word, after which it was done.
    thanked: Option<[&'static str; 2]>,
}

const SCENES: [Scene; 4] = [
    Scene {
        buyer: 0,
        hours_ago: 20,
        asked: [
            "收到衬衫了，颜色比图片深一点，这个能退吗？吊牌没拆",
            "The shirt arrived and the color is darker than I thought. Can I return it? Tags are still on.",
        ],
        answered: Some([
            (
                "agent2",
                "可以的，签收次日起 7 天内、吊牌完好没穿洗就能退。您在订单里点「申请售后」，审核通过后退货地址会发给您。",
            ),
            (
                "agent3",
                "Yes, you can return it within 30 days of delivery as long as it is unused and the tags are on. Open \
                 Orders, choose Return, and print the label.",
            ),
        ]),
        thanked: Some(["好的，谢谢", "Great, thank you!"]),
    },
    Scene {
        buyer: 1,
        hours_ago: 2,
        asked: [
            "你好，我的包裹好几天没动了，帮我看看",
            "Hi, my parcel has not moved for days, can somebody look into it?",
        ],
        answered: Some([
            (
                "agent",
                "您好，看到了，这单物流停滞超过 48 小时了。我现在向快递提交核查，24 小时内把结果告诉您。",
            ),
            (
                "agent3",
                "Hi, I can see the last scan was more than two days ago. I am looking into it with the carrier now.",
            ),
        ]),
        thanked: None,
    },
    Scene {
        buyer: 2,
        hours_ago: 0,
        asked: ["我的快递到哪了", "Where is my order?"],
        answered: None,
        thanked: None,
    },
    Scene {
        buyer: 3,
        hours_ago: 0,
        asked: [
            "快递说包裹丢了，帮我转人工",
            "The carrier says my parcel is lost. I want to talk to a person please.",
        ],
        answered: None,
        thanked: None,
    },
];

/// Holds the conversations, oldest first.
pub(super) fn hold(ctx: &mut Ctx<'_, '_>, shops: &[Shop], agents: &[Agent], now: Time) -> Result<()> {
    let mut set: Vec<(Time, &Scene, usize)> = Vec::new();
    for (place, shop) in shops.iter().enumerate() {
        for scene in &SCENES {
            let began = now - Duration::from_secs(scene.hours_ago * 3600 + 300 * scene.hours_ago.min(1));
            let began = if scene.answered.is_some() { by_day(began, &shop.zone()) } else { began };
            set.push((began, scene, place));
        }
    }
    set.sort_by_key(|(began, ..)| *began);
    for (began, scene, place) in set {
        ctx.now = began;
        let shop = (SELLERS[place], &shops[place]);
        let conversation = said(ctx, shop, scene, scene.asked[place], "asked")?;
        let Some((login, text)) = scene.answered.map(|answers| answers[place]) else { continue };
        let agent = agent(agents, login)?;
        answered(ctx, conversation, agent, text)?;
        if let Some(thanks) = scene.thanked {
            ctx.now = ctx.now + Duration::from_secs(70);
            said(ctx, shop, scene, thanks[place], "thanked")?;
            ctx.now = ctx.now + Duration::from_secs(15);
            resolve::by_agent(ctx, conversation, agent, Role::Agent)?;
        }
    }
    ctx.now = now;
    Ok(())
}

/// The buyer says something in the webchat.
fn said(
    ctx: &mut Ctx<'_, '_>,
    (seller, shop): (&Seller, &Shop),
    scene: &Scene,
    text: &str,
    name: &str,
) -> Result<ConversationId> {
    let inbox: Inbox = inbox::by_key(ctx, seller.key)?;
    let external_id = seller.buyer_id(CAST.len() + scene.buyer + 1);
    let buyer = buyer::by_external_id(ctx, shop.id, &external_id)?
        .ok_or_else(|| Error::Broken(format!("the demo has no buyer {external_id}")))?;
    let profile = Profile {
        external_id: external_id.clone(),
        name: buyer.name,
        phone: buyer.phone,
        email: buyer.email,
        level: buyer.level,
    };
    let inbound = Inbound {
        inbox: inbox.id,
        handle: format!("u_{external_id}"),
        external_id: format!("demo-{external_id}-{name}"),
        client_id: None,
        text: text.to_owned(),
        attachments: Vec::new(),
        product: None,
        profile: Some(profile),
    };
    Ok(receive::receive(ctx, &inbound)?.conversation)
}

/// A person takes the conversation and answers.
fn answered(ctx: &mut Ctx<'_, '_>, conversation: ConversationId, agent: AgentId, text: &str) -> Result<()> {
    ctx.now = ctx.now + Duration::from_secs(12);
    hold::claim(ctx, conversation, agent)?;
    ctx.now = ctx.now + Duration::from_secs(40);
    let draft = Draft {
        client_id: format!("demo-{conversation}"),
        text: text.to_owned(),
        attachments: Vec::new(),
        suggestion: None,
        suggested: Vec::new(),
    };
    reply::by_agent(ctx, conversation, agent, &draft).map(drop)
}

fn agent(agents: &[Agent], login: &str) -> Result<AgentId> {
    let found = EVERYBODY.iter().zip(agents).find(|(somebody, _)| somebody.login == login);
    found
        .map(|(_, agent)| agent.id)
        .ok_or_else(|| Error::Broken(format!("the demo has nobody called {login}")))
}
