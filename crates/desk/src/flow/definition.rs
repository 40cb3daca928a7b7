//! A flow as data: what it asks for, what it does step by step, what takes each step back, and what it says.

use language::Intent;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::giving::REASON;
use super::template;
use crate::authority::limits;
use crate::error::{Refusal, Result};
use crate::order::Action;
use crate::shop::Bilingual;
use crate::word::words;

words! {
    /// Who may start a flow.
    Starter {
        /// A person who answers.
        Agent = "agent",
        /// The bot, where the shop lets it act.
        Bot = "bot",
        /// A program with a key of the shop's.
        Key = "key",
        /// The flow's own rules.
        Rule = "rule",
    }
}

words! {
    /// What a flow starts by itself on.
    RuleEvent {
        /// A buyer asks about one of the flow's intents.
        Asked = "asked",
        /// A courier says that a parcel stands still or is lost.
        ParcelStuck = "parcel_stuck",
    }
}

words! {
    /// What kind of thing a flow asks for.
    InputKind {
        /// Pieces of the order: a list of `{sku, quantity}`.
        Lines = "lines",
        /// One variant for another: a list of `{from, to, quantity}`.
        Changes = "changes",
        /// Where a parcel goes.
        Address = "address",
        /// Money, in minor units.
        Amount = "amount",
        /// One of the choices.
        Choice = "choice",
        /// A short text.
        Text = "text",
        /// A way to pay of the buyer's, by the shop's id.
        Method = "method",
        /// An e-mail address.
        Email = "email",
        /// Days, as a whole number.
        Days = "days",
    }
}

/// Something a flow asks for before it begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Its name within the flow.
    pub key: String,
    /// What kind.
    pub kind: InputKind,
    /// What people call it.
    pub title: Bilingual,
    /// Whether it must be given.
    #[serde(default)]
    pub required: bool,
    /// What stands there when nobody says otherwise: a path such as `$order.lines`.
    #[serde(default)]
    pub prefill: Option<String>,
    /// For a choice: what can be chosen.
    #[serde(default)]
    pub choices: Vec<Choice>,
}

/// One of the things that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// As it goes to the shop.
    pub value: String,
    /// As people read it.
    pub title: Bilingual,
}

/// One step. Exactly one of `act`, `say`, `sms`, `wait` is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its name within the flow: later steps find its receipt by it.
    pub key: String,
    /// What people call it.
    pub title: Bilingual,
    /// It is left out unless this is so: an expression such as `buyer.phone`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// What the shop is to do: an action, in which texts that begin with `$` are replaced by what they name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub act: Option<Value>,
    /// What the buyer is told in the conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub say: Option<Bilingual>,
    /// What the buyer is told on their phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sms: Option<Bilingual>,
    /// What is waited for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<Wait>,
    /// Whether the flow goes on when the shop will not do it.
    #[serde(default)]
    pub optional: bool,
}

words! {
    /// What can be waited for.
    Awaited {
        /// The buyer has sent a return: it has a courier and a number.
        ReturnSent = "return_sent",
        /// A return has arrived at the shop.
        ReturnArrived = "return_arrived",
    }
}

/// A wait for something that others do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    /// For what.
    pub awaits: Awaited,
    /// Of which return: a path such as `$receipts.open.number`.
    pub number: String,
    /// For so many days; then the run is a person's to look at.
    pub days: u32,
}

/// A flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Its name.
    pub key: String,
    /// What people call it.
    pub title: Bilingual,
    /// Whether it can be started.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Whether it is about an order.
    #[serde(default = "yes")]
    pub of_order: bool,
    /// Which questions it answers.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub intents: Vec<Intent>,
    /// Who may start it.
    pub starters: Vec<Starter>,
    /// On what it starts by itself: where nothing has to be asked for, nothing forbids it, the bot's own limits cover it, and
    /// one order alone can be meant.
    #[serde(default)]
    pub rules: Vec<RuleEvent>,
    /// What it asks for.
    #[serde(default)]
    pub inputs: Vec<Input>,
    /// What it does, in order.
    pub steps: Vec<Step>,
}

fn yes() -> bool {
    true
}

