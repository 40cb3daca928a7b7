//! How it went: what buyers waited, for whom, why, and what came of it.
//!
//! Nothing of it is stored. One pass over the ledger of a window gives a [`Row`] for each conversation that began in it, and
//! everything told is a fold of rows: a [`table`] by one dimension, a [`compare`]ison of two of it, [`bands`] of the wait, the
//! [`list`] of the conversations behind a figure. How each figure is counted is said where it is counted, and beside it in
//! the console.
//!
//! Invariants, each tested: parts counted apart come to the same as the whole; the order of conversations changes nothing;
//! the seconds by cause are the time that passed; of a comparison, what is due to each cause and to the mix of matters is
//! exactly the difference.

use db::Time;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use language::{Intent, Urgency};

use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::id::{AgentId, InboxId, ShopId};
use crate::inbox::Channel;
use crate::shop::Shop;
use crate::sla::{Calendar, ledger};
use crate::word::words;

pub mod bands;
pub mod compare;
pub mod list;
pub mod phrase;
pub mod row;
pub mod sheet;
mod store;
pub mod table;

#[cfg(test)]
mod properties;

pub use row::{Causes, Row};

/// The longest window, in days: a leap year and a day, so that a year can be held against the day it began.
const LONGEST_DAYS: u64 = 367;

words! {
    /// What a report is broken down by.
    ReportBy {
        /// The people who answered.
        Person = "person",
        /// Shops.
        Shop = "shop",
        /// By which way it came.
        Channel = "channel",
        /// The hour of the week it began in, in the shop's zone.
        Hour = "hour",
        /// What it was about.
        Intent = "intent",
        /// The day it began on, in the shop's zone.
        Day = "day",
    }
}

/// One value of a dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A person; none for what no person answered.
    Person(Option<AgentId>),
    /// A shop.
    Shop(ShopId),
    /// A channel.
    Channel(Channel),
    /// Monday is 1; hours from 0.
    Hour(i8, i8),
    /// A matter.
    Intent(Intent),
    /// A day.
    Day(Date),
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Person(Some(agent)) => agent.fmt(f),
            Self::Person(None) => f.write_str("nobody"),
            Self::Shop(shop) => shop.fmt(f),
            Self::Channel(channel) => channel.fmt(f),
            Self::Hour(weekday, hour) => write!(f, "{weekday}-{hour:02}"),
            Self::Intent(intent) => f.write_str(intent.id()),
            Self::Day(day) => day.fmt(f),
        }
    }
}

impl ReportBy {
    /// The value this text names.
    pub fn key(self, text: &str) -> Option<Key> {
        match self {
            Self::Person if text == "nobody" => Some(Key::Person(None)),
            Self::Person => text.parse().ok().map(|agent| Key::Person(Some(agent))),
            Self::Shop => text.parse().ok().map(Key::Shop),
            Self::Channel => text.parse().ok().map(Key::Channel),
            Self::Hour => {
                let (weekday, hour) = text.split_once('-')?;
                let (weekday, hour) = (weekday.parse().ok()?, hour.parse().ok()?);
                ((1..=7).contains(&weekday) && (0..24).contains(&hour)).then_some(Key::Hour(weekday, hour))
            }
            Self::Intent => text.parse().ok().map(Key::Intent),
            Self::Day => text.parse().ok().map(Key::Day),
        }
    }
}

/// Which conversations are looked at.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Those that this person answered, and of them only what is theirs.
    pub agent: Option<AgentId>,
    /// Those of this inbox.
    pub inbox: Option<InboxId>,
    /// Those of this channel.
    pub channel: Option<Channel>,
    /// Those about this.
    pub intent: Option<Intent>,
    /// Those that are so urgent.
    pub urgency: Option<Urgency>,
    /// Those that a value of a dimension stands for.
    pub key: Option<Key>,
}

/// Which conversations, and when they began.
#[derive(Debug, Clone)]
pub struct Asked {
    /// From.
    pub from: Time,
    /// To, exclusive.
    pub to: Time,
    /// Which of them.
    pub filter: Filter,
}

