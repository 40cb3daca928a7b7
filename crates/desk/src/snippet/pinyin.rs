//! Titles found by how they sound: `thsj` and `tuihuo` both find 退货时间.

use ::pinyin::ToPinyinMulti as _;

/// Longest query that is spelled out; nobody types more.
const LONGEST: usize = 40;

/// One syllable or one word, in every way it can be typed.
struct Unit {
    /// As it is written.
    written: String,
    /// How it is read, without tones.
    sounds: Vec<String>,
}

/// At which syllable or word of a folded `title` a folded `query` begins to spell it, by sounds, initials, words or any
/// mixture of them.
pub(super) fn spelled_at(title: &str, query: &str) -> Option<usize> {
    let query: String = query.chars().filter(|c| c.is_alphanumeric()).take(LONGEST).collect();
    if query.is_empty() {
        return None;
    }
    let units = units(title);
    (0..units.len()).find(|&at| spells(&units[at..], &query))
}

fn units(title: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut word = String::new();
    let end = |word: &mut String, units: &mut Vec<Unit>| {
        if !word.is_empty() {
            units.push(Unit { sounds: vec![word.clone()], written: std::mem::take(word) });
        }
    };
    for c in title.chars() {
        if c.is_ascii_alphanumeric() {
            word.push(c);
            continue;
        }
        end(&mut word, &mut units);
        if !c.is_alphanumeric() {
            continue;
        }
        let mut sounds: Vec<String> = c.to_pinyin_multi().into_iter().flatten().map(sound).collect();
        sounds.sort();
        sounds.dedup();
        units.push(Unit { written: c.to_string(), sounds });
    }
    end(&mut word, &mut units);
    units
}

/// As it is typed: 女 is `nv`.
fn sound(pinyin: ::pinyin::Pinyin) -> String {
    pinyin.plain().replace('ü', "v")
}

/// Whether the query is used up by these units from the first on. The last sound may be typed only in part.
fn spells(units: &[Unit], query: &str) -> bool {
    if query.is_empty() {
        return true;
    }
    let Some((first, rest)) = units.split_first() else { return false };
    if let Some(behind) = query.strip_prefix(first.written.as_str())
        && spells(rest, behind)
    {
        return true;
    }
    first.sounds.iter().any(|sound| {
        if sound.starts_with(query) {
            return true;
        }
        let whole = query.strip_prefix(sound.as_str()).is_some_and(|behind| spells(rest, behind));
        whole || initials(sound).any(|initial| query.strip_prefix(initial).is_some_and(|b| spells(rest, b)))
    })
}

/// What a sound is shortened to: its first letter, and `zh`, `ch`, `sh` whole.
fn initials(sound: &str) -> impl Iterator<Item = &str> {
    let double = ["zh", "ch", "sh"].into_iter().find(|double| sound.starts_with(double));
    let first = sound.chars().next().map_or(0, char::len_utf8);
    double.into_iter().chain(std::iter::once(&sound[..first]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sounds_initials_and_their_mixtures_are_found() {
        for query in ["thsj", "tuihuo", "tuihuoshijian", "tuihuosj", "thshj", "t", "tu", "退hsj", "退货时间"]
        {
            assert_eq!(spelled_at("退货时间", query), Some(0), "{query}");
        }
        assert_eq!(spelled_at("退货时间", "sj"), Some(2));
        assert_eq!(spelled_at("退货时间", "thjs"), None);
        assert_eq!(spelled_at("退货时间", ""), None);
    }

    #[test]
    fn a_character_is_found_by_every_reading() {
        assert!(spelled_at("还款", "hk").is_some());
        assert!(spelled_at("重发", "chongfa").is_some() && spelled_at("重发", "zhongfa").is_some());
        assert!(spelled_at("女装", "nvz").is_some());
    }

    #[test]
    fn words_are_found_by_their_letters() {
        assert_eq!(spelled_at("refund time", "rt"), Some(0));
        assert_eq!(spelled_at("vip 会员", "viphy"), Some(0));
        assert_eq!(spelled_at("refund time", "tim"), Some(1));
    }

    proptest! {
        #[test]
        fn it_always_comes_to_an_end(title in "[退是时shi ]{0,60}", query in "[shi]{0,60}") {
            let _ = spelled_at(&title, &query);
        }
    }
}
