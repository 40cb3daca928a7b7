//! What a run tells a buyer that no agent started: it passes the gate like an answer. It may say what the shop wrote into the
//! flow once something of it was done, and state of the order, of what was given and of what the shop answered only what is so.

use std::sync::LazyLock;

use language::{Emotion, Intent};
use regex::Regex;
use serde_json::Value;

use super::gate::{Grounds, Passed, check};
use super::phrases::{plain, say};
use super::place;
use super::situation::{order_source, shipment_source};
use crate::buyer;
use crate::conversation::checked::{CheckOutcome, Finding, StatementKind};
use crate::conversation::{
    self, Checked, Conversation, FlowMark, Meta, Packet, Source, SourceKind, Status, hand_off, reply,
};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fact::{Author, HandOffReason};
use crate::flow::definition::InputKind;
use crate::flow::{self, Run, Starter};
use crate::id::FlowRunId;
use crate::money::Money;
use crate::order::{self, Address, Order, return_page};
use crate::shop::{self, Bilingual, Lang, Shop};

/// Messages looked back at to find what the buyer said last.
const LOOK_BACK: i64 = 40;

/// What stands for a value, or chooses between words, in a sentence of a flow.
static TAG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{\{.*?\}\}|\{%.*?%\}").expect("a pattern of ours"));

/// Says it, as far as it is borne out; else people are told, and have the conversation.
pub fn tell(ctx: &mut Ctx<'_, '_>, run: FlowRunId, step: &str, text: &str) -> Result<()> {
    let run = flow::get(ctx, run)?;
    let Some(conversation) = run.conversation else { return Ok(()) };
    let conversation = conversation::get(ctx, conversation)?;
    let shop = shop::get(ctx, conversation.shop)?;
    let order = match &run.order {
        Some(number) => order::by_number(ctx, run.shop, number)?,
        None => None,
    };
    let passed = weighed(text, check(text, &grounds(ctx, &run, &shop, order.as_ref())?)?);
    if passed.checked.outcome == CheckOutcome::HandedOff {
        return hold(ctx, &conversation, &shop, (&run, order.as_ref()), passed.checked);
    }
    let checked = Some(passed.checked).filter(|checked| !checked.statements.is_empty());
    let flow = Some(FlowMark { run: run.id, step: step.to_owned() });
    let meta = Meta { flow, checked, ..Meta::default() };
    let said = match run.starter {
        Starter::Bot | Starter::Rule => reply::by_bot(ctx, &conversation, &passed.text, meta.clone())?,
        _ => None,
    };
    if said.is_none() {
        // A person has the conversation by now; what was done is told all the same.
        reply::by_system(ctx, &conversation, &passed.text, meta)?;
    }
    Ok(())
}

/// What counts of a check: money, favours, numbers and links, which the facts of a run settle. How an order stands they do
/// not, for what was just done is ahead of what is known of the order; names are those that were given.
fn weighed(text: &str, passed: Passed) -> Passed {
    use StatementKind::{Amount, Code, Link, Redress, Share};
    let settled = |kind| matches!(kind, Amount | Code | Link | Redress | Share);
    let Checked { mut statements, .. } = passed.checked.clone();
    statements.retain(|one| one.finding == Finding::Supported || settled(one.kind));
    if statements.iter().all(|one| one.finding == Finding::Supported) {
        let checked = Checked { outcome: CheckOutcome::Passed, statements, held: Vec::new() };
        return Passed { text: text.to_owned(), checked };
    }
    passed
}

