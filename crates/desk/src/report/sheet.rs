//! Rows as sheets have them: one conversation a line, times as people there read them, and no word of what was said.

use std::collections::HashMap;
use std::time::Duration;

use db::Time;
use jiff::tz::TimeZone;

use super::Row;
use super::phrase::phrase;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::{AgentId, InboxId, ShopId};
use crate::shop::{Lang, Shop};
use crate::sla::Cause;
use crate::{agent, inbox};

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A text, whatever it begins with.
    Text(String),
    /// A number.
    Number(f64),
    /// A day and a time, as a clock in the shop showed it.
    At(jiff::civil::DateTime),
    /// Nothing.
    Empty,
}

/// The columns before those of the causes.
const COLUMNS: [&str; 23] = [
    "number",
    "shop",
    "channel",
    "inbox",
    "intent",
    "urgency",
    "buyer",
    "new_buyer",
    "opened",
    "people",
    "agents",
    "first_any",
    "first",
    "answers",
    "mean",
    "longest",
    "in_time",
    "judged",
    "left",
    "resolved",
    "reopened",
    "once",
    "ordered",
];

/// What the columns are called.
pub fn head(lang: Lang) -> Vec<String> {
    let columns = COLUMNS.iter().map(|column| phrase(&format!("column_{column}"), lang).to_owned());
    let causes = Cause::ALL
        .iter()
        .map(|cause| phrase("column_cause", lang).replace("{cause}", phrase(cause.as_str(), lang)));
    columns.chain(causes).collect()
}

/// What things are called that rows know by their ids.
#[derive(Debug, Clone, Default)]
pub struct Names {
    shops: HashMap<ShopId, String>,
    inboxes: HashMap<InboxId, String>,
    agents: HashMap<AgentId, String>,
}

impl Names {
    /// Reads them.
    pub fn read(ctx: &mut Ctx<'_, '_>, shops: &[Shop]) -> Result<Self> {
        Ok(Self {
            shops: shops.iter().map(|shop| (shop.id, shop.name.clone())).collect(),
            inboxes: inbox::list(ctx)?.into_iter().map(|inbox| (inbox.id, inbox.name)).collect(),
            agents: agent::people::list(ctx)?.into_iter().map(|agent| (agent.id, agent.name)).collect(),
        })
    }

    /// A person's.
    pub fn agent(&self, agent: AgentId) -> Option<String> {
        self.agents.get(&agent).cloned()
    }

    /// A shop's.
    pub fn shop(&self, shop: ShopId) -> Option<String> {
        self.shops.get(&shop).cloned()
    }
}

/// The cells of a row.
pub fn cells(row: &Row, names: &Names, zone: &TimeZone, lang: Lang) -> Vec<Cell> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let called = |name: Option<String>| name.map_or(Cell::Empty, Cell::Text);
    let yes = |yes: bool| text(phrase(if yes { "yes" } else { "no" }, lang));
    let at = |at: Time| Cell::At(zone.to_datetime(at.timestamp()));
    let seconds = |span: Option<Duration>| span.map_or(Cell::Empty, |span| Cell::Number(millis(span)));
    let answers: Vec<Duration> = row.rounds.iter().filter_map(super::row::Round::answered_in).collect();
    let mean = u32::try_from(answers.len()).ok().filter(|count| *count > 0);
    let mean = mean.map(|count| answers.iter().sum::<Duration>() / count);
    let judged: Vec<bool> = row.rounds.iter().filter_map(super::row::Round::in_time).collect();
    let agents: Vec<String> = row.answerers().into_iter().filter_map(|agent| names.agent(agent)).collect();
    let mut cells = vec![
        number(row.number),
        called(names.shop(row.shop)),
        text(row.channel.as_str()),
        called(names.inboxes.get(&row.inbox).cloned()),
        text(row.intent.id()),
        text(row.urgency.id()),
        called(row.buyer_name.as_deref().map(masked)),
        yes(row.new_buyer),
        at(row.opened),
        yes(row.with_people),
        Cell::Text(agents.join(" / ")),
        seconds(row.first_any),
        seconds(row.first_human().map(|round| round.took.total())),
        number(answers.len()),
        seconds(mean),
        seconds(row.rounds.iter().map(|round| round.took.total()).max()),
        number(judged.iter().filter(|in_time| **in_time).count()),
        number(judged.len()),
        yes(row.left),
        row.resolved.map_or(Cell::Empty, at),
        yes(row.reopened),
        row.once.map_or(Cell::Empty, yes),
        yes(row.ordered),
    ];
    cells.extend(Cause::ALL.iter().map(|cause| Cell::Number(millis(row.spent.get(*cause)))));
    cells
}

#[expect(clippy::cast_precision_loss, reason = "counts, far from 2^52")]
fn number(count: impl TryInto<i64>) -> Cell {
    Cell::Number(count.try_into().unwrap_or(i64::MAX) as f64)
}

/// Seconds, to the thousandth.
fn millis(span: Duration) -> f64 {
    (span.as_secs_f64() * 1_000.0).round() / 1_000.0
}

/// A name that only those know again who know it.
fn masked(name: &str) -> String {
    name.chars().next().map(|first| format!("{first}**")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_name_of_its_own() {
        for lang in Lang::ALL {
            let mut names = head(*lang);
            assert!(names.iter().all(|name| !name.is_empty()), "{names:?}");
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), COLUMNS.len() + Cause::ALL.len());
        }
    }

    #[test]
    fn a_name_is_hidden_but_for_its_beginning() {
        assert_eq!(["陈晓", "Jo", ""].map(masked), ["陈**", "J**", ""]);
    }
}
