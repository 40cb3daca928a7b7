//! What an answer states, as far as another can contradict it: figures, amounts, dates, stretches of time, and whether
//! something is so or not.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::civil::DateTime;
use language::entities::{Value, entities};
use language::normalize::fold;
use search::tokens;

/// Clauses alike enough to be about the same thing.
const SAME_CLAUSE: f64 = 0.6;
/// Clauses that share enough for what they state to be compared.
const NEAR_CLAUSE: f64 = 0.2;

/// What two answers to one question say differently: words of the first, and words of the second. Empty when they agree, or when one only says more.
pub fn differences(ours: &str, theirs: &str) -> Vec<(String, String)> {
    let (ours, theirs) = (Answer::new(ours), Answer::new(theirs));
    let mut differs = figures(&ours.stated, &theirs.stated);
    let (first, second) = (ours.unpolite(), theirs.unpolite());
    if let (Some(a), Some(b)) = (first.and_then(Clause::verdict), second.and_then(Clause::verdict))
        && a != b
    {
        push(&mut differs, first.map_or("", |clause| clause.words), second.map_or("", |clause| clause.words));
    }
    for a in &ours.clauses {
        for b in theirs.clauses.iter().filter(|b| b.negative != a.negative) {
            if a.likeness(b) >= SAME_CLAUSE {
                push(&mut differs, a.words, b.words);
            }
        }
    }
    differs
}

/// The figures, amounts, dates and times that a text states and another does not: what of it is no longer so when the
/// other is.
pub fn not_in<'a>(text: &'a str, other: &str) -> Vec<&'a str> {
    let (text, other) = (Answer::new(text), Answer::new(other));
    let known: BTreeSet<_> = other.stated.iter().map(Stated::key).collect();
    text.stated.iter().filter(|stated| !known.contains(&stated.key())).map(|stated| stated.words).collect()
}

/// An answer, taken apart.
#[derive(Debug)]
struct Answer<'a> {
    clauses: Vec<Clause<'a>>,
    stated: Vec<Stated<'a>>,
}

/// Something that can be counted or dated.
#[derive(Debug)]
struct Stated<'a> {
    /// Only what is measured alike is compared.
    measure: String,
    /// In one form: two days are 48 hours.
    value: String,
    /// As it is written.
    words: &'a str,
    /// What is said around it.
    about: BTreeSet<String>,
    /// Whether it is a name, of which an answer lists many.
    named: bool,
}

impl Stated<'_> {
    fn key(&self) -> (&str, &str) {
        (&self.measure, &self.value)
    }
}

/// The shortest piece that says something.
#[derive(Debug)]
struct Clause<'a> {
    words: &'a str,
    span: Range<usize>,
    /// What it is about, without figures and negations.
    about: BTreeSet<String>,
    negative: bool,
    folded: String,
}

impl<'a> Answer<'a> {
    fn new(text: &'a str) -> Self {
        let clauses: Vec<Clause<'a>> = spans(text).into_iter().map(|span| Clause::new(text, span)).collect();
        let about = |at: usize| {
            let clause = clauses.iter().find(|clause| clause.span.contains(&at));
            clause.map(|clause| clause.about.clone()).unwrap_or_default()
        };
        let mut stated = Vec::new();
        let mut taken: Vec<Range<usize>> = Vec::new();
        for entity in entities(text, DateTime::default()) {
            taken.push(entity.span.clone());
            if let Some((measure, value, named)) = measured(&entity.value, entity.text(text)) {
                let words = text[entity.span.clone()].trim();
                stated.push(Stated { measure, value, words, about: about(entity.span.start), named });
            }
        }
        for (span, value, unit) in numbers(text) {
            if !taken.iter().any(|taken| taken.start < span.end && span.start < taken.end) {
                let words = &text[span.start..span.end];
                let about = about(span.start);
                stated.push(Stated { measure: format!("number {unit}"), value, words, about, named: false });
            }
        }
        Self { clauses, stated }
    }

    /// The first clause that is more than a courtesy.
    fn unpolite(&self) -> Option<&Clause<'a>> {
        self.clauses.iter().find(|clause| {
            !COURTESIES.iter().any(|polite| clause.folded.trim_end_matches(['呢', '~', '!', ' ']) == *polite)
        })
    }
}

impl<'a> Clause<'a> {
    fn new(text: &'a str, span: Range<usize>) -> Self {
        let words = text[span.clone()].trim();
        let folded = fold(words);
        let (plain, negative) = without_negations(&folded);
        let about =
            tokens(&plain).into_iter().filter(|token| !token.chars().any(|c| c.is_ascii_digit())).collect();
        Self { words, span, about, negative, folded }
    }

