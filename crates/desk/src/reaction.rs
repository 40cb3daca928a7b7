//! Which work each fact causes. This is the whole map: nothing else reacts to facts in the database.

use crate::bot::{self, phrases};
use crate::conversation::{self, Conversation, Meta, Notice, Status, reply};
use crate::ctx::{Above, Ctx};
use crate::error::Result;
use crate::fact::{Author, Fact, HandOffReason, Recorded};
use crate::id::{AgentId, BuyerId, ConversationId, MessageId, PromiseId, ReturnId, ShopId};
use crate::metric::lately;
use crate::order::return_page;
use crate::routing::{drain, reserve, surge};
use crate::sla::watch;
use crate::{agent, alert, asked, authority, document, flow, gap, merge, promise, shop, webhook};

/// What the ground of the house has done for it by the rooms above.
pub const ABOVE: Above = Above { react, tell: bot::run_says::tell };

/// Does, in the transaction of the fact, what follows from it; or enqueues it, when it takes time.
pub fn react(ctx: &mut Ctx<'_, '_>, recorded: &Recorded) -> Result<()> {
    webhook::announce(ctx, recorded)?;
    alert::heard(ctx, recorded)?;
    let Some(conversation) = recorded.scope.conversation else {
        return match &recorded.fact {
            Fact::BuyerRecognised { buyer, from: Some(from) } => merge::recognised(ctx, *from, *buyer),
            Fact::CatalogChanged {} => match recorded.scope.shop {
                Some(shop) => document::freshen(ctx, shop),
                None => Ok(()),
            },
            Fact::OrdersChanged { buyers } => {
                flow::orders_changed(ctx, buyers)?;
                match recorded.scope.shop {
                    Some(shop) => {
                        flow::rule::orders_changed(ctx, shop, buyers)?;
                        bot::subscription::keep(ctx, shop)?;
                        promise::awaited::orders_changed(ctx, shop, buyers)
                    }
                    None => Ok(()),
                }
            }
            Fact::PresenceChanged { agent, presence } => {
                reserve::presence_changed(ctx, *agent, *presence)?;
                drain::presence_changed(ctx, *agent, *presence)?;
                surge::presence_changed(ctx, *agent)
            }
            Fact::SettingsChanged {} => match recorded.scope.shop {
                Some(shop) => {
                    queue_changed(ctx, shop)?;
                    surge::wake(ctx, shop)
                }
                None => Ok(()),
            },
            Fact::EmergencyBegan { .. } | Fact::EmergencyEnded { .. } => match recorded.scope.shop {
                Some(shop) => drain::wake(ctx, shop),
                None => Ok(()),
            },
            Fact::SurgeBegan { .. } => match recorded.scope.shop {
                Some(shop) => bot::surge::began(ctx, shop),
                None => Ok(()),
            },
            Fact::ReturnSent { buyer, returned } => tell_return_sent(ctx, *buyer, *returned),
            _ => Ok(()),
        };
    };
    match &recorded.fact {
        Fact::MessageReceived { .. } => {
            promise::repeat::heard(ctx, conversation)?;
            drain::heard(ctx, conversation)?;
            watch::heard(ctx, conversation)?;
            bot::answer::wake(ctx, conversation)
        }
        Fact::MessageSent { message, author, .. } => said(ctx, conversation, *message, *author),
        Fact::Labelled { intent, .. } => {
            watch::heard(ctx, conversation)?;
            let conversation = conversation::get(ctx, conversation)?;
            promise::repeat::labelled(ctx, &conversation, *intent)?;
            flow::rule::asked(ctx, &conversation, *intent)?;
            authority::raise::by_rule(ctx, &conversation)?;
            // What waits and turns into a complaint goes to somebody else.
            if conversation.status == Status::Waiting { drain::wake(ctx, conversation.shop) } else { Ok(()) }
        }
        Fact::HandedOff { reason, .. } => {
            watch::heard(ctx, conversation)?;
            let conversation = conversation::get(ctx, conversation)?;
            lately::wake(ctx, conversation.shop)?;
            waits(ctx, &conversation)?;
            if *reason == HandOffReason::Asked {
                bot::surge::waits(ctx, conversation.shop, conversation.id)?;
            }
            queue_changed(ctx, conversation.shop)
        }
        Fact::OfferEnded { agent, why } => drain::offer_ended(ctx, conversation, *agent, *why),
        Fact::Transferred { from, to } => {
            watch::heard(ctx, conversation)?;
            promise::hand::transferred(ctx, conversation, *from, *to)?;
            let conversation = conversation::get(ctx, conversation)?;
            drain::passed_to(ctx, &conversation, *to)?;
            drain::let_go(ctx, &conversation, *from)
        }
        Fact::PromiseBroken { promise, .. } => promise_broken(ctx, conversation, *promise),
        Fact::QuestionMissed { asked } | Fact::AnswerRated { asked, helpful: false, .. } => {
            let asked = asked::get(ctx, *asked)?;
            if asked.missed { gap::gather::wake(ctx, asked.shop) } else { Ok(()) }
        }
        Fact::AnswerRated { asked, helpful: true, .. } => gap::left(ctx, *asked),
        Fact::ApprovalDecided { approval, decision, .. } => {
            watch::heard(ctx, conversation)?;
            flow::decided(ctx, *approval, *decision)
        }
        Fact::SuggestionUsed { edited, articles, .. } => {
            asked::suggestion::used(ctx, conversation, articles, Some(*edited))
        }
        Fact::SuggestionPassedOver { articles, .. } => {
            asked::suggestion::used(ctx, conversation, articles, None)
        }
        Fact::Claimed { agent } => {
            watch::heard(ctx, conversation)?;
            promise::hand::claimed(ctx, conversation, *agent)?;
            let conversation = conversation::get(ctx, conversation)?;
            waits_no_more(ctx, &conversation)?;
            drain::taken(ctx, &conversation, *agent)?;
            reserve::wake(ctx, conversation.shop)?;
            let name = agent::people::get(ctx, *agent)?.name;
            let text = phrases::say(conversation.language, "joined", minijinja::context! { name })?;
            notice(ctx, &conversation, Notice::Joined, &text)
        }
        Fact::Resolved { agent: Some(agent) } => {
            let conversation = conversation::get(ctx, conversation)?;
            drain::learn(ctx, &conversation)?;
            reserve::wake(ctx, conversation.shop)?;
            drain::let_go(ctx, &conversation, *agent)?;
            waits_no_more(ctx, &conversation)?;
            let text = phrases::plain(conversation.language, "ended")?;
            notice(ctx, &conversation, Notice::Ended, &text)
        }
        Fact::Released { .. } | Fact::Reopened {} => {
            watch::heard(ctx, conversation)?;
            let conversation = conversation::get(ctx, conversation)?;
            if let Fact::Released { agent } = recorded.fact {
                promise::hand::released(ctx, conversation.id)?;
                returned(ctx, &conversation, agent)?;
                drain::let_go(ctx, &conversation, agent)?;
            }
            queue_changed(ctx, conversation.shop)?;
            if conversation.status != Status::Waiting {
                return Ok(());
            }
            waits(ctx, &conversation)?;
            let shop = shop::get(ctx, conversation.shop)?;
            bot::place::tell(ctx, &shop, &conversation)
        }
        _ => Ok(()),
    }
}

