//! Why a unit counted as it did, as a sentence.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use db::Time;

use super::definition::Definition;
use super::judge::{Reason, Round};
use crate::shop::{Bilingual, Lang};

const PHRASES: &str = include_str!("../../phrases/metric.json");

fn phrases() -> &'static BTreeMap<String, Bilingual> {
    static READ: OnceLock<BTreeMap<String, Bilingual>> = OnceLock::new();
    READ.get_or_init(|| serde_json::from_str(PHRASES).expect("phrases of ours"))
}

fn phrase(key: &str, lang: Lang) -> &'static str {
    phrases().get(key).map_or("", |phrase| phrase.in_language(lang))
}

/// The sentence.
pub fn why(definition: &Definition, round: &Round, lang: Lang) -> String {
    let since = |time: Time| seconds(time.micros() - round.start.micros());
    let key = match (round.reason, round.due) {
        (Reason::InTime, None) => "in_time_without_limit",
        (reason, _) => reason.as_str(),
    };
    let counted = round.tally.told_numerator(definition).to_string();
    let mut sentence = phrase(key, lang)
        .replace("{seconds}", &round.end.map(since).unwrap_or_default())
        .replace("{limit}", &round.due.map(since).unwrap_or_default())
        .replace("{counted}", &counted);
    if !round.passed_over.is_empty() {
        let kinds: Vec<&str> = round.passed_over.iter().map(|reply| reply.as_str()).collect();
        if lang == Lang::En {
            sentence.push(' ');
        }
        sentence.push_str(&phrase("passed_over", lang).replace("{kinds}", &kinds.join(", ")));
    }
    sentence
}

/// Seconds without noughts that say nothing.
#[expect(clippy::cast_precision_loss, reason = "far from 2^52")]
fn seconds(micros: i64) -> String {
    (micros as f64 / 1e6).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_sentence_in_both_languages() {
        for reason in Reason::ALL {
            for lang in Lang::ALL {
                assert!(!phrase(reason.as_str(), *lang).is_empty(), "{reason} in {lang}");
            }
        }
    }
}
