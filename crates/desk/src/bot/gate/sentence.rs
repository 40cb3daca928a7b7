//! A text as sentences and clauses, and how each clause is meant: told, asked, supposed, denied or passed on.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// How a clause is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    /// It says that something is so.
    Told,
    /// It asks.
    Asked,
    /// It names a case: `if it has not shipped`.
    Supposed,
    /// It says that something is not promised.
    Disclaimed,
    /// It repeats what the buyer said.
    PassedOn,
}

/// The shortest piece that says something.
#[derive(Debug, Clone)]
pub(super) struct Clause {
    pub(super) span: Range<usize>,
    pub(super) mood: Mood,
}

/// A sentence with its clauses.
#[derive(Debug, Clone)]
pub(super) struct Sentence {
    pub(super) span: Range<usize>,
    pub(super) clauses: Vec<Clause>,
}

impl Sentence {
    /// The clause at a place.
    pub(super) fn clause(&self, at: usize) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.span.contains(&at))
    }
}

/// The sentences of a plain text, none of them empty.
pub(super) fn sentences(text: &str) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if ends_sentence(text, at, c) {
            push(text, start..end, &mut found);
            start = end;
        }
    }
    push(text, start..text.len(), &mut found);
    found
}

fn push(text: &str, span: Range<usize>, found: &mut Vec<Sentence>) {
    if text[span.clone()].chars().any(char::is_alphanumeric) {
        let clauses = clauses(text, &span);
        found.push(Sentence { span, clauses });
    } else if let (Some(last), false) = (found.last_mut(), text[span.clone()].contains('\n')) {
        last.span.end = span.end;
    }
}

fn ends_sentence(text: &str, at: usize, c: char) -> bool {
    match c {
        '\n' | '!' | '?' => true,
        // Folding has made 。 and … a full stop as well: one inside a number, an address or a code ends nothing.
        '.' => {
            let next = text[at + 1..].chars().next();
            let before = text[..at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            let abbreviated =
                ["mr", "mrs", "ms", "dr", "no", "st", "e.g", "i.e", "a.m", "p.m", "approx", "vs"]
                    .contains(&before)
                    && next == Some(' ');
            !next.is_some_and(|c| c.is_ascii_alphanumeric()) && !abbreviated
        }
        _ => false,
    }
}

static JOINT: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(
        r" but | however | though | although | and (?:i|we|you|it|they|the|your|our)\b|但是?|不过|只是|而且|并且|然而|同时",
    )
});

fn clauses(text: &str, sentence: &Range<usize>) -> Vec<Clause> {
    let part = &text[sentence.clone()];
    let mut cuts: Vec<usize> = part
        .char_indices()
        .filter(|(at, c)| {
            let digits = part[..*at].ends_with(|c: char| c.is_ascii_digit())
                && part[at + c.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
            *c == ',' && !digits || *c == ';'
        })
        .map(|(at, c)| at + c.len_utf8())
        .chain(JOINT.find_iter(part).map(|joint| joint.start()))
        .chain([part.len()])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut start = 0;
    let mut clauses = Vec::with_capacity(cuts.len());
    for cut in cuts.into_iter().filter(|cut| *cut > 0) {
        let span = sentence.start + start..sentence.start + cut;
        let mood = mood(&text[span.clone()], text[span.end..sentence.end].trim().is_empty());
        clauses.push(Clause { span, mood });
        start = cut;
    }
    clauses
}

static DISCLAIMED: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(concat!(
        r"(?:不能|不可以|不敢|不好|不便|不太能|无法|没法|没办法|没有办法|不会|不便于|很难|暂时不能)(?:跟您|给您|向您|为您|在这里|直接|完全|百分百|100%)?",
        r"(?:保证|承诺|确认|答应|确定|断定|肯定|担保|告诉|透露|提供)",
        r"|(?:can't|cannot|can not|couldn't|unable to|not able to|won't|not allowed to|don't want to|wouldn't)(?: be able to)?(?: really| actually| fully)? (?:promise|guarantee|confirm|say|commit|tell|share|disclose|give out|assure)",
        r"|(?:没有?|未)(?:查到|找到|看到|查询到)|不清楚|不确定|不知道|couldn't find|can't find|cannot find|not sure|don't know|no information",
    ))
});
static SUPPOSED: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(concat!(
        r"如果|若是?|要是|假如|假设|万一|一旦|的话|倘若|只要您|无论|不管|是否|能否|可否|有没有|会不会|是不是",
        r"|\b(?:if|unless|once|whether|in case|as soon as|when|whenever|until|should you|after it|before it)\b",
    ))
});
static PASSED_ON: LazyLock<Regex> = LazyLock::new(|| {
    super::pattern(concat!(
        r"(?:您|你)(?:刚才|刚刚|之前|前面|上面)?(?:说|提到|提及|问|讲|反馈|反映|描述|发来|填写|提供|写)(?:到|的|过|了)?",
        r"|\byou(?:'ve| have| had)?(?: just| already)? (?:said|mentioned|told|asked|wrote|wanted|reported|gave|sent|typed)",
    ))
});

fn mood(clause: &str, last: bool) -> Mood {
    let bare = clause.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '?');
    let asks = clause.trim_end().ends_with('?')
        || last && (bare.ends_with(['吗', '么']) || bare.ends_with("没有") && bare.contains('有'))
        || bare.ends_with('吗');
    if DISCLAIMED.is_match(clause) {
        Mood::Disclaimed
    } else if asks {
        Mood::Asked
    } else if PASSED_ON.is_match(clause) {
        Mood::PassedOn
    } else if SUPPOSED.is_match(clause) {
        Mood::Supposed
    } else {
        Mood::Told
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Mood::{Asked, Disclaimed, PassedOn, Supposed, Told};

    #[test]
    fn each_clause_is_meant_in_its_way() {
        let rows: [(&str, &[Mood]); 9] = [
            ("我不能保证明天到.", &[Disclaimed]),
            ("我不能保证,但明天一定到.", &[Disclaimed, Told]),
            ("如果有质量问题,我们赔您20元.", &[Supposed, Told]),
            ("您说的20元,我记下了.", &[PassedOn, Told]),
            ("您的订单已发货了吗?", &[Asked]),
            ("这款99元,要不要现在下单呢?", &[Told, Asked]),
            ("i can't promise tomorrow.", &[Disclaimed]),
            ("if it has not shipped, you can cancel it.", &[Supposed, Told]),
            ("it costs $1,299.50.", &[Told]),
        ];
        for (text, moods) in rows {
            let found = sentences(text);
            assert_eq!(found.len(), 1, "{text}");
            let meant: Vec<Mood> = found[0].clauses.iter().map(|clause| clause.mood).collect();
            assert_eq!(meant, moods, "{text}");
        }
        assert_eq!(sentences("see https://a.example/b. yours, mr. smith\n没有货.").len(), 3);
    }
}
