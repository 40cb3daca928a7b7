//! One burst from end to end: [`gather`] reads, [`think`] understands and decides, [`commit`] says it. The server runs
//! the three; only the first and the last touch the database, and thinking holds no transaction.

use std::sync::Arc;
use std::time::Duration;

use db::Time;
use jobs::Job;
use language::understand::LINES_BEFORE;
use language::{Intent, Reading, Stage};

use super::decide::Move;
use super::gate::gated;
use super::memory::Asked;
use super::phrases::plain;
use super::{Answer, Memory, Situation, decide, skill, subscription};
use crate::asked::{self, Asked as Question};
use crate::buyer::{self, Buyer};
use crate::catalog::Product;
use crate::catalog::told::{self, Tellings, Topic};
use crate::conversation::{self, Checked, Conversation, Label, Message, Meta, Status, reply};
use crate::ctx::Ctx;
use crate::custom_intent::learned::Recognised;
use crate::error::Result;
use crate::fact::Author;
use crate::id::{BuyerId, ConversationId, MessageId, ShopId};
use crate::inbox::{self, Channel};
use crate::knowledge::shelf::Hit;
use crate::knowledge::{Asker, Audience};
use crate::mind::{Mind, Shelves};
use crate::order::{Order, ShipmentStatus, verify};
use crate::routing::surge;
use crate::shop::{self, Lang, Shop, ShopSettings};
use crate::triage::{self, Understood};

mod act;
mod idle;
mod kept;
mod waiting;

pub use idle::{IDLE_JOB, end_if_idle};
pub use waiting::{commit_waiting, gather_waiting, think_waiting};

/// The kind of the job that answers a conversation.
pub const JOB: &str = "bot.answer";

/// Orders looked at for an answer.
const ORDERS: i64 = 20;
/// Messages looked back at to find the burst and what came before it.
const LOOK_BACK: i64 = 40;

/// Characters of a line said before that help to understand the burst.
const SAID_LENGTH: usize = 120;

/// What was read for an answer.
#[derive(Debug, Clone)]
pub struct Gathered {
    shop: Shop,
    conversation: Conversation,
    channel: Channel,
    buyer: Buyer,
    orders: Vec<Order>,
    orders_told: Tellings,
    memory: Memory,
    burst: Vec<Message>,
    /// What the buyer said before the burst, oldest first.
    before: Vec<String>,
    /// The question that the burst comes right after.
    asked_before: Option<Question>,
    /// The last lines of either side before it.
    said: Vec<String>,
    /// People receive a new question at this hour.
    people_receive: bool,
}

/// What was understood, and what to do about it.
#[derive(Debug)]
pub struct Thought {
    gathered: Gathered,
    shelves: Arc<Shelves>,
    burst: String,
    reading: Reading,
    lang: Lang,
    products: Vec<usize>,
    named_now: bool,
    articles: Vec<Hit>,
    /// It asks the same as the question right before it.
    again: bool,
    /// The intent of the shop's own that it is.
    custom: Option<Recognised>,
    /// The article that the shop wants told for it, when it is surely meant.
    told: Option<Hit>,
    decided: Option<(Move, Memory)>,
    /// What would have been said, and is not borne out.
    unproven: Option<Checked>,
}

/// Sees to it that a conversation is answered now.
pub fn wake(ctx: &mut Ctx<'_, '_>, conversation: ConversationId) -> Result<()> {
    let job = jobs::NewJob {
        kind: JOB,
        key: format!("{JOB}:{conversation}"),
        body: conversation.to_string(),
        run_at: ctx.now,
    };
    Ok(jobs::enqueue(ctx.tx, &job, ctx.now)?)
}

/// Reads what an answer needs; none when there is nothing to answer.
pub fn gather(ctx: &mut Ctx<'_, '_>, id: ConversationId) -> Result<Option<Gathered>> {
    let mut gathered = gather_after(ctx, id, |memory| memory.seen, is_reply)?;
    if let Some(gathered) = &mut gathered {
        gathered.people_receive =
            gathered.shop.people_receive(ctx.now) && !surge::of(ctx, gathered.shop.id)?.is_on();
    }
    Ok(gathered)
}