    fn likeness(&self, other: &Clause<'_>) -> f64 {
        likeness(&self.about, &other.about)
    }

    /// Whether it begins with a yes or a no.
    fn verdict(&self) -> Option<bool> {
        let begins = |words: &[&str]| {
            words.iter().any(|word| {
                let rest = self.folded.strip_prefix(word);
                rest.is_some_and(|rest| !word.is_ascii() || !rest.starts_with(|c: char| c.is_alphanumeric()))
            })
        };
        if begins(NO) {
            Some(false)
        } else if begins(YES) {
            Some(true)
        } else {
            None
        }
    }
}

/// Figures that stand in each other's place.
fn figures(ours: &[Stated<'_>], theirs: &[Stated<'_>]) -> Vec<(String, String)> {
    let mut differs = Vec::new();
    let sole = |stated: &Stated<'_>, all: &[Stated<'_>]| {
        all.iter().filter(|other| other.measure == stated.measure && other.about == stated.about).count() == 1
    };
    let alike = |a: &Stated<'_>, b: &Stated<'_>| likeness(&a.about, &b.about);
    // Said of the same thing in nearly the same words, though each figure may be right elsewhere.
    for a in ours.iter().filter(|a| sole(a, ours)) {
        for b in theirs.iter().filter(|b| b.measure == a.measure && b.value != a.value && sole(b, theirs)) {
            if alike(a, b) >= SAME_CLAUSE && !a.about.is_empty() {
                push(&mut differs, a.words, b.words);
            }
        }
    }
    let lacks =
        |all: &[Stated<'_>], stated: &Stated<'_>| !all.iter().any(|other| other.key() == stated.key());
    let mut left: Vec<&Stated<'_>> = ours.iter().filter(|a| lacks(theirs, a)).collect();
    let mut right: Vec<&Stated<'_>> = theirs.iter().filter(|b| lacks(ours, b)).collect();
    while let Some((likely, at, with)) = nearest(&left, &right) {
        let alone = |stated: &Stated<'_>, all: &[Stated<'_>]| {
            !stated.named && all.iter().filter(|other| other.measure == stated.measure).count() == 1
        };
        if likely >= NEAR_CLAUSE || alone(left[at], ours) && alone(right[with], theirs) {
            push(&mut differs, left[at].words, right[with].words);
        }
        left.remove(at);
        right.remove(with);
    }
    differs
}

/// The two of one measure whose clauses share most.
fn nearest(left: &[&Stated<'_>], right: &[&Stated<'_>]) -> Option<(f64, usize, usize)> {
    let mut best: Option<(f64, usize, usize)> = None;
    for (at, a) in left.iter().enumerate() {
        for (with, b) in right.iter().enumerate().filter(|(_, b)| b.measure == a.measure) {
            let likely = likeness(&a.about, &b.about);
            if best.is_none_or(|(known, ..)| likely > known) {
                best = Some((likely, at, with));
            }
        }
    }
    best
}

fn push(differs: &mut Vec<(String, String)>, ours: &str, theirs: &str) {
    let pair = (ours.to_owned(), theirs.to_owned());
    if !differs.contains(&pair) {
        differs.push(pair);
    }
}

/// What two sets share, of all they have.
fn likeness(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    let shared = a.intersection(b).count();
    let all = a.len() + b.len() - shared;
    #[expect(clippy::cast_precision_loss, reason = "a clause has a few dozen tokens")]
    let share = if all == 0 { 0.0 } else { shared as f64 / all as f64 };
    share
}

/// Measure, value in one form, and whether it is a name.
fn measured(value: &Value, words: &str) -> Option<(String, String, bool)> {
    let figure = |measure: &str, value: String| Some((measure.to_owned(), value, false));
    let name = |measure: &str, value: String| Some((measure.to_owned(), value, true));
    match value {
        Value::Money { minor, currency } => figure(&format!("money {currency}"), minor.to_string()),
        Value::Duration { minutes, .. } => {
            let working = ["工作日", "business", "working"].iter().any(|word| words.contains(word));
            figure(if working { "working time" } else { "time" }, minutes.to_string())
        }
        Value::Moment { at, .. } => figure("moment", at.to_string()),
        Value::Quantity { count, unit } => figure(&format!("number {unit}"), count.to_string()),
        Value::Height { millimetres } | Value::FootLength { millimetres } => {
            figure("length", millimetres.to_string())
        }
        Value::Weight { grams } => figure("weight", grams.to_string()),
        Value::Phone(number) => name("phone", number.clone()),
        Value::Email(address) => name("mail", address.clone()),
        Value::Link(address) => name("link", address.clone()),
        Value::Coupon(code) => name("coupon", code.clone()),
        Value::Size(size) => name("size", size.clone()),
        _ => None,
    }
}

