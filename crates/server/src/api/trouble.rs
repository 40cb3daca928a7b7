//! What is in the way of a flow's run, in sentences: a word of ours or of the shop's tells people nothing.

use std::collections::BTreeMap;

use desk::flow::StepRun;
use desk::order::Failure;
use desk::shop::Bilingual;

use crate::problem;

/// Why a step was not done.
pub(super) fn failure(failure: &Failure) -> Bilingual {
    match failure {
        Failure::Refused { code, message } => refused(code, message),
        Failure::Busy { message, .. } => said("shop_busy", message),
        Failure::Unknown { message } => said("shop_outcome_unknown", message),
        Failure::NotOffered => said("by_hand", ""),
    }
}

/// Why a run is stuck, was taken back or refused. What is no word of ours and no failure of a step, a person wrote.
pub(super) fn reason(reason: &str, steps: &[StepRun]) -> Bilingual {
    let code_of = |failure: &&Failure| matches!(failure, Failure::Refused { code, .. } if code == reason);
    if let Some(failed) = steps.iter().filter_map(|step| step.failure.as_ref()).find(code_of) {
        return failure(failed);
    }
    match reason {
        "refused" => said("approval_refused", ""),
        "expired" => said("approval_expired", ""),
        words => problem::sentences(words, &BTreeMap::new())
            .unwrap_or_else(|| Bilingual { zh: words.to_owned(), en: words.to_owned() }),
    }
}

/// A rule of ours has its own sentence; what a shop says by itself is quoted.
fn refused(code: &str, message: &str) -> Bilingual {
    let figures = message.split(", ").filter_map(|part| part.split_once(": "));
    let figures = figures.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let whole = |text: &Bilingual| !text.zh.contains('{') && !text.en.contains('{');
    problem::sentences(code, &figures).filter(whole).unwrap_or_else(|| {
        let what = if message.is_empty() { code.to_owned() } else { format!("{message} ({code})") };
        said("shop_refused", &what)
    })
}

fn said(code: &'static str, what: &str) -> Bilingual {
    let figures = BTreeMap::from([("what".to_owned(), what.to_owned())]);
    problem::sentences(code, &figures).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_of_a_program_is_all_that_a_person_reads() {
        let refused = |code: &str, message: &str| {
            failure(&Failure::Refused { code: code.into(), message: message.into() })
        };
        assert_eq!(refused("return_too_late", "days: 7").en, problem_of("return_too_late", "days", "7"));
        let theirs = refused("stock_locked", "counted today");
        assert!(theirs.zh.contains("counted today") && theirs.zh != "counted today", "{theirs:?}");
        for word in [
            "by_hand",
            "shop_does_not_answer",
            "nothing_to_say",
            "waited_too_long",
            "return_is_over",
            "outcome_unknown",
            "more_than_reserved",
            "refused",
            "expired",
        ] {
            let told = reason(word, &[]);
            assert!(told.en.contains(' ') && !told.zh.is_ascii(), "{word}: {told:?}");
        }
        let busy = Failure::Busy { after_seconds: None, message: "denied".into() };
        let unknown = Failure::Unknown { message: "timed out".into() };
        for failure in [busy, unknown, Failure::NotOffered].iter().map(failure) {
            assert!(failure.zh.ends_with('。') && failure.en.ends_with('.'), "{failure:?}");
        }
    }

    #[test]
    fn what_a_person_wrote_stands_as_it_is() {
        assert_eq!(reason("Buyer changed their mind", &[]).zh, "Buyer changed their mind");
    }

    fn problem_of(code: &str, name: &str, value: &str) -> String {
        let figures = BTreeMap::from([(name.to_owned(), value.to_owned())]);
        problem::sentence(desk::shop::Lang::En, code, &figures)
    }
}
