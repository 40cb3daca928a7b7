//! What a text is cut into to be compared by words.

use std::cell::RefCell;

use rust_stemmers::{Algorithm, Stemmer};

thread_local! {
    static STEMMER: RefCell<Stemmer> = RefCell::new(Stemmer::create(Algorithm::English));
}

/// The tokens of a folded text, in its order, repeats kept.
///
/// Chinese has no spaces and shop talk is not in dictionaries, so each run of its characters gives every character and
/// every pair of neighbours. (Words of a segmenter found fewer than half as many paraphrases.) Anything else is split into words
/// of letters and digits, whose English endings are dropped; a word that carries a digit is a number or a code and
/// stays as it is.
///
/// ```
/// assert_eq!(search::tokens("能开票"), ["能", "开", "能开", "票", "开票"]);
/// assert_eq!(search::tokens("tracking my orders, qh-c101"), ["track", "my", "order", "qh", "c101"]);
/// ```
pub fn tokens(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    each(text, |token, _| found.push(token.to_owned()));
    found
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word, or a character that stands for one.
    Unit,
    /// Two characters side by side, told after the second.
    Pair,
}

/// Gives every token in its turn.
pub(crate) fn each(text: &str, mut tell: impl FnMut(&str, Kind)) {
    let mut word = String::new();
    let mut neighbour = None;
    let mut written = [0; 8];
    for c in text.chars().filter(|&c| c != '\'') {
        if is_unspaced(c) {
            finish(&mut word, &mut tell);
            tell(c.encode_utf8(&mut written), Kind::Unit);
            if let Some(left) = neighbour {
                let first = char::encode_utf8(left, &mut written).len();
                let both = first + c.encode_utf8(&mut written[first..]).len();
                tell(str::from_utf8(&written[..both]).unwrap_or_default(), Kind::Pair);
            }
            neighbour = Some(c);
            continue;
        }
        neighbour = None;
        if c.is_alphanumeric() {
            word.push(c);
        } else {
            finish(&mut word, &mut tell);
        }
    }
    finish(&mut word, &mut tell);
}

/// Ends a word, if one was begun.
fn finish(word: &mut String, tell: &mut impl FnMut(&str, Kind)) {
    if word.is_empty() {
        return;
    }
    let is_english = word.bytes().all(|b| b.is_ascii_alphabetic());
    if is_english {
        STEMMER.with_borrow(|stemmer| tell(&stemmer.stem(word), Kind::Unit));
    } else {
        tell(word, Kind::Unit);
    }
    word.clear();
}

/// Characters of scripts written without spaces: Chinese, kana.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3005}' | '\u{3007}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cuts_both_kinds_of_writing() {
        assert_eq!(tokens("穿m码"), ["穿", "m", "码"]);
        assert_eq!(tokens("don't refunds"), ["dont", "refund"]);
        assert_eq!(tokens("165cm 100斤"), ["165cm", "100", "斤"]);
        assert_eq!(tokens("包邮,包邮"), ["包", "邮", "包邮", "包", "邮", "包邮"]);
        assert!(tokens(" ?!... ").is_empty());
    }

    #[test]
    fn endings_do_not_matter() {
        assert_eq!(tokens("shipping delivered returns"), tokens("ship delivering return"));
    }

    proptest! {
        #[test]
        fn any_text_has_tokens_without_space_or_emptiness(text in "\\PC{0,60}") {
            for token in tokens(&text) {
                prop_assert!(!token.is_empty() && !token.contains(char::is_whitespace));
            }
        }

        #[test]
        fn what_stands_apart_is_cut_apart(left in "[a-z一-龥]{0,8}", right in "[a-z一-龥]{0,8}") {
            let together = tokens(&format!("{left} {right}"));
            prop_assert_eq!(together, [tokens(&left), tokens(&right)].concat());
        }
    }
}