/// The same for an agent, to whom a message is open until a person has answered it.
pub(crate) fn gather_for_agent(ctx: &mut Ctx<'_, '_>, id: ConversationId) -> Result<Option<Gathered>> {
    let Some(mut gathered) = gather_after(ctx, id, |_| 0, is_reply)? else { return Ok(None) };
    // Whoever asks for a suggestion is the person who was asked for: what else was said is still open.
    let asks_more = |message: &Message| !message.text.is_empty() && !language::asks_human(&message.text);
    if gathered.burst.iter().any(asks_more) {
        gathered.burst.retain(asks_more);
    }
    Ok(Some(gathered))
}

fn gather_after(
    ctx: &mut Ctx<'_, '_>,
    id: ConversationId,
    seen: impl FnOnce(&Memory) -> i64,
    answers: impl Fn(&Message) -> bool,
) -> Result<Option<Gathered>> {
    let conversation = conversation::get(ctx, id)?;
    let memory = Memory::read(&conversation.bot_memory);
    let recent = conversation::messages_before(ctx, id, conversation.last_seq + 1, LOOK_BACK)?;
    let replied = recent.iter().filter(|m| answers(m)).map(|m| m.seq).max().unwrap_or(0).max(seen(&memory));
    let said = said_before(&recent, replied);
    let (burst, before): (Vec<Message>, Vec<Message>) =
        recent.into_iter().filter(|m| m.author == Author::Buyer).partition(|m| m.seq > replied);
    if burst.is_empty() || conversation.status == Status::Resolved {
        return Ok(None);
    }
    let shop = shop::get(ctx, conversation.shop)?;
    let channel = inbox::get(ctx, conversation.inbox)?.channel;
    let buyer = buyer::get(ctx, conversation.buyer)?;
    let orders = verify::visible(ctx, &buyer, ORDERS)?;
    let numbers = orders.iter().map(|order| order.number.as_str());
    let orders_told = told::of(ctx, shop.id, Topic::Order, numbers)?;
    let before = before.iter().rev().take(3).rev().map(|m| m.text.clone()).collect();
    let asked_before = asked::latest(ctx, id)?.filter(|asked| asked.seq == memory.seen);
    Ok(Some(Gathered {
        shop,
        conversation,
        channel,
        buyer,
        orders,
        orders_told,
        memory,
        burst,
        before,
        asked_before,
        said,
        people_receive: false,
    }))
}

/// The last lines that either side said up to the last reply, oldest first, each as far as it matters for what follows.
fn said_before(recent: &[Message], replied: i64) -> Vec<String> {
    let spoken = |m: &&Message| (m.author == Author::Buyer || is_reply(m)) && !m.text.is_empty();
    let said: Vec<&Message> = recent.iter().filter(|m| m.seq <= replied).filter(spoken).collect();
    let start = said.len().saturating_sub(LINES_BEFORE);
    said[start..].iter().map(|m| m.text.chars().take(SAID_LENGTH).collect()).collect()
}

fn is_reply(message: &Message) -> bool {
    !message.private && matches!(message.author, Author::Bot | Author::Agent | Author::Assist)
}

/// Understands the burst and decides.
pub fn think(mind: &Mind, gathered: Gathered, now: Time) -> Result<Thought> {
    let mut thought = understand(mind, gathered, now);
    if thought.gathered.speaks() {
        let situation = thought.situation(now);
        let (decided, memory) = decide(&situation)?;
        let (decided, unproven) = gated(&situation, decided, &[])?;
        thought.decided = Some((decided, memory));
        thought.unproven = unproven;
    }
    Ok(thought)
}