/// What a step does.
#[derive(Debug, Clone, Copy)]
pub enum Effect<'a> {
    /// Has the shop do something.
    Act(&'a Value),
    /// Says something in the conversation.
    Say(&'a Bilingual),
    /// Sends a text to a phone.
    Sms(&'a Bilingual),
    /// Waits.
    Wait(&'a Wait),
}

impl Step {
    /// What it does; none when it says nothing or more than one thing, which [`Definition::check`] refuses.
    pub fn effect(&self) -> Option<Effect<'_>> {
        match (&self.act, &self.say, &self.sms, &self.wait) {
            (Some(act), None, None, None) => Some(Effect::Act(act)),
            (None, Some(say), None, None) => Some(Effect::Say(say)),
            (None, None, Some(sms), None) => Some(Effect::Sms(sms)),
            (None, None, None, Some(wait)) => Some(Effect::Wait(wait)),
            _ => None,
        }
    }
}

impl Definition {
    /// Whether it may be started so.
    pub fn may_be_started_by(&self, starter: Starter) -> bool {
        match starter {
            Starter::Rule => !self.rules.is_empty(),
            other => self.starters.contains(&other),
        }
    }

    /// The step with this name.
    pub fn step(&self, key: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.key == key)
    }

    /// What people call one of the things that can be chosen for an input.
    pub fn choice(&self, input: &str, value: &str) -> Option<&Bilingual> {
        let input = self.inputs.iter().find(|known| known.key == input)?;
        input.choices.iter().find(|choice| choice.value == value).map(|choice| &choice.title)
    }

    /// Refuses what could not be run, by the name of the field.
    pub fn check(&self) -> Result<()> {
        crate::shop::check_key("key", &self.key.replace('_', "-"))?;
        said("title", &self.title)?;
        if self.steps.is_empty() {
            return Err(Refusal::invalid("steps", "required").into());
        }
        if self.starters.is_empty() && self.rules.is_empty() {
            return Err(Refusal::invalid("starters", "required").into());
        }
        for (at, input) in self.inputs.iter().enumerate() {
            said("inputs.title", &input.title)?;
            if self.inputs[..at].iter().any(|earlier| earlier.key == input.key) {
                return Err(Refusal::invalid("inputs.key", "key_twice").with("key", &input.key).into());
            }
            if input.kind == InputKind::Choice && input.choices.is_empty() {
                return Err(Refusal::invalid("inputs.choices", "required").with("key", &input.key).into());
            }
            if input.key == REASON {
                for choice in &input.choices {
                    limits::check_name("inputs.choices", &choice.value)?;
                }
            }
        }
        for (at, step) in self.steps.iter().enumerate() {
            if self.steps[..at].iter().any(|earlier| earlier.key == step.key) {
                return Err(Refusal::invalid("steps.key", "key_twice").with("key", &step.key).into());
            }
            said("steps.title", &step.title)?;
            step.check()?;
        }
        Ok(())
    }
}

impl Step {
    /// Whether it gives something away.
    pub(super) fn gives(&self) -> bool {
        let kind = self.act.as_ref().and_then(|act| act.get("action")).and_then(Value::as_str);
        kind.is_some_and(|kind| Action::GIVING.contains(&kind))
    }

    fn check(&self) -> Result<()> {
        let wrong = |field: &'static str| Refusal::invalid(field, "not_a_step").with("key", &self.key);
        match self.effect() {
            None => return Err(wrong("steps").into()),
            Some(Effect::Act(act)) => {
                let kind = act.get("action").and_then(Value::as_str).unwrap_or_default();
                if !Action::KINDS.contains(&kind) {
                    return Err(wrong("steps.act").into());
                }
            }
            Some(Effect::Say(text) | Effect::Sms(text)) => {
                for text in [&text.zh, &text.en] {
                    if text.trim().is_empty() || !template::is_text(text) {
                        return Err(wrong("steps.say").into());
                    }
                }
            }
            Some(Effect::Wait(wait)) if !(1..=90).contains(&wait.days) => {
                return Err(wrong("steps.wait.days").into());
            }
            Some(Effect::Wait(_)) => {}
        }
        if self.when.as_ref().is_some_and(|when| !template::is_condition(when)) {
            return Err(wrong("steps.when").into());
        }
        Ok(())
    }
}

fn said(field: &'static str, text: &Bilingual) -> Result<()> {
    if text.zh.trim().is_empty() || text.en.trim().is_empty() {
        return Err(Refusal::invalid(field, "both_languages").into());
    }
    Ok(())
}
