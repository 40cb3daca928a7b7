//! A metric definition: everything a platform says about how a number is counted, as data.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::calendar::minutes;
use super::event::{Label, Reply};
use crate::error::{Refusal, Result};
use crate::shop::{Bilingual, WeekHours};
use crate::word::words;

/// How a number is counted. One version; the next one has its own day from which it holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MetricDefinition)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Short name: lower-case letters, digits, hyphens.
    pub name: String,
    /// Counted up from 1 for each name.
    pub version: u32,
    /// The first day, in the shop's time zone, on which what begins is counted by this version.
    #[schema(value_type = String, format = Date)]
    pub effective_from: Date,
    /// What people call it.
    pub title: Bilingual,
    /// Whose rule it is; free words.
    pub platform: String,
    /// Where the rule is from, and what of it was inferred.
    pub source: String,
    /// What is counted.
    pub unit: Unit,
    /// Of several rounds in one unit of people or chats, which decides.
    pub judged: Judged,
    /// What is worked out for each unit.
    pub measure: Measure,
    /// From when a unit's wait is counted.
    pub start: Start,
    /// What answers. Everything else leaves the buyer waiting.
    pub valid: Vec<Reply>,
    /// Whose answer ends a wait.
    pub account: Account,
    /// What is done with a round that a bot answers before any person had the conversation.
    pub bot_reception: BotReception,
    /// Who must have begun.
    pub begun_by: BegunBy,
    /// No wait is counted as longer than this many seconds.
    pub cap_seconds: Option<u32>,
    /// What an unanswered unit counts as.
    pub unanswered: Unanswered,
    /// When the clock of the platform runs.
    pub hours: WeekHours,
    /// What must lie within the hours.
    pub hours_by: HoursBy,
    /// When a day of the platform begins, `HH:MM`.
    pub day_starts: String,
    /// Whether what was not answered by the end of its day is unanswered, whatever comes later.
    pub same_day_only: bool,
    /// Over which days the number is taken.
    pub rolling: Rolling,
    /// A buyer who comes back at most this many seconds after the close continues the same session.
    pub merge_gap_seconds: u32,
    /// Days that do not count, such as a festival or a holiday of the shop.
    pub exempt: Vec<Days>,
    /// Labels that take a unit, or all of a conversation, out of the number.
    pub exclude: Vec<Exclusion>,
    /// Only units with this label are counted.
    pub only: Option<Label>,
    /// What is told while there is too little to count.
    pub minimum: Option<Minimum>,
    /// What the platform wants.
    pub target: Option<Target>,
}

words! {
    /// What is counted.
    Unit {
        /// Every message of the buyer.
        Message = "message",
        /// From the first unanswered message to the first valid reply.
        Round = "round",
        /// The first round of a session; a session ends with its close.
        Session = "session",
        /// A buyer, once a day.
        Person = "person",
        /// A conversation, once a day of the platform.
        Chat = "chat",
    }
}

words! {
    /// Of several rounds of one person or chat, which decides.
    Judged {
        /// The first.
        First = "first",
        /// The worst: one that fails is enough.
        All = "all",
    }
}

/// What is worked out for each unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MetricMeasure)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Measure {
    /// The mean of seconds until something.
    Average {
        /// Until what.
        until: Until,
    },
    /// The share answered in time.
    Rate {
        /// By when.
        due: Due,
    },
    /// The share not answered in time.
    Late {
        /// By when.
        due: Due,
    },
    /// The share with a label.
    Share {
        /// Which.
        label: Label,
    },
    /// The share of closed sessions whose buyer did not come back soon.
    Once {
        /// Within how many seconds after the close.
        within_seconds: u64,
    },
}

words! {
    /// What ends what is measured.
    Until {
        /// The first valid reply.
        Reply = "reply",
        /// The last close of the session.
        Close = "close",
    }
}

/// By when an answer is in time. Without any limit, an answer at any time is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MetricDue)]
#[serde(default, deny_unknown_fields)]
pub struct Due {
    /// So many seconds after the start, the last of them included.
    pub within_seconds: Option<u64>,
    /// When the wall clock first shows this after the end of the platform's day.
    pub by_clock: Option<String>,
    /// Other times for some weekdays.
    pub weekend: Option<Weekend>,
}

/// What begins on these weekdays is due at one moment after them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Weekend {
    /// Weekdays, 1 = Monday to 7 = Sunday.
    pub days: Vec<u8>,
    /// On which weekday it is due.
    pub due_day: u8,
    /// At what time of that day, `HH:MM`.
    pub due_at: String,
}

words! {
    /// From when a wait is counted.
    Start {
        /// The first message that nobody answered.
        FirstUnanswered = "first_unanswered",
        /// The first message of the session.
        SessionStart = "session_start",
        /// When people got it; what never reached them is not counted.
        HandOff = "hand_off",
    }
}

words! {
    /// Whose answer ends a wait.
    Account {
        /// Anybody's of the shop.
        Shop = "shop",
        /// That of the account that received the message. Passing it on leaves a round unanswered there, and begins one
        /// where it goes.
        SubAccount = "sub_account",
    }
}