/// Understands the burst, with what the buyer may be told; decides nothing.
pub(crate) fn understand(mind: &Mind, gathered: Gathered, now: Time) -> Thought {
    let shelves = mind.shelves(gathered.shop.id);
    understand_with(mind, shelves, gathered, now)
}

/// The same with goods and knowledge of the caller's own.
pub(super) fn understand_with(mind: &Mind, shelves: Arc<Shelves>, gathered: Gathered, now: Time) -> Thought {
    let burst = gathered
        .burst
        .iter()
        .map(|m| m.text.as_str())
        .filter(|t| !t.is_empty())
        .collect::<Vec<_>>()
        .join("\n");
    let before: Vec<&str> = gathered.before.iter().map(String::as_str).collect();
    let local = super::moment::local(now, &gathered.shop.zone()).datetime();
    let said: Vec<&str> = gathered.said.iter().map(String::as_str).collect();
    let reading = mind.language.understand(&burst, &said, local);
    let lang = spoken(&reading, gathered.conversation.language);
    let (products, named_now) = products_meant(&shelves, &gathered, &burst, &before);
    let meant: Vec<&Product> = products.iter().map(|index| &shelves.catalog.products()[*index]).collect();
    let intent = reading.intents.first().map_or(Intent::Other, |scored| scored.value);
    let stage = triage::stage(&gathered.orders, intent, now);
    let asker = Asker {
        audience: Audience::All,
        lang,
        products: &meant,
        stage: Some(stage),
        level: gathered.buyer.level.as_deref(),
        channel: Some(gathered.channel),
        now,
    };
    let articles = shelves.knowledge.find(mind, &burst, &before, &asker);
    let custom = shelves.intents.recognise(&mind.language, &burst);
    let told = custom
        .as_ref()
        .filter(|recognised| recognised.is_sure())
        .and_then(|recognised| shelves.knowledge.told(recognised.article.as_deref()?, &asker));
    let again = kept::asks_again(mind, gathered.asked_before.as_ref(), &burst, now);
    Thought {
        gathered,
        shelves,
        burst,
        reading,
        lang,
        products,
        named_now,
        articles,
        custom,
        told,
        again,
        decided: None,
        unproven: None,
    }
}

impl Gathered {
    /// What would be read if an unknown buyer of this shop asked this now, and nothing else.
    pub(super) fn imagined(shop: Shop, conversation: Conversation, buyer: Buyer, asked: Message) -> Self {
        Self {
            shop,
            conversation,
            channel: Channel::Webchat,
            buyer,
            orders: Vec::new(),
            orders_told: Tellings::new(),
            memory: Memory::default(),
            burst: vec![asked],
            before: Vec::new(),
            asked_before: None,
            said: Vec::new(),
            people_receive: false,
        }
    }

    /// The number of the buyer's last message.
    pub(crate) fn last_buyer_seq(&self) -> i64 {
        self.conversation.last_buyer_seq
    }

    /// Whether the bot may speak: nobody has taken the conversation.
    fn speaks(&self) -> bool {
        self.conversation.claimed_at.is_none()
            && matches!(self.conversation.status, Status::Bot | Status::Waiting)
    }
}

impl Thought {
    /// Whose parcels the burst asks for, when it asks for any: what a carrier knows of them may be newer.
    pub fn asks_for_parcels(&self) -> Option<(ShopId, BuyerId)> {
        let asks = self.reading.intents.iter().take(2).any(|scored| {
            matches!(scored.value, Intent::WhereIsIt | Intent::LogisticsStuck | Intent::NotReceived)
        });
        let under_way = self.gathered.orders.iter().flat_map(|order| &order.shipments);
        let open = under_way.into_iter().any(|shipment| {
            !matches!(shipment.facts.status, ShipmentStatus::Delivered | ShipmentStatus::Returned)
        });
        (asks && open && self.gathered.speaks())
            .then_some((self.gathered.shop.id, self.gathered.conversation.buyer))
    }

