//! Other readings of a definition. A platform publishes a rule in a sentence, and a sentence can be read in several ways: each
//! reading changes one thing about how is counted, so that a difference can be traced to it.

use crate::metric::definition::{
    Account, BotReception, Definition, Due, HoursBy, Measure, Start, Unanswered, Unit,
};
use crate::metric::event::Reply;
use crate::shop::{Bilingual, Lang, Opening, WeekHours};

use crate::metric::phrase::phrase;

/// Limits that platforms have had, in seconds.
const LIMITS: [u64; 5] = [30, 60, 180, 300, 3_600];
/// Hours in which platforms have counted.
const HOURS: [(&str, &str); 5] =
    [("08:00", "23:00"), ("08:00", "24:00"), ("09:00", "23:00"), ("09:00", "24:00"), ("00:00", "24:00")];

/// One change to how is counted.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// A kind of reply that answers nothing here is an answer there.
    Counts(Reply),
    /// A kind of reply that is an answer here answers nothing there.
    CountsNot(Reply),
    /// What a bot answers before people have it.
    Bot(BotReception),
    /// Other hours, from and to.
    Hours(&'static str, &'static str),
    /// What must lie within the hours.
    HoursBy(HoursBy),
    /// Whether an answer on another day counts.
    SameDay(SameDay),
    /// What the unanswered count as.
    Unanswered(Unanswered),
    /// Whose answer ends a wait.
    Account(Account),
    /// From when a wait is counted.
    Start(Start),
    /// What is counted.
    Unit(Unit),
    /// Another limit, in seconds.
    Limit(u64),
    /// No wait is cut to a cap.
    NoCap,
    /// Nothing is left out because of its labels.
    NothingExcluded,
}

/// Whether an answer on another day counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SameDay {
    /// It does not.
    Only,
    /// It does.
    OrLater,
}

/// Every reading that differs from the definition in one thing, with what it counts by.
pub fn of(definition: &Definition) -> Vec<(Reading, Definition)> {
    let mut readings = Vec::new();
    let mut other = |reading: Reading, change: &dyn Fn(&mut Definition)| {
        let mut changed = definition.clone();
        change(&mut changed);
        if changed != *definition {
            readings.push((reading, changed));
        }
    };
    for reply in
        [Reply::Assist, Reply::Bot, Reply::Welcome, Reply::AutoReply, Reply::Template, Reply::Greeting]
    {
        if definition.valid.contains(&reply) {
            other(Reading::CountsNot(reply), &|d| d.valid.retain(|valid| *valid != reply));
        } else {
            other(Reading::Counts(reply), &|d| d.valid.push(reply));
        }
    }
    for bot in BotReception::ALL {
        other(Reading::Bot(*bot), &|d| d.bot_reception = *bot);
    }
    for (from, to) in HOURS {
        let hours = vec![Opening { days: (1..=7).collect(), from: from.to_owned(), to: to.to_owned() }];
        other(Reading::Hours(from, to), &|d| d.hours = WeekHours(hours.clone()));
    }
    for by in HoursBy::ALL {
        other(Reading::HoursBy(*by), &|d| d.hours_by = *by);
    }
    for (same_day, only) in [(SameDay::Only, true), (SameDay::OrLater, false)] {
        other(Reading::SameDay(same_day), &|d| d.same_day_only = only);
    }
    for unanswered in [Unanswered::Failed, Unanswered::Dropped] {
        other(Reading::Unanswered(unanswered), &|d| d.unanswered = unanswered);
    }
    for account in Account::ALL {
        other(Reading::Account(*account), &|d| d.account = *account);
    }
    for start in Start::ALL {
        other(Reading::Start(*start), &|d| d.start = *start);
    }
    for unit in Unit::ALL {
        other(Reading::Unit(*unit), &|d| d.unit = *unit);
    }
    for seconds in LIMITS {
        other(Reading::Limit(seconds), &|d| match &mut d.measure {
            Measure::Rate { due: Due { within_seconds: Some(within), .. } }
            | Measure::Late { due: Due { within_seconds: Some(within), .. } } => *within = seconds,
            _ => {}
        });
    }
    other(Reading::NoCap, &|d| d.cap_seconds = None);
    other(Reading::NothingExcluded, &|d| d.exclude.clear());
    readings
}

impl Reading {
    /// It as half a sentence: what is read otherwise.
    pub fn told(&self) -> Bilingual {
        let in_lang = |lang| self.in_language(lang);
        Bilingual { zh: in_lang(Lang::Zh), en: in_lang(Lang::En) }
    }

    fn in_language(&self, lang: Lang) -> String {
        let plain = |key: &str| phrase(&format!("reading_{key}"), lang).to_owned();
        let of_reply =
            |key: &str, reply: Reply| plain(key).replace("{reply}", phrase(&format!("reply_{reply}"), lang));
        match self {
            Self::Counts(reply) => of_reply("counts", *reply),
            Self::CountsNot(reply) => of_reply("counts_not", *reply),
            Self::Bot(bot) => plain(&format!("bot_{bot}")),
            Self::Hours(from, to) => plain("hours").replace("{from}", from).replace("{to}", to),
            Self::HoursBy(by) => plain(&format!("hours_by_{by}")),
            Self::SameDay(SameDay::Only) => plain("same_day"),
            Self::SameDay(SameDay::OrLater) => plain("any_day"),
            Self::Unanswered(Unanswered::Failed) => plain("unanswered_failed"),
            Self::Unanswered(_) => plain("unanswered_dropped"),
            Self::Account(account) => plain(&format!("account_{account}")),
            Self::Start(start) => plain(&format!("start_{start}")),
            Self::Unit(unit) => plain(&format!("unit_{unit}")),
            Self::Limit(seconds) => plain("limit").replace("{seconds}", &seconds.to_string()),
            Self::NoCap => plain("no_cap"),
            Self::NothingExcluded => plain("nothing_excluded"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::shipped;

    #[test]
    fn each_reading_of_each_definition_changes_it_and_can_be_said() {
        for definition in shipped::all() {
            let readings = of(definition);
            assert!(readings.len() > 10, "{}", definition.name);
            for (reading, changed) in readings {
                assert_ne!(changed, *definition);
                let told = reading.told();
                assert!(!told.zh.is_empty() && !told.en.is_empty(), "{reading:?}");
                assert!(!told.zh.contains('{') && !told.en.contains('{'), "{told:?}");
            }
        }
    }
}