impl Asked {
    /// Refuses windows that are none, and those that are too long.
    pub fn check(&self) -> Result<()> {
        if self.from >= self.to {
            return Err(Refusal::invalid("to", "ends_before_start").into());
        }
        if self.to.since(self.from).as_secs() > LONGEST_DAYS * 86_400 {
            return Err(Refusal::invalid("from", "window_too_long").with("limit", LONGEST_DAYS).into());
        }
        Ok(())
    }
}

impl Filter {
    /// Whose part of a conversation is looked at.
    pub fn part(&self) -> Part {
        match (self.agent, self.key) {
            (Some(agent), _) => Part::Of(Some(agent)),
            (None, Some(Key::Person(agent))) => Part::Of(agent),
            _ => Part::All,
        }
    }

    fn fits(&self, row: &Row, zone: &TimeZone) -> bool {
        self.agent.is_none_or(|agent| row.answered_by(Some(agent)))
            && self.inbox.is_none_or(|inbox| row.inbox == inbox)
            && self.channel.is_none_or(|channel| row.channel == channel)
            && self.intent.is_none_or(|intent| row.intent == intent)
            && self.urgency.is_none_or(|urgency| row.urgency == urgency)
            && self.key.is_none_or(|key| stands_for(key, row, zone))
    }
}

/// How much of a conversation is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    All,
    /// What one person did in it; what none of them did.
    Of(Option<AgentId>),
}

fn stands_for(key: Key, row: &Row, zone: &TimeZone) -> bool {
    match key {
        Key::Person(agent) => row.answered_by(agent),
        Key::Shop(shop) => row.shop == shop,
        Key::Channel(channel) => row.channel == channel,
        Key::Hour(..) => hour_of(row.opened, zone) == key,
        Key::Intent(intent) => row.intent == intent,
        Key::Day(_) => day_of(row.opened, zone) == key,
    }
}

fn hour_of(at: Time, zone: &TimeZone) -> Key {
    let there = zone.to_datetime(at.timestamp());
    Key::Hour(there.weekday().to_monday_one_offset(), there.hour())
}

fn day_of(at: Time, zone: &TimeZone) -> Key {
    Key::Day(zone.to_datetime(at.timestamp()).date())
}

/// The values of a dimension that a conversation stands under, each with the part of it that is counted there.
fn keys(row: &Row, by: ReportBy, part: Part, zone: &TimeZone) -> Vec<(Key, Part)> {
    let whole = |key| vec![(key, part)];
    match by {
        ReportBy::Person => match part {
            Part::Of(agent) => vec![(Key::Person(agent), part)],
            Part::All => {
                let mut answered: Vec<Option<AgentId>> = row.answerers().into_iter().map(Some).collect();
                // Whatever nobody answered, or what waits still, is nobody's.
                if row.answered_by(None) {
                    answered.push(None);
                }
                answered.into_iter().map(|agent| (Key::Person(agent), Part::Of(agent))).collect()
            }
        },
        ReportBy::Shop => whole(Key::Shop(row.shop)),
        ReportBy::Channel => whole(Key::Channel(row.channel)),
        ReportBy::Hour => whole(hour_of(row.opened, zone)),
        ReportBy::Intent => whole(Key::Intent(row.intent)),
        ReportBy::Day => whole(day_of(row.opened, zone)),
    }
}

/// Visits the rows of a shop's conversations that began in the window and fit, in the order of their beginning.
pub fn each(ctx: &mut Ctx<'_, '_>, shop: &Shop, asked: &Asked, mut visit: impl FnMut(Row)) -> Result<()> {
    let mut known = store::known(ctx.tx, shop.id, asked.from, asked.to)?;
    let (people, zone, now) = (Calendar::of_people(shop), shop.zone(), ctx.now);
    ledger::each_of_shop(ctx, shop.id, (asked.from, asked.to), |record| {
        let Some(known) = known.remove(&record.conversation) else { return };
        let row = row::row(&record, known, shop, &people, now);
        if asked.filter.fits(&row, &zone) {
            visit(row);
        }
    })
}
