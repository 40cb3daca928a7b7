//! Rows by the names of their columns, in English or Chinese, and their cells as what they must be.

use db::Time;
use desk::catalog::Attribute;
use desk::catalog::promotion::Reach;
use desk::error::Refusal;
use desk::money;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::{Custom, Numbered, RowProblem};
use crate::sheet::{Table, TableRow};

/// What is wrong so far.
#[derive(Debug, Default)]
pub(super) struct Problems(pub(super) Vec<RowProblem>);

/// A column: its name, and what it is called in Chinese.
pub(super) type Column = (&'static str, &'static str);

/// A table whose columns are known.
pub(super) struct Rows<'t> {
    table: &'t Table,
    /// For each column of the file, the name we know it by.
    names: Vec<&'static str>,
}

impl<'t> Rows<'t> {
    /// Matches the columns; an unknown one, one that is there twice, or a missing required one is refused by name.
    pub(super) fn of(table: &'t Table, known: &[Column], required: &[&'static str]) -> Result<Self, Refusal> {
        let mut names = Vec::with_capacity(table.columns.len());
        for column in &table.columns {
            let plain = column.trim().to_lowercase().replace([' ', '-'], "_");
            let found = known.iter().find(|(name, zh)| *name == plain || *zh == column.trim());
            let Some((name, _)) = found else {
                return Err(Refusal::invalid("file", "unknown_column").with("name", column));
            };
            if names.contains(name) {
                return Err(Refusal::invalid("file", "twice_in_file").with("id", column));
            }
            names.push(*name);
        }
        if let Some(missing) = required.iter().find(|name| !names.contains(*name)) {
            return Err(Refusal::invalid(*missing, "missing_column").with("name", missing));
        }
        Ok(Self { table, names })
    }

    /// Every row.
    pub(super) fn each(&self) -> impl Iterator<Item = Cells<'_>> {
        self.table.rows.iter().map(|row| Cells { row, names: &self.names })
    }

    /// Rows that follow each other with the same `id`, as one thing each.
    pub(super) fn grouped(&self, id: &'static str) -> Vec<Vec<Cells<'_>>> {
        let mut groups: Vec<Vec<Cells<'_>>> = Vec::new();
        for cells in self.each() {
            match groups.last_mut() {
                Some(group) if group[0].text(id) == cells.text(id) => group.push(cells),
                _ => groups.push(vec![cells]),
            }
        }
        groups
    }
}

/// One row.
#[derive(Clone, Copy)]
pub(super) struct Cells<'r> {
    row: &'r TableRow,
    names: &'r [&'static str],
}

type Cell<T> = Result<T, Refusal>;

