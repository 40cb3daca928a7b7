//! Doing what a buyer wishes: looked at before anything is asked, asked for what is missing, told before it is done, done
//! when the buyer has agreed. What cannot be done this way is a person's.

use minijinja::context;
use serde_json::{Map, Value};

use super::decide::NextStep;
use super::hand_off::{self, Handing};
use super::memory::{Asked, Wish};
use super::phrases::{plain, say};
use super::skill::act;
use super::{Answer, Memory, Situation};
use crate::authority::Verdict;
use crate::conversation::Conversation;
use crate::ctx::Ctx;
use crate::error::{Error, Refusal, Result};
use crate::fact::HandOffReason;
use crate::flow::definition::{Choice, Input, InputKind};
use crate::flow::{self, Ask, Definition, Preview, Start, Starter};

/// Orders offered to choose from.
const OFFERED: usize = 4;

/// What comes of a wish.
pub(super) enum Came {
    /// Something to say.
    Say(Answer),
    /// A person's; after saying this.
    Person(Option<Answer>),
}

/// Goes on with a wish; what is asked back for is remembered.
pub(super) fn go_on(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    situation: &Situation<'_>,
    wish: &Wish,
    memory: &mut Memory,
) -> Result<Came> {
    let lang = situation.lang;
    if wish.refused {
        return Ok(Came::Say(Answer::words(plain(lang, "act.dropped")?)));
    }
    let Some(definition) = flow_of(ctx, conversation, wish)? else { return Ok(Came::Person(None)) };
    if declines(wish, &definition) {
        return Ok(Came::Say(Answer::words(plain(lang, "act.dropped")?)));
    }
    if definition.of_order && wish.order.is_none() {
        let choices: Vec<String> =
            situation.orders.iter().take(OFFERED).map(|order| order.number.clone()).collect();
        let text = say(lang, "act.which_order", context! { what => definition.title.in_language(lang) })?;
        return Ok(Came::Say(ask(memory, wish, Wish::ORDER, text, choices)));
    }
    memory.order.clone_from(&wish.order);
    let Ok(looked) = look(ctx, conversation, wish, &definition)? else {
        return not_so(situation, &definition);
    };
    if let Some(missing) = looked.missing.first() {
        let input = definition.inputs.iter().find(|input| input.key == *missing);
        return match input {
            Some(input) if can_be_asked(input) => ask_for(situation, memory, wish, input),
            _ => Ok(Came::Person(None)),
        };
    }
    if looked.refusal.is_some() {
        return not_so(situation, &definition);
    }
    if !matches!(looked.verdict, None | Some(Verdict::Within { .. })) {
        return Ok(Came::Person(None));
    }
    if wish.agreed {
        return start(ctx, conversation, situation, wish, &definition);
    }
    confirm(situation, memory, wish, &looked)
}

/// The shop's flow for what the buyer wants that the bot may start.
fn flow_of(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, wish: &Wish) -> Result<Option<Definition>> {
    Ok(flow::definitions(ctx, conversation.shop)?.into_iter().map(|(definition, _)| definition).find(
        |flow| flow.enabled && flow.starters.contains(&Starter::Bot) && flow.intents.contains(&wish.intent),
    ))
}

/// Whether the bot can do this as it stands: there is a flow for it, nothing is missing, and no rule or limit is in the way.
pub(super) fn can_be_done(ctx: &mut Ctx<'_, '_>, conversation: &Conversation, wish: &Wish) -> Result<bool> {
    let Some(definition) = flow_of(ctx, conversation, wish)? else { return Ok(false) };
    let Ok(looked) = look(ctx, conversation, wish, &definition)? else { return Ok(false) };
    let within = matches!(looked.verdict, None | Some(Verdict::Within { .. }));
    Ok(looked.missing.is_empty() && looked.refusal.is_none() && within)
}

fn asked(wish: &Wish, definition: &Definition) -> Ask {
    let mut inputs = Map::new();
    for (key, said) in &wish.inputs {
        let input = definition.inputs.iter().find(|input| input.key == *key);
        let value = input.and_then(|input| chosen(input, said)).unwrap_or_else(|| said.clone());
        inputs.insert(key.clone(), Value::String(value));
    }
    Ask { flow: definition.key.clone(), order: wish.order.clone(), inputs, starter: Starter::Bot }
}

