//! Why a unit counted as it did, as a sentence.

use db::Time;

use super::definition::Definition;
use super::event::Reply;
use super::judge::{Reason, Round};
use crate::shop::Lang;
use crate::shop::phrases::Phrases;

static PHRASES: Phrases = Phrases::of(include_str!("../../phrases/metric.json"));

pub(super) fn phrase(key: &str, lang: Lang) -> &'static str {
    PHRASES.get(key, lang)
}

/// The sentence.
pub fn why(definition: &Definition, round: &Round, lang: Lang) -> String {
    let since = |time: Time| seconds(time.micros() - round.start.micros());
    let key = match (round.reason, round.due) {
        (Reason::InTime, None) => "in_time_without_limit",
        (reason, _) => reason.as_str(),
    };
    let counted = tenths(round.tally.told_numerator(definition));
    let mut sentence = phrase(key, lang)
        .replace("{seconds}", &round.end.map(since).unwrap_or_default())
        .replace("{limit}", &round.due.map(since).unwrap_or_default())
        .replace("{counted}", &counted);
    if !round.passed_over.is_empty() {
        let kinds: Vec<&str> = round.passed_over.iter().map(|reply| phrase(&kind(*reply), lang)).collect();
        if lang == Lang::En {
            sentence.push(' ');
        }
        let kinds = kinds.join(phrase("between", lang));
        sentence.push_str(&phrase("passed_over", lang).replace("{kinds}", &kinds));
    }
    sentence
}

/// What a kind of reply is called by.
fn kind(reply: Reply) -> String {
    format!("reply_{reply}")
}

/// Seconds as people say them.
#[expect(clippy::cast_precision_loss, reason = "far from 2^52")]
fn seconds(micros: i64) -> String {
    tenths(micros as f64 / 1e6)
}

/// To the tenth, without noughts that say nothing.
fn tenths(number: f64) -> String {
    ((number * 10.0).round() / 10.0).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::tally::Tally;

    #[test]
    fn every_reason_has_a_sentence_in_both_languages() {
        for reason in Reason::ALL {
            for lang in Lang::ALL {
                assert!(!phrase(reason.as_str(), *lang).is_empty(), "{reason} in {lang}");
            }
        }
    }

    #[test]
    fn seconds_are_told_to_the_tenth() {
        assert_eq!(seconds(475_000_000), "475");
        assert_eq!(seconds(4_097_502), "4.1");
        assert_eq!(tenths(0.0), "0");
    }

    #[test]
    fn replies_that_do_not_count_are_told_in_words() {
        let definition = crate::metric::shipped::newest("three-minute-response").expect("shipped");
        let at = Time::from_micros(0);
        let round = Round {
            conversation: 0,
            buyer: 0,
            account: None,
            start: at,
            end: None,
            due: None,
            reason: Reason::Unanswered,
            tally: Tally::default(),
            passed_over: Reply::ALL.to_vec(),
            overdue: false,
            with: Vec::new(),
        };
        for lang in Lang::ALL {
            let told = why(definition, &round, *lang);
            for reply in Reply::ALL {
                assert!(told.contains(phrase(&kind(*reply), *lang)), "{reply} in {told}");
            }
            assert!(!told.contains('_') && (*lang == Lang::En || !told.contains("template")), "{told}");
        }
    }
}
