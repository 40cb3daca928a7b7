//! A comparison in sentences.

use super::compare::{Comparison, Due, ENOUGH};
use crate::shop::Lang;
use crate::shop::phrases::Phrases;
use crate::sla::Cause;
use crate::word::words;

static PHRASES: Phrases = Phrases::of(include_str!("../../phrases/report.json"));

/// A difference below this, in seconds, is none.
const NOTICED: f64 = 0.5;

pub(super) fn phrase(key: &str, lang: Lang) -> &'static str {
    PHRASES.get(key, lang)
}

/// Why the first is slower or quicker than the second: how much, by which causes, and whether it is the matters.
pub fn why(comparison: &Comparison, (a, b): (&str, &str), lang: Lang) -> String {
    let named = |key: &str| phrase(key, lang).replace("{a}", a).replace("{b}", b);
    let Some(difference) = comparison.difference else { return named("too_little") };
    let means = [comparison.a.all.mean(), comparison.b.all.mean()].map(Option::unwrap_or_default);
    let key = if difference.abs() < NOTICED {
        "equal"
    } else if difference > 0.0 {
        "slower"
    } else {
        "quicker"
    };
    let mut said = vec![
        named(key)
            .replace("{mean_a}", &tenths(means[0]))
            .replace("{mean_b}", &tenths(means[1]))
            .replace("{by}", &tenths(difference.abs())),
    ];
    let mut causes: Vec<_> =
        comparison.causes.iter().filter(|(_, due)| due.total().abs() >= NOTICED).collect();
    causes.sort_by(|x, y| y.1.total().abs().total_cmp(&x.1.total().abs()));
    if !causes.is_empty() {
        let part = |(cause, due): &&(Cause, Due)| {
            phrase("part", lang)
                .replace("{name}", phrase(cause.as_str(), lang))
                .replace("{by}", &signed(due.total()))
        };
        let parts: Vec<String> = causes.iter().map(part).collect();
        said.push(phrase("causes", lang).replace("{parts}", &parts.join(phrase("between", lang))));
        let (same, mix) = (signed(comparison.whole.same), signed(comparison.whole.mix));
        said.push(phrase("same_and_mix", lang).replace("{same}", &same).replace("{mix}", &mix));
    }
    let fewest = comparison.a.all.count.min(comparison.b.all.count);
    if fewest < ENOUGH {
        said.push(phrase("few", lang).replace("{n}", &fewest.to_string()));
    }
    said.join(if lang == Lang::En { " " } else { "" })
}

/// What a value is called in a sentence: by its name where it has one of its own.
pub fn called(name: Option<String>, place: Place, lang: Lang) -> String {
    name.unwrap_or_else(|| phrase(place.as_str(), lang).to_owned())
}

words! {
    /// What a side without a name of its own is called.
    Place {
        /// The first of the two.
        First = "first",
        /// The second.
        Second = "second",
        /// No person.
        Nobody = "nobody",
    }
}

/// To the tenth, without noughts that say nothing.
fn tenths(number: f64) -> String {
    ((number * 10.0).round() / 10.0).to_string()
}

fn signed(number: f64) -> String {
    let told = tenths(number);
    if told == "-0" {
        "0".to_owned()
    } else if number > 0.0 && told != "0" {
        format!("+{told}")
    } else {
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_has_a_sentence_in_both_languages() {
        let mut keys: Vec<String> = Cause::ALL.iter().map(ToString::to_string).collect();
        keys.extend(Place::ALL.iter().map(ToString::to_string));
        let rest =
            ["slower", "quicker", "equal", "too_little", "few", "causes", "part", "between", "same_and_mix"];
        keys.extend(rest.map(str::to_owned));
        for key in keys {
            for lang in Lang::ALL {
                assert!(!phrase(&key, *lang).is_empty(), "{key} in {lang}");
            }
        }
    }

    #[test]
    fn a_difference_is_told_with_its_sign() {
        assert_eq!([12.04, -3.0, -0.01].map(signed), ["+12", "-3", "0"]);
    }
}
