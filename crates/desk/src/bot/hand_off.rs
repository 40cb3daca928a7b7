//! Giving a conversation to people, with all they need to go on.

use super::boundary;
use super::decide::NextStep;
use super::memory::Asked;
use super::phrases::plain;
use super::situation::order_source;
use super::{Situation, place, store};
use crate::conversation::hand_off::Row;
use crate::conversation::{self, Checked, Conversation, Packet, hand_off};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fact::HandOffReason;
use crate::order::Order;
use crate::order::standing::{self, Standing};
use crate::shop::boundary::Boundary;
use crate::shop::{Bilingual, Lang};

/// Why a conversation is handed over, and what to do next.
#[derive(Debug, Clone)]
pub struct Handing {
    /// Why.
    pub reason: HandOffReason,
    /// What a person would best do.
    pub next: NextStep,
    /// What the bot would have said, and why it was not said.
    pub checked: Option<Checked>,
}

impl Handing {
    /// For this reason, with this to do next.
    pub fn new(reason: HandOffReason, next: NextStep) -> Self {
        Self { reason, next, checked: None }
    }
}

/// Hands a conversation over with its packet, and tells the buyer their place and when to expect a person.
pub fn hand_over(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    situation: &Situation<'_>,
    handing: Handing,
) -> Result<()> {
    let packet = packet(ctx, conversation, situation, handing)?;
    let conversation = conversation::get(ctx, conversation.id)?;
    let due_at = situation.shop.answer_due(conversation.urgency, ctx.now);
    if hand_off::hand_off(ctx, &conversation, &packet, due_at)? {
        place::tell(ctx, situation.shop, &conversation)?;
    }
    Ok(())
}

fn packet(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    situation: &Situation<'_>,
    Handing { reason, next: NextStep(next), checked }: Handing,
) -> Result<Packet> {
    let answers = store::bot_answers(ctx.tx, conversation.id)?;
    let mut looked_at: Vec<conversation::Source> = Vec::new();
    for source in answers.iter().flat_map(|(_, meta)| &meta.sources).chain(&shown(situation)) {
        let same = |known: &conversation::Source| known.kind == source.kind && known.id == source.id;
        if !looked_at.iter().any(same) {
            looked_at.push(source.clone());
        }
    }
    Ok(Packet {
        reason,
        asked: asked(situation),
        intent: situation.intent().0,
        emotion: situation.reading.emotion.value,
        tried: answers.into_iter().map(|(text, _)| shortened(&text)).collect(),
        looked_at,
        order: order_of(situation),
        product: situation.product().map(|product| product.facts.title.clone()),
        next_step: Bilingual { zh: plain(Lang::Zh, next)?, en: plain(Lang::En, next)? },
        checked,
        boundary: decided_by(situation, reason),
        at: ctx.now,
    })
}

/// The row of the matrix that gives it to people, if that is why it is given.
fn decided_by(situation: &Situation<'_>, reason: HandOffReason) -> Option<Row> {
    let intent = match situation.memory.asked {
        Some(Asked::Details { intent }) => intent,
        _ => situation.intent().0,
    };
    let row = boundary::row(situation.shop, intent, situation.now);
    let decides = matches!(row.does, Boundary::Person | Boundary::Collect);
    (reason == HandOffReason::Boundary && decides).then_some(row)
}

/// What the buyer wants to know. Who only asks for a person has said it before.
fn asked(situation: &Situation<'_>) -> String {
    let matters = |line: &&String| !language::asks_human(line) && !language::is_closing(line);
    let burst = situation.burst;
    if let (Some(Asked::Details { .. }), Some(matter)) = (&situation.memory.asked, situation.before.last()) {
        return format!("{matter}\n{burst}");
    }
    match situation.before.iter().rev().find(matters) {
        Some(matter) if language::asks_human(burst) && !burst.contains('\n') => format!("{matter}\n{burst}"),
        _ => burst.to_owned(),
    }
}

/// The order a person will want to open first: the one spoken of, the only one, or the only one that stands badly.
fn order_of(situation: &Situation<'_>) -> Option<String> {
    let badly = |order: &&Order| match standing::of(order, situation.now) {
        Standing::Preparing { late, .. } => late,
        Standing::Stuck { .. } | Standing::Lost(_) | Standing::Returned(_) => true,
        _ => false,
    };
    let alone = |orders: Vec<&Order>| match orders.as_slice() {
        [only] => Some(only.number.clone()),
        _ => None,
    };
    let stands_out = alone(situation.orders.iter().collect())
        .or_else(|| alone(situation.orders.iter().filter(badly).collect()));
    let named = situation.orders.iter().find(|order| situation.burst.contains(&order.number));
    named.map(|order| order.number.clone()).or_else(|| situation.memory.order.clone()).or(stands_out)
}

fn shown(situation: &Situation<'_>) -> Vec<conversation::Source> {
    let spoken_of = order_of(situation);
    situation
        .orders
        .iter()
        .filter(|order| Some(&order.number) == spoken_of.as_ref())
        .map(order_source)
        .collect()
}

fn shortened(text: &str) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(100) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