    /// The situation as it stands at `now`.
    pub(crate) fn situation(&self, now: Time) -> Situation<'_> {
        let gathered = &self.gathered;
        Situation {
            shop: &gathered.shop,
            lang: self.lang,
            now,
            buyer: &gathered.buyer,
            orders: &gathered.orders,
            orders_told: &gathered.orders_told,
            catalog: &self.shelves.catalog,
            said_at: gathered.burst.last().map_or(now, |message| message.created_at),
            burst: &self.burst,
            before: &gathered.before,
            reading: &self.reading,
            memory: &gathered.memory,
            products: self.products.iter().map(|index| &self.shelves.catalog.products()[*index]).collect(),
            named_now: self.named_now,
            articles: self.articles.clone(),
            stage: self.stage(now),
            channel: gathered.channel,
            custom: self.told.clone(),
            waiting: gathered.conversation.status == Status::Waiting,
            people_receive: gathered.people_receive,
        }
    }

    /// What is decided about it at `now`; and what came of checking it when that leaves nothing to say.
    pub(super) fn decision(&self, now: Time) -> Result<(Move, Option<Checked>)> {
        let situation = self.situation(now);
        let (decided, _) = decide(&situation)?;
        gated(&situation, decided, &[])
    }

    /// The best article, with how likely it answers.
    pub(super) fn best(&self) -> Option<&Hit> {
        self.articles.first()
    }

    /// What it says.
    pub(super) fn reading(&self) -> &Reading {
        &self.reading
    }

    /// Takes it that a person is here; whether anything was asked for but that.
    pub(crate) fn with_a_person(&mut self) -> bool {
        self.reading.intents.retain(|scored| scored.value != Intent::AskHuman);
        !self.reading.intents.is_empty()
    }

    fn label(&self, now: Time) -> Label {
        let (intent, emotion) = (self.about(now), self.reading.emotion.value);
        let stage = self.stage(now);
        let ShopSettings { urgency_preset, urgency_rules, .. } = &self.gathered.shop.settings;
        let (inbox, worth) = (self.gathered.conversation.inbox, triage::worth(&self.gathered.orders, now));
        let understood = Understood { intent, emotion, stage, inbox, worth };
        let urgency =
            triage::urgency((*urgency_preset).into(), urgency_rules, understood, self.reading.abusive);
        let custom_intent = self.custom.as_ref().map(|recognised| recognised.name.clone());
        Label { intent, custom_intent, emotion, stage, urgency, language: self.lang }
    }

    /// What the conversation is about now: who only answers what was asked back (a reason, a number, "yes") stays at the
    /// matter, whatever those words would mean by themselves.
    fn about(&self, now: Time) -> Intent {
        let own = self.intent();
        match &self.gathered.memory.asked {
            Some(Asked::Act { wish })
                if own != Intent::AskHuman && skill::act::heard(&self.situation(now), wish).is_some() =>
            {
                wish.intent
            }
            Some(_) if own == Intent::Other => self.gathered.conversation.intent.unwrap_or(own),
            _ => own,
        }
    }

    fn intent(&self) -> Intent {
        self.reading.intents.first().map_or(Intent::Other, |scored| scored.value)
    }

    fn stage(&self, now: Time) -> Stage {
        triage::stage(&self.gathered.orders, self.intent(), now)
    }
}