/// The figures of a text: where, in one form, and the unit that follows.
fn numbers(text: &str) -> Vec<(Range<usize>, String, String)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(|c: char| c.is_ascii_digit()).map(|at| from + at) {
        let rest = &text[at..];
        let mut end =
            at + rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(rest.len());
        end = at + text[at..end].trim_end_matches(['.', ',']).len();
        from = end;
        // Part of a code or a name: `HP105`, `A4`.
        if text[..at].ends_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            continue;
        }
        let figure = text[at..end].replace(',', "");
        let figure = match figure.split_once('.') {
            Some((whole, part)) if part.bytes().all(|b| b == b'0') => whole.to_owned(),
            _ => figure,
        };
        let after = text[end..].trim_start_matches(' ');
        let letters =
            after.find(|c: char| !c.is_ascii_alphabetic() && !"%℃°".contains(c)).unwrap_or(after.len());
        let unit = match letters {
            0 => after.chars().next().filter(|c| c.is_alphabetic()).map(String::from).unwrap_or_default(),
            _ => after[..letters].to_lowercase(),
        };
        found.push((at..end, figure, unit));
    }
    found
}

/// Where the clauses of a text are.
fn spans(text: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, next)| *next);
        let ends = match c {
            '。' | '；' | '！' | '？' | '，' | '、' | '!' | '?' | ';' | '\n' => true,
            ',' | '.' => !next.is_ascii_alphanumeric(),
            _ => false,
        };
        if ends {
            spans.push(start..at);
            start = at + c.len_utf8();
        }
    }
    spans.push(start..text.len());
    spans.retain(|span| !text[span.clone()].trim().is_empty());
    spans
}

/// What is said first out of politeness, folded.
const COURTESIES: &[&str] = &[
    "亲",
    "亲亲",
    "您好",
    "你好",
    "亲您好",
    "抱歉",
    "不好意思",
    "很抱歉",
    "非常抱歉",
    "sorry",
    "hi",
    "hello",
    "hi there",
    "thanks for asking",
];
/// What a yes begins with, folded.
const YES: &[&str] = &[
    "可以",
    "能",
    "会",
    "支持",
    "有",
    "是",
    "对",
    "好的",
    "行",
    "当然",
    "需要",
    "要",
    "yes",
    "sure",
    "of course",
    "certainly",
    "we do",
    "you can",
    "it is",
    "it does",
];
/// What a no begins with, folded.
const NO: &[&str] = &[
    "不",
    "没",
    "无法",
    "无需",
    "暂不",
    "暂时不",
    "暂时没",
    "目前不",
    "目前没",
    "目前还不",
    "目前无",
    "很遗憾",
    "并不",
    "no",
    "not",
    "unfortunately",
    "we do not",
    "we don't",
    "you cannot",
    "you can't",
    "it is not",
    "it isn't",
    "it does not",
    "it doesn't",
];
/// Chinese negations and what is left without them; the longer first. Words that only look like one stand for themselves.
const NEGATIONS: &[(&str, &str, bool)] = &[
    ("不好意思", "", false),
    ("差不多", "差不多", false),
    ("不仅", "不仅", false),
    ("不但", "不但", false),
    ("不过", "不过", false),
    ("不管", "不管", false),
    ("不论", "不论", false),
    ("不同", "不同", false),
    ("不满", "不满", false),
    ("不足", "不足", false),
    ("不错", "不错", false),
    ("无理由", "无理由", false),
    ("无需", "需要", true),
    ("不需要", "需要", true),
    ("不用", "需要", true),
    ("不必", "需要", true),
    ("无法", "能", true),
    ("没有", "有", true),
    ("没", "有", true),
    ("不", "", true),
    ("未", "", true),
    ("禁止", "", true),
];
/// English negations and what is left without them.
const ENGLISH_NEGATIONS: &[(&str, &str)] = &[
    ("not", ""),
    ("no", ""),
    ("never", ""),
    ("without", "with"),
    ("cannot", "can"),
    ("can't", "can"),
    ("cant", "can"),
    ("don't", "do"),
    ("dont", "do"),
    ("doesn't", "does"),
    ("isn't", "is"),
    ("aren't", "are"),
    ("won't", "will"),
    ("unable", "able"),
];

