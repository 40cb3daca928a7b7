//! Figures by one dimension.

use std::collections::BTreeMap;
use std::time::Duration;

use super::bands::{Bands, Nights};
use super::row::{Causes, Outcome};
use super::{Asked, Key, Part, ReportBy, Row, each, keys};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::routing;
use crate::shop::Shop;

/// Many spans of time: the sum, and what half and nine tenths of them do not exceed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spread(Vec<u64>);

impl Spread {
    fn add(&mut self, time: Duration) {
        self.0.push(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
    }

    /// How many.
    pub fn count(&self) -> u64 {
        self.0.len() as u64
    }

    /// All of them together.
    pub fn sum(&self) -> Duration {
        Duration::from_micros(self.0.iter().sum())
    }

    /// The mean.
    pub fn mean(&self) -> Option<Duration> {
        let count = u32::try_from(self.0.len()).ok().filter(|count| *count > 0)?;
        Some(self.sum() / count)
    }

    /// The least that so many tenths of them do not exceed. They are in order once the table is made.
    pub fn of_ten(&self, tenths: usize) -> Option<Duration> {
        let place = (self.0.len() * tenths).div_ceil(10);
        self.0.get(place.saturating_sub(1)).copied().map(Duration::from_micros)
    }
}

/// What is told of one value of a dimension.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Conversations that began in the window; of a person, those they answered in.
    pub conversations: u64,
    /// Of these, those that people were asked in.
    pub with_people: u64,
    /// From the buyer's first word to the first answer, whoever gave it.
    pub first_any: Spread,
    /// From when a person was first waited for to a person's first answer, hours without people left out.
    pub first: Spread,
    /// How long the answers of people took, each round by itself, hours without people left out.
    pub response: Spread,
    /// Rounds answered within three minutes.
    pub in_time: u64,
    /// Rounds answered, and those that have waited longer than that without an answer.
    pub judged: u64,
    /// From the buyer's first word until it was done; of a person, where they answered last.
    pub resolution: Spread,
    /// Conversations for which one contact was enough.
    pub once: u64,
    /// Those done at least three days ago, of which that is known.
    pub once_judged: u64,
    /// Those that people were asked in and that ended without one of them having answered.
    pub left: u64,
    /// Those after whose beginning the buyer placed an order within a day.
    pub ordered: u64,
    /// The time they took, by its causes; of a person, what they had of those they answered in.
    pub spent: Causes,
    /// The time of the answered rounds, by its causes: the response, taken apart.
    pub answering: Causes,
}

impl Figures {
    fn add(&mut self, row: &Row, part: Part) {
        self.conversations += 1;
        self.with_people += u64::from(row.with_people);
        self.ordered += u64::from(row.ordered);
        let mine = |agent| part == Part::All || part == Part::Of(agent);
        for round in row.rounds.iter().filter(|round| mine(round.agent)) {
            if let Some(took) = round.answered_in() {
                self.response.add(took);
                self.answering = self.answering.plus(&round.took);
            }
            if let Some(in_time) = round.in_time() {
                self.judged += 1;
                self.in_time += u64::from(in_time);
            }
        }
        if let Some(first) = row.first_human().filter(|round| mine(round.agent)) {
            self.first.add(first.took.total());
        }
        if part == Part::All
            && let Some(first) = row.first_any
        {
            self.first_any.add(first);
        }
        if mine(row.last_answerer()) {
            if row.resolved.is_some() {
                self.resolution.add(row.spent.total());
            }
            if let Some(once) = row.once {
                self.once_judged += 1;
                self.once += u64::from(once);
            }
            self.left += u64::from(row.left);
        }
        let spent = match part {
            Part::All => Some(row.spent),
            Part::Of(Some(agent)) => row.spent_by.get(&agent).copied(),
            Part::Of(None) => None,
        };
        self.spent = self.spent.plus(&spent.unwrap_or_default());
    }

    /// Puts everything in order, so that the order in which it came says nothing.
    fn settle(&mut self) {
        for spread in [&mut self.first_any, &mut self.first, &mut self.response, &mut self.resolution] {
            spread.0.sort_unstable();
        }
    }
}

/// A report.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// All of it.
    pub whole: Figures,
    /// By the dimension, in its order.
    pub lines: Vec<(Key, Figures)>,
    /// By how long buyers waited for the first answer.
    pub bands: Bands,
    /// By day, and in the hours without people.
    pub nights: Nights,
    /// Buyers who waited for a person and are waiting still.
    pub open: u64,
}

/// Sums rows up.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Sums {
    pub(super) whole: Figures,
    pub(super) lines: BTreeMap<Key, Figures>,
    pub(super) nights: Nights,
    open: u64,
}

impl Sums {
    pub(super) fn add(&mut self, row: &Row, by: ReportBy, part: Part, zone: &jiff::tz::TimeZone) {
        self.whole.add(row, part);
        for (key, part) in keys(row, by, part, zone) {
            self.lines.entry(key).or_default().add(row, part);
        }
        self.nights.add(row);
        self.open += u64::from(row.rounds.iter().any(|round| round.outcome == Outcome::Open));
    }

    pub(super) fn settled(mut self) -> Self {
        self.whole.settle();
        self.lines.values_mut().for_each(Figures::settle);
        self
    }
}

/// The report of these shops by one dimension.
pub fn table(ctx: &mut Ctx<'_, '_>, shops: &[Shop], asked: &Asked, by: ReportBy) -> Result<Table> {
    asked.check()?;
    let part = asked.filter.part();
    let mut sums = Sums::default();
    let mut bands = Bands::default();
    for shop in shops {
        let zone = shop.zone();
        let observed = routing::hazard::observed(ctx, shop.id)?;
        bands.learn(&observed);
        each(ctx, shop, asked, |row| {
            sums.add(&row, by, part, &zone);
            bands.add(&row, shop, &observed);
        })?;
    }
    let Sums { whole, lines, nights, open } = sums.settled();
    Ok(Table { whole, lines: lines.into_iter().collect(), bands, nights, open })
}