impl Cells<'_> {
    /// Its number in the file.
    pub(super) fn number(&self) -> usize {
        self.row.number
    }

    /// The text; empty when there is no such column.
    pub(super) fn text(&self, name: &str) -> &str {
        self.names.iter().position(|known| *known == name).map_or("", |index| self.row.cells[index].as_str())
    }

    /// The text, if there is any.
    pub(super) fn optional(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// The text, which must be there.
    pub(super) fn required(&self, name: &'static str) -> Cell<String> {
        self.optional(name).ok_or_else(|| Refusal::invalid(name, "required"))
    }

    /// What is separated by `|`.
    pub(super) fn list(&self, name: &str) -> Vec<String> {
        self.text(name)
            .split(['|', '｜'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// `name=value` pairs, separated by `|`.
    pub(super) fn pairs(&self, name: &'static str) -> Cell<Vec<Attribute>> {
        self.list(name)
            .into_iter()
            .map(|pair| match pair.split_once(['=', '＝']) {
                Some((key, value)) if !key.trim().is_empty() && !value.trim().is_empty() => {
                    Ok(Attribute { name: key.trim().to_owned(), value: value.trim().to_owned() })
                }
                _ => Err(Refusal::invalid(name, "not_a_pair").with("value", &pair)),
            })
            .collect()
    }

    /// `all`, `category:…`, `product:…`.
    pub(super) fn scope(&self, name: &'static str) -> Cell<Vec<Reach>> {
        self.list(name)
            .into_iter()
            .filter(|part| part != "all" && part != "全部")
            .map(|part| {
                Reach::parse(&part).ok_or_else(|| Refusal::invalid(name, "not_a_scope").with("value", &part))
            })
            .collect()
    }

    /// A whole number.
    pub(super) fn whole(&self, name: &'static str) -> Cell<Option<i64>> {
        let wrong = |text: &String| Refusal::invalid(name, "not_a_number").with("value", text);
        self.optional(name).map(|text| text.parse().map_err(|_| wrong(&text))).transpose()
    }

    /// A decimal number.
    pub(super) fn decimal(&self, name: &'static str) -> Cell<Option<f64>> {
        let wrong = |text: &String| Refusal::invalid(name, "not_a_number").with("value", text);
        let finite = |text: &String| text.parse().ok().filter(|x: &f64| x.is_finite() && *x >= 0.0);
        self.optional(name).map(|text| finite(&text).ok_or_else(|| wrong(&text))).transpose()
    }

    /// An amount of money, in minor units.
    pub(super) fn money(&self, name: &'static str, custom: &Custom) -> Cell<Option<i64>> {
        let wrong = |text: &String| Refusal::invalid(name, "not_money").with("value", text);
        let read = |text: String| money::parse(&text, &custom.currency).ok_or_else(|| wrong(&text));
        self.optional(name).map(read).transpose()
    }

    /// Yes or no.
    pub(super) fn flag(&self, name: &'static str, default: bool) -> Cell<bool> {
        match self.text(name).to_lowercase().as_str() {
            "" => Ok(default),
            "yes" | "y" | "true" | "1" | "是" => Ok(true),
            "no" | "n" | "false" | "0" | "否" => Ok(false),
            other => Err(not_in_list(name, other, &["yes", "no"])),
        }
    }

    /// One word of a list, in English or Chinese.
    pub(super) fn word<T: Copy>(&self, name: &'static str, words: &[(&str, &str, T)]) -> Cell<Option<T>> {
        let text = self.text(name);
        if text.is_empty() {
            return Ok(None);
        }
        let plain = text.to_lowercase();
        let found =
            words.iter().find(|(word, zh, _)| *word == plain || *zh == text).map(|(.., value)| *value);
        let allowed: Vec<&str> = words.iter().map(|(word, ..)| *word).collect();
        found.map(Some).ok_or_else(|| not_in_list(name, text, &allowed))
    }

    /// A moment; without a zone it is in the shop's.
    pub(super) fn moment(&self, name: &'static str, zone: &TimeZone) -> Cell<Option<Time>> {
        let wrong = |text: &String| Refusal::invalid(name, "not_a_date").with("value", text);
        self.optional(name).map(|text| moment(&text, zone).ok_or_else(|| wrong(&text))).transpose()
    }

    /// A day.
    pub(super) fn day(&self, name: &'static str) -> Cell<Option<Date>> {
        let wrong = |text: &String| Refusal::invalid(name, "not_a_date").with("value", text);
        let read = |text: &String| -> Option<Date> {
            let day = text.split([' ', 'T']).next()?.replace('/', "-");
            let padded: Vec<String> = day.split('-').map(|part| format!("{part:0>2}")).collect();
            padded.join("-").parse().ok()
        };
        self.optional(name).map(|text| read(&text).ok_or_else(|| wrong(&text))).transpose()
    }
}

fn not_in_list(name: &'static str, value: &str, allowed: &[&str]) -> Refusal {
    Refusal::invalid(name, "not_a_list_value").with("value", value).with("allowed", allowed.join(", "))
}

fn moment(text: &str, zone: &TimeZone) -> Option<Time> {
    if let Ok(timestamp) = text.parse::<jiff::Timestamp>() {
        return Some(timestamp.into());
    }
    let text = text.replace('/', "-");
    let (day, time) = text.split_once([' ', 'T']).unwrap_or((&text, "00:00"));
    let day: Vec<String> = day.split('-').map(|part| format!("{part:0>2}")).collect();
    let time = if time.matches(':').count() == 0 { format!("{time}:00") } else { time.to_owned() };
    let civil: DateTime = format!("{}T{:0>5}", day.join("-"), time).parse().ok()?;
    zone.to_ambiguous_zoned(civil).compatible().ok().map(|zoned| zoned.timestamp().into())
}

/// Reads each group of rows as one thing; what is wrong is noted with its row, and reading goes on.
pub(super) fn read_groups<T>(
    groups: &[Vec<Cells<'_>>],
    problems: &mut Problems,
    mut read: impl FnMut(&[Cells<'_>], &mut Vec<RowProblem>) -> Option<T>,
) -> Numbered<T> {
    let mut all = Vec::with_capacity(groups.len());
    for group in groups {
        let mut wrong = Vec::new();
        if let Some(thing) = read(group, &mut wrong)
            && wrong.is_empty()
        {
            all.push((group[0].number(), thing));
        }
        problems.0.append(&mut wrong);
    }
    all
}

/// Notes what is wrong with a cell of `row`, and goes on without it.
pub(super) fn noted<T>(cell: Cell<T>, row: Cells<'_>, wrong: &mut Vec<RowProblem>) -> Option<T> {
    match cell {
        Ok(value) => Some(value),
        Err(refusal) => {
            wrong.push(RowProblem { row: row.number(), refusal });
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_people_and_spreadsheets_write_them() {
        let zone = TimeZone::get("Asia/Shanghai").expect("known");
        let same =
            ["2026-05-20 18:00", "2026/5/20 18:00", "2026-05-20T18:00:00+08:00", "2026-05-20 18:00:00"];
        let read: Vec<Option<Time>> = same.iter().map(|text| moment(text, &zone)).collect();
        assert!(read.iter().all(|time| time.is_some() && *time == read[0]), "{read:?}");
        assert!(moment("2026-05-20", &zone).is_some());
        for wrong in ["20.5.2026", "tomorrow", "2026-13-01", "2026-02-30"] {
            assert_eq!(moment(wrong, &zone), None, "{wrong}");
        }
    }
}