words! {
    /// What is done with a round that a bot answers before any person had the conversation.
    BotReception {
        /// It is in neither the numerator nor the denominator.
        Excluded = "excluded",
        /// It is a round like any other.
        Counted = "counted",
    }
}

words! {
    /// Who must have begun.
    BegunBy {
        /// What the seller began is not counted.
        Buyer = "buyer",
        /// Either.
        Anybody = "anybody",
    }
}

/// What an unanswered unit counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unanswered {
    /// A failure: not in time. It is in no mean.
    Failed,
    /// Nothing: it is not counted.
    Dropped,
    /// So many seconds.
    Seconds(u32),
}

words! {
    /// What must lie within the hours.
    HoursBy {
        /// The start of the unit.
        Start = "start",
        /// Each message by itself: what a buyer says outside the hours begins nothing.
        Event = "event",
        /// The start, or else the reply.
        Either = "either",
    }
}

/// Over which days a number is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rolling {
    /// So many days.
    pub days: u32,
    /// Whether today is the last of them, or yesterday.
    pub today: bool,
}

/// Days from one to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Days {
    /// The first.
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// The last.
    #[schema(value_type = String, format = Date)]
    pub to: Date,
}

/// A label that takes something out of the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// Which.
    pub label: Label,
    /// How much it takes out.
    pub extent: Extent,
}

words! {
    /// How much a label takes out.
    Extent {
        /// The unit it is put on.
        Unit = "unit",
        /// Everything of the conversation.
        Conversation = "conversation",
    }
}

/// What is told while there is too little to count.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Minimum {
    /// From how many units the number is counted.
    pub units: u32,
    /// What is told below that.
    pub value: f64,
}

/// What the platform wants.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The line: a share, or seconds.
    pub value: f64,
    /// On which side of it one wants to be.
    pub better: Better,
}

words! {
    /// On which side of a line one wants to be.
    Better {
        /// At it or above.
        High = "high",
        /// At it or below.
        Low = "low",
    }
}

impl Target {
    /// Whether a value is on the wanted side.
    pub fn is_met(self, value: f64) -> bool {
        match self.better {
            Better::High => value >= self.value,
            Better::Low => value <= self.value,
        }
    }
}

impl Definition {
    /// Refuses what cannot be counted by, and names the field.
    pub fn check(&self) -> Result<()> {
        crate::shop::check_key("name", &self.name)?;
        for (field, title) in [("title.zh", &self.title.zh), ("title.en", &self.title.en)] {
            if title.trim().is_empty() {
                return Err(Refusal::invalid(field, "required").into());
            }
        }
        if self.hours.check().is_err() {
            return Err(Refusal::invalid("hours", "not_hours").into());
        }
        if minutes(&self.day_starts).is_none_or(|minute| minute >= 24 * 60) {
            return Err(Refusal::invalid("day_starts", "not_a_time_of_day").into());
        }
        if !(1..=366).contains(&self.rolling.days) {
            return Err(Refusal::invalid("rolling.days", "out_of_range").into());
        }
        if self.exempt.iter().any(|days| days.from > days.to) {
            return Err(Refusal::invalid("exempt", "ends_before_start").into());
        }
        self.check_measure()?;
        if let Some(minimum) = self.minimum
            && !minimum.value.is_finite()
        {
            return Err(Refusal::invalid("minimum.value", "out_of_range").into());
        }
        if let Some(target) = self.target
            && !(target.value.is_finite() && target.value >= 0.0)
        {
            return Err(Refusal::invalid("target.value", "out_of_range").into());
        }
        Ok(())
    }

    fn check_measure(&self) -> Result<()> {
        let answered = !matches!(
            self.measure,
            Measure::Average { until: Until::Close } | Measure::Share { .. } | Measure::Once { .. }
        );
        if answered && self.valid.is_empty() {
            return Err(Refusal::invalid("valid", "required").into());
        }
        let of_sessions =
            matches!(self.measure, Measure::Average { until: Until::Close } | Measure::Once { .. });
        if of_sessions && self.unit != Unit::Session {
            return Err(Refusal::invalid("unit", "needs_sessions").into());
        }
        if let Measure::Rate { due } | Measure::Late { due } = &self.measure {
            if due.by_clock.as_deref().is_some_and(|text| minutes(text).is_none()) {
                return Err(Refusal::invalid("measure.due.by_clock", "not_a_time_of_day").into());
            }
            if let Some(weekend) = &due.weekend {
                let days = weekend.days.iter().chain([&weekend.due_day]);
                if !days.copied().all(|day| (1..=7).contains(&day)) || minutes(&weekend.due_at).is_none() {
                    return Err(Refusal::invalid("measure.due.weekend", "not_hours").into());
                }
            }
        }
        Ok(())
    }

    /// Whether the value is a number of seconds; a share otherwise.
    pub fn is_seconds(&self) -> bool {
        matches!(self.measure, Measure::Average { .. })
    }

    /// Whether rounds are gathered into people or chats before they are counted.
    pub(super) fn is_gathered(&self) -> bool {
        matches!(self.unit, Unit::Person | Unit::Chat)
    }
}