/// Says what was decided, if it still holds, and finishes the job: all in one transaction. Gives how long the buyer has
/// waited since the first message of the burst, if something was said.
pub fn commit(ctx: &mut Ctx<'_, '_>, thought: &Thought, job: &Job) -> Result<Option<Duration>> {
    let conversation = conversation::get(ctx, thought.gathered.conversation.id)?;
    if conversation.last_buyer_seq != thought.gathered.conversation.last_buyer_seq {
        // The buyer has gone on: all of it is one burst.
        jobs::postpone(ctx.tx, job, ctx.now)?;
        return Ok(None);
    }
    if let Some((Move::Listen(until), _)) = &thought.decided {
        jobs::postpone(ctx.tx, job, *until)?;
        return Ok(None);
    }
    let mut waited = None;
    conversation::label(ctx, &conversation, thought.label(ctx.now))?;
    let still_speaks = conversation.claimed_at.is_none() && conversation.status != Status::Resolved;
    if let (Some((decided, memory)), true) = (&thought.decided, still_speaks) {
        let conversation = conversation::get(ctx, conversation.id)?;
        let act::Done { memory, said } =
            act::carry_out(ctx, &conversation, thought, decided, memory.clone())?;
        kept::keep(ctx, &conversation, thought, Some((decided, &memory)), said)?;
        let memory = Memory { seen: conversation.last_buyer_seq, ..memory };
        conversation::remember(ctx, conversation.id, &memory.keep()?)?;
        idle::later(ctx, &thought.gathered.shop, conversation.id)?;
        // One word at a time: what was open before is looked at when this turn had nothing to say.
        if said.is_none() && conversation.status == Status::Waiting {
            super::surge::waits(ctx, conversation.shop, conversation.id)?;
        }
        if *decided != Move::Nothing {
            waited = thought.gathered.burst.first().map(|message| ctx.now.since(message.created_at));
        }
    } else {
        kept::keep(ctx, &conversation, thought, None, None)?;
    }
    jobs::done(ctx.tx, job, ctx.now)?;
    Ok(waited)
}

/// Says it, and in the same breath promises what can be kept: to tell the tracking number as soon as there is one.
fn tell(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, answer: &Answer) -> Result<Option<MessageId>> {
    let meta = Meta {
        sources: answer.sources.clone(),
        answers_seq: Some(conversation.last_buyer_seq),
        choices: answer.choices.clone(),
        link: answer.link.clone(),
        image: answer.image.clone(),
        video: answer.video.clone(),
        card: answer.card.clone(),
        checked: answer.checked.clone(),
        ..Meta::default()
    };
    let mut text = answer.text.clone();
    if !answer.awaits.is_empty() {
        text = format!("{text}\n{}", plain(conversation.language, "subscribed")?);
    }
    // None when a person took over between the look and the word: then nothing is said, and nothing needs to be.
    let Some(message) = reply::by_bot(ctx, conversation, &text, meta)? else { return Ok(None) };
    for order in &answer.awaits {
        subscription::subscribe(ctx, conversation, *order)?;
    }
    if let Some(order) = answer.follows {
        subscription::follow(ctx, conversation, order)?;
    }
    Ok(Some(message.id))
}

/// Which products a burst is about: those it names, else the one on the buyer's page, else those named just before, else
/// the one spoken of.
fn products_meant(
    shelves: &Shelves,
    gathered: &Gathered,
    burst: &str,
    before: &[&str],
) -> (Vec<usize>, bool) {
    let catalog = &shelves.catalog;
    let index = |wanted: &Product| catalog.products().iter().position(|product| product.id == wanted.id);
    let named: Vec<usize> = catalog.mentioned(burst).into_iter().filter_map(index).collect();
    if !named.is_empty() {
        return (named, true);
    }
    let on_page = gathered.burst.iter().rev().find_map(|message| message.meta.product.as_deref());
    let spoken_of = on_page.or(gathered.memory.product.as_deref());
    if let Some(product) = spoken_of.and_then(|id| catalog.product(id)).and_then(index) {
        return (vec![product], false);
    }
    let earlier = before.iter().rev().map(|line| catalog.mentioned(line)).find(|named| !named.is_empty());
    (earlier.unwrap_or_default().into_iter().filter_map(index).collect(), false)
}

/// The language of a burst, when it is sure; that of the conversation otherwise.
fn spoken(reading: &Reading, before: Lang) -> Lang {
    use language::tongue::{SURE, Tongue};
    match reading.tongue.value {
        _ if reading.tongue.confidence < SURE => before,
        Tongue::ZhHans | Tongue::ZhHant => Lang::Zh,
        Tongue::En => Lang::En,
        Tongue::Other(_) => before,
    }
}