/// The value of the choice that was tapped or written; "不要了" is "不想要了" said shortly.
fn chosen(input: &Input, said: &str) -> Option<String> {
    let short = |text: &str| text.replace(['想', '需', '了', '的', '吧', '啊', ' '], "").to_lowercase();
    let meant = |choice: &&Choice| {
        [&choice.title.zh, &choice.title.en].into_iter().any(|title| {
            title.eq_ignore_ascii_case(said)
                || said.to_lowercase().contains(&title.to_lowercase())
                || short(title) == short(said)
        })
    };
    input.choices.iter().find(meant).map(|choice| choice.value.clone())
}

/// Whether what was said in answer to one of the flow's questions is no answer to it, but a no. "不要了" may well be why
/// something goes back, and what is written on a card may be anything.
fn declines(wish: &Wish, definition: &Definition) -> bool {
    definition.inputs.iter().any(|input| {
        wish.inputs.get(&input.key).is_some_and(|said| match input.kind {
            InputKind::Text => act::drops(said),
            _ => chosen(input, said).is_none() && act::says_no(said),
        })
    })
}

/// What the flow would do; a refusal is the inner error.
fn look(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    wish: &Wish,
    definition: &Definition,
) -> Result<Result<Preview, Refusal>> {
    match flow::preview(ctx, conversation, &asked(wish, definition), None) {
        Ok(looked) => Ok(Ok(looked)),
        Err(Error::Refused(refusal)) => Ok(Err(*refusal)),
        Err(other) => Err(other),
    }
}

fn can_be_asked(input: &Input) -> bool {
    matches!(input.kind, InputKind::Choice | InputKind::Text | InputKind::Email)
}

fn ask_for(situation: &Situation<'_>, memory: &mut Memory, wish: &Wish, input: &Input) -> Result<Came> {
    let lang = situation.lang;
    let choices = input.choices.iter().map(|choice| choice.title.in_language(lang).to_owned()).collect();
    let text = say(lang, "act.ask", context! { what => input.title.in_language(lang) })?;
    Ok(Came::Say(ask(memory, wish, &input.key, text, choices)))
}

fn confirm(situation: &Situation<'_>, memory: &mut Memory, wish: &Wish, looked: &Preview) -> Result<Came> {
    let lang = situation.lang;
    let steps: Vec<String> = looked
        .steps
        .iter()
        .filter(|step| !step.skipped)
        .map(|step| step.title.in_language(lang).to_owned())
        .collect();
    let what = looked.definition.title.in_language(lang);
    let text = say(lang, "act.confirm", context! { what, order => looked.order.clone(), steps })?;
    let choices = vec![plain(lang, "act.yes")?, plain(lang, "act.no")?];
    Ok(Came::Say(ask(memory, wish, Wish::YES, text, choices)))
}

fn start(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    situation: &Situation<'_>,
    wish: &Wish,
    definition: &Definition,
) -> Result<Came> {
    // The burst in which the buyer agreed: thought over once more, it is the same run.
    let client_key = format!("{}:{}", conversation.id, conversation.last_buyer_seq);
    let start = Start { ask: asked(wish, definition), agent: None, client_key };
    match flow::start(ctx, conversation, &start) {
        Ok(_) => Ok(Came::Say(Answer::words(plain(situation.lang, "act.started")?))),
        Err(Error::Refused(_)) => not_so(situation, definition),
        Err(other) => Err(other),
    }
}

fn not_so(situation: &Situation<'_>, definition: &Definition) -> Result<Came> {
    let what = definition.title.in_language(situation.lang);
    let text = say(situation.lang, "act.not_so", context! { what })?;
    Ok(Came::Person(Some(Answer::words(text))))
}

fn ask(memory: &mut Memory, wish: &Wish, awaits: &str, text: String, choices: Vec<String>) -> Answer {
    memory.asked = Some(Asked::Act { wish: Wish { awaits: Some(awaits.to_owned()), ..wish.clone() } });
    Answer { choices, ..Answer::words(text) }
}

/// Gives it to people.
pub(super) fn hand_over(
    ctx: &mut Ctx<'_, '_>,
    conversation: &Conversation,
    situation: &Situation<'_>,
) -> Result<()> {
    let handing = Handing::new(HandOffReason::Boundary, NextStep("next.boundary"));
    hand_off::hand_over(ctx, conversation, situation, handing)
}
