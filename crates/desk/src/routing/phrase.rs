//! Why a conversation has its place and its urgency, as a phrase.

use language::Urgency;

use super::rank::{Why, WhyPlaced};
use crate::money::Money;
use crate::shop::phrases::Phrases;
use crate::shop::{Bilingual, Lang, UrgencyPreset};
use crate::triage::WhyUrgent;

static PHRASES: Phrases = Phrases::of(include_str!("../../phrases/routing.json"));

fn phrase(key: &str, lang: Lang) -> &'static str {
    PHRASES.get(key, lang)
}

fn in_both(of: impl Fn(Lang) -> String) -> Bilingual {
    Bilingual { zh: of(Lang::Zh), en: of(Lang::En) }
}

/// A phrase without figures.
pub(super) fn plain(key: &str) -> Bilingual {
    in_both(|lang| phrase(key, lang).to_owned())
}

/// Why it has its place.
pub fn why(why: &Why, currency: &str) -> Bilingual {
    in_both(|lang| {
        let mut text = phrase(why.code.as_str(), lang)
            .replace("{waited}", &span(why.waited_seconds, lang))
            .replace("{left}", &span(why.left_seconds.unwrap_or_default(), lang))
            .replace("{value}", &Money::new(why.value, currency).display(lang));
        if why.vip && why.code != WhyPlaced::Complaint {
            text.push_str(phrase("vip", lang));
        }
        if why.emergency {
            text.push_str(phrase("emergency", lang));
        }
        text
    })
}

/// Why it is as urgent as it is.
pub fn label(why: WhyUrgent, urgency: Urgency, preset: UrgencyPreset) -> Bilingual {
    in_both(|lang| {
        phrase(&format!("label_{why}"), lang)
            .replace("{preset}", preset.as_str())
            .replace("{urgency}", phrase(urgency.id(), lang))
    })
}

/// So many seconds, in the largest unit that is filled.
fn span(seconds: i64, lang: Lang) -> String {
    let seconds = seconds.max(0);
    let (unit, number) = match seconds {
        0..=119 => ("seconds", seconds),
        120..=7_199 => ("minutes", seconds / 60),
        _ => ("hours", seconds / 3_600),
    };
    phrase(unit, lang).replace("{n}", &number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_phrase_in_both_languages_with_its_figures_in_it() {
        for code in WhyPlaced::ALL {
            let figures = Why {
                code: *code,
                waited_seconds: 480,
                left_seconds: Some(9),
                value: 32_000,
                cost_per_minute: 100,
                vip: true,
                emergency: true,
            };
            let Bilingual { zh, en } = why(&figures, "CNY");
            assert!(!zh.is_empty() && !zh.is_ascii() && !en.is_empty(), "{code}");
            assert!(!zh.contains('{') && !en.contains('{'), "{zh} {en}");
        }
        for reason in WhyUrgent::ALL {
            let Bilingual { zh, en } = label(*reason, Urgency::Urgent, UrgencyPreset::B);
            assert!(!zh.is_empty() && !en.is_empty() && !zh.contains('{') && !en.contains('{'), "{reason}");
        }
    }

    #[test]
    fn spans_are_read_at_a_glance() {
        assert_eq!(span(45, Lang::Zh), "45 秒");
        assert_eq!(span(480, Lang::En), "8 min");
        assert_eq!(span(-3, Lang::En), "0 s");
    }
}