/// A folded clause as if it said yes, and whether it says no.
fn without_negations(folded: &str) -> (String, bool) {
    let mut plain = String::with_capacity(folded.len());
    let mut negations = 0;
    let mut rest = folded;
    while let Some(c) = rest.chars().next() {
        if let Some((word, instead, negates)) = NEGATIONS.iter().find(|(word, ..)| rest.starts_with(word)) {
            plain.push_str(instead);
            negations += usize::from(*negates);
            rest = &rest[word.len()..];
        } else {
            plain.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    let words: Vec<&str> = plain
        .split(' ')
        .map(|word| match ENGLISH_NEGATIONS.iter().find(|(no, _)| *no == word) {
            Some((_, instead)) => {
                negations += 1;
                *instead
            }
            None => word,
        })
        .collect();
    (words.join(" "), negations % 2 == 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn differ(ours: &str, theirs: &str) -> Vec<(String, String)> {
        differences(ours, theirs)
    }

    #[test]
    fn figures_in_each_others_place_differ() {
        let rows = [
            ("满 59 元包邮，不满收 6 元。", "满 99 元包邮，不满收 6 元。", vec![("59 元", "99 元")]),
            ("签收后7天内可以退货。", "15天内都可以退货", vec![("7天内", "15天内")]),
            ("Free on orders of $49 or more.", "Free on orders of $59 or more.", vec![("$49", "$59")]),
            ("现货48小时内发出", "现货两天内发出", vec![]),
            ("保修一年", "整机保修 2 年", vec![("一年", "2 年")]),
            ("退货7天，换货15天", "退货15天，换货7天", vec![("7天", "15天"), ("15天", "7天")]),
            ("含羊毛 30%", "含羊毛 50%", vec![("30", "50")]),
            ("水温不超过 30℃", "水温不超过 40℃", vec![("30", "40")]),
            ("活动到11月30日截止", "活动到12月12日截止", vec![("11月30日", "12月12日")]),
        ];
        for (ours, theirs, want) in rows {
            let got = differ(ours, theirs);
            let got: Vec<(&str, &str)> = got.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            assert_eq!(got, want, "{ours} / {theirs}");
        }
    }

    #[test]
    fn yes_and_no_differ() {
        let rows = [
            ("可以开发票。", "亲，不可以开发票"),
            ("能开，在订单里申请。", "暂时不能开发票哦"),
            ("支持七天无理由退货", "本品不支持七天无理由退货"),
            ("Yes, we ship to Canada.", "No, we only ship within the US."),
            ("The lid is dishwasher safe.", "The lid is not dishwasher safe."),
            ("机洗不会缩水", "机洗会缩水"),
        ];
        for (ours, theirs) in rows {
            assert!(!differ(ours, theirs).is_empty(), "{ours} / {theirs}");
        }
    }

    #[test]
    fn saying_more_or_otherwise_is_no_difference() {
        let rows = [
            ("满 59 元包邮，不满收 6 元。", "满59元包邮"),
            ("能开，在订单里申请电子发票。", "可以开发票，在订单详情里申请。"),
            ("抱歉让您久等，48 小时内发出。", "付款后48小时内发出"),
            ("Standard shipping takes 3–5 business days.", "It takes 3-5 business days with UPS."),
            ("默认中通", "默认中通快递，也可以发圆通"),
            ("不过也可以手洗", "也可以手洗"),
            ("不支持开专票", "不支持开专票，普票可以"),
            ("", ""),
        ];
        for (ours, theirs) in rows {
            assert_eq!(differ(ours, theirs), [], "{ours} / {theirs}");
        }
    }

    #[test]
    fn what_is_no_longer_so_is_named() {
        assert_eq!(not_in("售价 129 元，48小时内发货", "价格：139元。两天内发货"), ["129 元"]);
        assert!(not_in("售价 129 元", "129.00元").is_empty());
    }

    proptest! {
        #[test]
        fn nothing_differs_from_itself(text in "[\\PC\n]{0,60}") {
            prop_assert_eq!(figures(&Answer::new(&text).stated, &Answer::new(&text).stated), vec![]);
        }

        #[test]
        fn any_two_texts_compare(a in "[\\PC\n]{0,60}", b in "[0-9天元不可以能，。 ]{0,40}") {
            differences(&a, &b);
        }
    }
}