/// Somebody waits, or how a shop routes is another: what waits may be given out, and the reserves may be needed.
fn queue_changed(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<()> {
    reserve::wake(ctx, shop)?;
    drain::wake(ctx, shop)
}

/// A conversation waits for a person from now on: somebody has to come in time, and everybody else waits longer.
fn waits(ctx: &mut Ctx<'_, '_>, conversation: &Conversation) -> Result<()> {
    bot::rescue::watch(ctx, conversation)?;
    surge::wake(ctx, conversation.shop)
}

/// Somebody has come, or it is done.
fn waits_no_more(ctx: &mut Ctx<'_, '_>, conversation: &Conversation) -> Result<()> {
    bot::rescue::end(ctx, conversation.id)?;
    surge::wake(ctx, conversation.shop)
}

/// Whoever takes it next reads why it is back, if whoever had it is gone.
fn returned(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, agent: AgentId) -> Result<()> {
    let Some(name) = drain::name_of_gone(ctx, agent)? else { return Ok(()) };
    let shop = shop::get(ctx, conversation.shop)?;
    let text = phrases::say(shop.language, "returned_by_absence", minijinja::context! { name })?;
    reply::note_by_house(ctx, conversation, &text, Meta::default()).map(drop)
}

/// What the shop says can be a promise, can keep one, and can be vague.
fn said(
    ctx: &mut Ctx<'_, '_>,
    conversation: ConversationId,
    message: MessageId,
    author: Author,
) -> Result<()> {
    if !matches!(author, Author::Agent | Author::Bot) {
        return Ok(());
    }
    let conversation = conversation::get(ctx, conversation)?;
    let message = conversation::message(ctx, message)?;
    if author == Author::Bot {
        return promise::make::by_bot(ctx, &conversation, &message);
    }
    promise::awaited::answered(ctx, &conversation, &message)?;
    promise::repeat::weighed(ctx, &conversation, &message)
}

/// Whoever opens the conversation sees what was not kept.
fn promise_broken(ctx: &mut Ctx<'_, '_>, conversation: ConversationId, promise: PromiseId) -> Result<()> {
    let conversation = conversation::get(ctx, conversation)?;
    let promise = promise::get(ctx, promise)?;
    let shop = shop::get(ctx, conversation.shop)?;
    let owner = match promise.owner.agent() {
        Some(agent) => agent::people::get(ctx, agent)?.name,
        None => shop.name.clone(),
    };
    let due = bot::moment::moment(promise.due_at, ctx.now, &shop.zone(), shop.language)?;
    let values = minijinja::context! { owner, due, wording => promise.wording };
    let text = phrases::say(shop.language, "promise.broken", values)?;
    reply::note_by_house(ctx, &conversation, &text, Meta::default()).map(drop)
}

/// The buyer reads in the chat what they entered on the page, and so does whoever answers them.
fn tell_return_sent(ctx: &mut Ctx<'_, '_>, buyer: BuyerId, returned: ReturnId) -> Result<()> {
    let Some(conversation) = conversation::of_buyer(ctx, buyer, 1)?.pop() else { return Ok(()) };
    // A flow that waited for it says so itself.
    if flow::waits_for(ctx, buyer)? {
        return Ok(());
    }
    let facts = return_page::returned(ctx, returned)?.facts;
    let values = minijinja::context! {
        number => facts.return_id,
        carrier => facts.carrier.unwrap_or_default(),
        tracking => facts.tracking_number.unwrap_or_default(),
    };
    let text = phrases::say(conversation.language, "return.sent", values)?;
    reply::by_system(ctx, &conversation, &text, Meta::default()).map(drop)
}

fn notice(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, notice: Notice, text: &str) -> Result<()> {
    reply::by_system(ctx, conversation, text, Meta { notice: Some(notice), ..Meta::default() }).map(drop)
}