/// The facts that a run's words are made of.
fn grounds(ctx: &mut Ctx<'_, '_>, run: &Run, shop: &Shop, order: Option<&Order>) -> Result<Grounds> {
    let lang = run.language;
    let of_shop = || Source::of(SourceKind::Shop, &shop.key, &shop.name);
    let returns = &shop.settings.returns;
    let mut grounds = Grounds::new(lang, ctx.now, shop.zone(), &shop.currency)
        .with_buyer(&buyer::get(ctx, run.buyer)?)
        .with_text(of_shop(), "", &shop.name)
        .with_text(of_shop(), "", &format!("{}\n{}", returns.on_a_parcel(), returns.notes.in_language(lang)));
    let done: Vec<_> = run.steps.iter().filter(|step| step.receipt.is_some()).collect();
    if !done.is_empty() {
        // A sentence that names goods is the shop's own all the same.
        let goods = format!(" {} ", order.map_or_else(String::new, named));
        for text in run.definition.steps.iter().filter_map(|step| step.say.as_ref()) {
            let written = TAG.replace_all(text.in_language(lang), regex::NoExpand(&goods));
            grounds = grounds.with_text(of_shop(), "", &written);
        }
    }
    for step in done {
        let Some(receipt) = &step.receipt else { continue };
        let given = step.action.as_ref().map(order::Action::gives).filter(|gives| *gives > 0);
        let amounts = [receipt.amount, given].into_iter().flatten();
        let mut lines: Vec<String> =
            amounts.map(|amount| Money::new(amount, &shop.currency).display(lang)).collect();
        lines.push(receipt.number.clone());
        if let Some(returned) = order::returned(ctx, run.shop, &receipt.number)? {
            lines.push(return_page::link::address(ctx, returned.id)?);
        }
        grounds = grounds.with_text(order.map_or_else(of_shop, order_source), "", &lines.join("\n"));
    }
    for input in &run.definition.inputs {
        let Some(given) = run.inputs.get(&input.key) else { continue };
        for said in spoken(given) {
            grounds = grounds.with_said(&said);
        }
        if input.kind == InputKind::Days {
            grounds = grounds.with_text(of_shop(), "", &format!("{given} 天\n{given} days"));
        }
    }
    if let Some(order) = order {
        grounds = grounds.with_order(order, true);
        for parcel in &order.shipments {
            let facts = &parcel.facts;
            let told = format!("{}\n{}", facts.carrier, facts.tracking_number);
            grounds = grounds.with_text(shipment_source(parcel), "", &told);
        }
        for returned in &order.returns {
            let facts = &returned.facts;
            let way = [facts.carrier.as_deref(), facts.tracking_number.as_deref()].into_iter().flatten();
            let told: Vec<&str> = std::iter::once(facts.return_id.as_str()).chain(way).collect();
            grounds = grounds.with_text(order_source(order), "", &told.join("\n"));
        }
    }
    Ok(grounds)
}

/// The goods of an order by their names.
fn named(order: &Order) -> String {
    let names = order.lines.iter().flat_map(|line| {
        std::iter::once(line.title.as_str()).chain(line.options.iter().map(|option| option.value.as_str()))
    });
    names.collect::<Vec<_>>().join(" ")
}

/// What was given, as it may be said back.
fn spoken(given: &Value) -> Vec<String> {
    if let Ok(address) = serde_json::from_value::<Address>(given.clone()) {
        let Address { recipient, phone, line1, line2, district, city, region, postcode, country } = &address;
        let zh = [country, region, city, district, line1, line2, postcode, recipient, phone];
        let en = [recipient, line1, line2, district, city, region, postcode, country, phone];
        return [zh, en].map(|parts| parts.map(String::as_str).join(" ")).to_vec();
    }
    given.as_str().map(str::to_owned).into_iter().collect()
}

/// It is not said: people see what was held and why, and have the conversation from here on.
fn hold(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    shop: &Shop,
    (run, order): (&Run, Option<&Order>),
    checked: Checked,
) -> Result<()> {
    let flow = run.definition.title.in_language(shop.language);
    let values = minijinja::context! { flow, held => checked.held.join("\n") };
    let text = say(shop.language, "flow.held", values)?;
    let meta = Meta { checked: Some(checked.clone()), ..Meta::default() };
    reply::note_by_house(ctx, conversation, &text, meta)?;
    if conversation.status != Status::Bot {
        return Ok(());
    }
    let recent = conversation::messages_before(ctx, conversation.id, conversation.last_seq + 1, LOOK_BACK)?;
    let asked = recent.iter().rev().find(|message| message.author == Author::Buyer);
    let next = "next.unproven";
    let packet = Packet {
        reason: HandOffReason::Unproven,
        asked: asked.map(|message| message.text.clone()).unwrap_or_default(),
        intent: conversation.intent.unwrap_or(Intent::Other),
        emotion: conversation.emotion.unwrap_or(Emotion::Neutral),
        tried: Vec::new(),
        looked_at: order.map(order_source).into_iter().collect(),
        order: order.map(|order| order.number.clone()),
        product: None,
        next_step: Bilingual { zh: plain(Lang::Zh, next)?, en: plain(Lang::En, next)? },
        checked: Some(checked),
        boundary: None,
        at: ctx.now,
    };
    let due_at = shop.answer_due(conversation.urgency, ctx.now);
    if hand_off::hand_off(ctx, conversation, &packet, due_at)? {
        place::tell(ctx, shop, conversation)?;
    }
    Ok(())
}
