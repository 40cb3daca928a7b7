//! Heights, weights and feet of people.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bounded before they are rounded"
)]

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::finder::{Finder, pattern};
use super::numerals::{NUMBER, number};
use super::{Kind, Value};

/// A height as people say it. Groups: metres and centimetres (1, 2); metres with a point (3); Chinese (4, 5);
/// centimetres (6, unit 7).
const HEIGHT: &str = concat!(
    r"(?:([12])\s?(?:米|m)\s?(\d{1,2})(?:cm|厘米|公分)?",
    r"|([12]\.\d{1,2})\s?(?:米|m)?",
    r"|(一|两)米([一二三四五六七八九]?[零一二三四五六七八九]?)",
    r"|(\d{2,3}(?:\.\d)?)\s?(cm|厘米|公分)?)",
);

static PAIR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(1[3-9]\d|20\d)\s?(?:cm|厘米|公分)?(\s*[/,\-_\\.~和x*]\s*|\s+)(?:体重)?(\d{2,3}(?:\.\d)?)\s?(斤|kgs?|公斤|千克|磅|lbs?)?",
    )
});
static SAID_HEIGHT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:身高|净高|个子|个头|我高|height)(?:\s?(?:is|是|有|大概|大约|差不多|约|在|净|就|才|都|快|:|,|\s)+)?\s?{HEIGHT}"
    ))
});
static HEIGHT_UNIT: LazyLock<Regex> = LazyLock::new(|| pattern(HEIGHT));
static FEET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r#"\b([3-7])\s?(?:'\s?(\d{1,2})(?:\s?(?:"|''|in\b|inch(?:es)?\b))?"#,
        r#"|(?:ft\.?|feet|foot)\s?(?:(?:and\s)?(\d{1,2})\s?(?:"|'|in\b|inch(?:es)?\b)?)?)"#,
    ))
});
static SAID_WEIGHT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:体重|净重量|weight|weigh)(?:\s?(?:is|about|是|有|大概|大约|差不多|约|在|净|就|才|都|快|:|,|\s)+)?\s?({NUMBER})\s?(?:多|来|几)?\s?(斤|kgs?|公斤|千克|磅|lbs?|pounds?)?"
    ))
});
static WEIGHT_UNIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(r"({NUMBER})\s?(?:多|来|几)?\s?(斤|kgs?\b|公斤|千克|磅|lbs?\b|pounds?\b|stone\b)"))
});
static FOOT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:脚长|脚的长度|foot length|feet length|(?:foot|feet) (?:is|are|measures?))(?:\s?(?:is|是|大概|大约|约|有|:|\s)+)?\s?(\d{2,3}(?:\.\d{1,2})?)\s?(cm|厘米|公分|mm|毫米|in\b|inch(?:es)?\b)?",
    )
});
static BARE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d{2,3}"));

/// A length or load that is a thing's, not a person's.
const OF_A_THING: [&str; 40] = [
    "衣长", "裤长", "裙长", "袖长", "胸围", "腰围", "臀围", "肩宽", "长", "宽", "厚", "直径", "周长", "床",
    "桌", "柜", "高度", "承重", "载重", "限重", "净重", "毛重", "重量", "线长", "深", "尺寸", "总长", "腿长",
    "下摆", "领围", "bust", "waist", "hip", "hips", "chest", "length", "width", "inseam", "sleeve",
    "capacity",
];
const THING: [&str; 22] = [
    "的床",
    "床",
    "的桌",
    "桌",
    "的沙发",
    "沙发",
    "的窗",
    "窗",
    "的被",
    "被",
    "的柜",
    "柜",
    "的线",
    "数据线",
    "的席",
    "的垫",
    "长的",
    "宽",
    "的布",
    "*",
    "x",
    "装",
];

pub(super) fn measures(finder: &mut Finder<'_>) {
    feet_of_shoes(finder);
    said(finder);
    pairs(finder);
    with_units(finder);
    beside_each_other(finder);
}

fn feet_of_shoes(finder: &mut Finder<'_>) {
    finder.each(&FOOT, |captures, _| {
        let value = number(&captures[1])?;
        let millimetres = match captures.get(2).map(|unit| unit.as_str()) {
            Some("mm" | "毫米") => value,
            Some(unit) if unit.starts_with("in") => value * 25.4,
            Some(_) => value * 10.0,
            None if value < 40.0 => value * 10.0,
            None => value,
        };
        let range = captures.get_match().range();
        (80.0..=350.0)
            .contains(&millimetres)
            .then(|| (range, Value::FootLength { millimetres: millimetres.round() as u32 }))
    });
}

/// After the word: 身高165, 体重100, height 5'6".
fn said(finder: &mut Finder<'_>) {
    finder.each(&SAID_HEIGHT, |captures, finder| {
        let (range, millimetres) = height(captures)?;
        let alone = !finder.after(range.end).is_some_and(|c| c.is_ascii_digit() || c == '\'');
        (alone && (500..=2300).contains(&millimetres))
            .then(|| (captures.get_match().start()..range.end, Value::Height { millimetres }))
    });
    finder.each(&FEET, |captures, finder| feet(captures, finder));
    let tall = tallest(finder);
    finder.each(&SAID_WEIGHT, |captures, finder| {
        let count = captures.get(1)?;
        let kilograms = weight(number(count.as_str())?, captures.get(2).map(|m| m.as_str()), tall)?;
        let alone = finder.is_whole_number(&count.range()) || !count.as_str().is_ascii();
        alone.then(|| (captures.get_match().range(), grams(kilograms)))
    });
}

/// `165/52`, `165 100斤`: both at once.
fn pairs(finder: &mut Finder<'_>) {
    let about_sizes = finder.mentions(&[
        "穿", "码", "size", "wear", "fit", "身高", "体重", "尺", "胖", "瘦", "高", "我", "本人", "斤",
    ]);
    let mut found = Vec::new();
    for captures in PAIR.captures_iter(finder.text) {
        let (Some(first), Some(second)) = (captures.get(1), captures.get(3)) else { continue };
        let unit = captures.get(4).map(|m| m.as_str());
        let between = captures[2].trim();
        let rest = &finder.text[captures.get_match().end()..];
        // 165/88A is a size, 165-4321 a phone, 165,000 a number.
        let of_something = rest.starts_with(|c: char| c.is_ascii_alphanumeric() || "件个元块%*.".contains(c))
            || !finder.is_whole_number(&first.range())
            || finder.after(second.end()).is_some_and(|c| c.is_ascii_digit())
            || finder.before(first.start()).is_some_and(|c| c.is_ascii_alphanumeric() || "¥$-/".contains(c));
        let whole = captures.get_match().as_str().trim() == finder.text.trim();
        if of_something
            || !(about_sizes || whole || unit.is_some() || between == "/")
            || between == "." && unit.is_none()
        {
            continue;
        }
        let (Some(tall), Some(count)) = (number(first.as_str()), number(second.as_str())) else { continue };
        if let Some(kilograms) = weight(count, unit, Some(tall)).filter(|w| plausible(*w, tall)) {
            let end = captures.get(4).map_or(second.end(), |m| m.end());
            found.push((first.range(), Value::Height { millimetres: (tall * 10.0).round() as u32 }));
            found.push((second.start()..end, grams(kilograms)));
        }
    }
    for (range, value) in found {
        finder.take(range, value);
    }
}

/// 1米65, 165cm, 100斤, 50kg.
fn with_units(finder: &mut Finder<'_>) {
    finder.each(&HEIGHT_UNIT, |captures, finder| {
        let (range, millimetres) = height(captures)?;
        let unit = captures.get(6).is_none() || captures.get(7).is_some();
        let bare_metres = captures.get(3).is_some_and(|m| m.end() == range.end);
        let centimetres = captures.get(7).is_some();
        let person = if centimetres { 1400..=2150 } else { 1300..=2200 };
        let wide = unit
            && !bare_metres
            && finder.is_whole_number(&range)
            && !finder.after(range.end).is_some_and(|c| c.is_ascii_alphabetic());
        (wide && person.contains(&millimetres) && is_a_persons(finder, &range))
            .then_some((range, Value::Height { millimetres }))
    });
    let tall = tallest(finder);
    finder.each(&WEIGHT_UNIT, |captures, finder| {
        let (range, count, unit) =
            (captures.get_match().range(), captures.get(1)?, captures.get(2)?.as_str());
        let value = number(count.as_str())?;
        let alone = !count.as_str().is_ascii() || finder.is_whole_number(&count.range());
        let kilograms = weight(value, Some(unit), tall)?;
        // Below that it is goods: 5斤苹果, 20kg of rice.
        let heavy = kilograms >= if unit == "斤" { 30.0 } else { 28.0 }
            || tall.is_some_and(|t| plausible(kilograms, t));
        (alone && heavy && kilograms <= 200.0 && is_a_persons(finder, &range))
            .then(|| (range, grams(kilograms)))
    });
}

/// A bare number next to the other measure: 165，100斤 and 1米65 100.
fn beside_each_other(finder: &mut Finder<'_>) {
    let heights: Vec<(Range<usize>, f64)> = finder
        .found()
        .iter()
        .filter_map(|(range, value)| match value {
            Value::Height { millimetres } => Some((range.clone(), f64::from(*millimetres) / 10.0)),
            _ => None,
        })
        .collect();
    let weights: Vec<(Range<usize>, f64)> = finder
        .found()
        .iter()
        .filter_map(|(range, value)| match value {
            Value::Weight { grams } => Some((range.clone(), f64::from(*grams) / 1000.0)),
            _ => None,
        })
        .collect();
    let near = |range: &Range<usize>, other: &Range<usize>| {
        let gap = if other.end <= range.start { other.end..range.start } else { range.end..other.start };
        gap.end.saturating_sub(gap.start) <= 12
    };
    finder.each(&BARE, |captures, finder| {
        let bare = captures.get_match();
        let range = bare.range();
        let counted = finder
            .after(range.end)
            .is_some_and(|c| c.is_ascii_alphanumeric() || "码号件个元块天月年%条双点:.".contains(c));
        if counted
            || !finder.is_whole_number(&range)
            || !finder.stands_alone(&range)
            || matches!(finder.before(range.start), Some('¥' | '$'))
        {
            return None;
        }
        let value = number(bare.as_str())?;
        if let (Some((_, kilograms)), true) =
            (weights.iter().find(|(other, _)| near(&range, other)), heights.is_empty())
        {
            let fits = (140.0..=210.0).contains(&value) && plausible(*kilograms, value);
            return fits.then(|| (range, Value::Height { millimetres: (value * 10.0).round() as u32 }));
        }
        if let (Some((_, tall)), true) =
            (heights.iter().find(|(other, _)| near(&range, other)), weights.is_empty())
        {
            let kilograms = weight(value, None, Some(*tall)).filter(|w| plausible(*w, *tall))?;
            return Some((range, grams(kilograms)));
        }
        None
    });
}

/// Where the height is in the match, and what it is.
fn height(captures: &regex::Captures<'_>) -> Option<(Range<usize>, u32)> {
    let group = |index: usize| captures.get(index).map(|m| m.as_str());
    let metres = if let (Some(metres), Some(rest)) = (group(1), group(2)) {
        // 1米6 is 1.60, 1米65 is 1.65.
        let rest = number(rest)? / if rest.len() == 1 { 10.0 } else { 100.0 };
        number(metres)? + rest
    } else if let Some(metres) = group(3) {
        number(metres)?
    } else if let (Some(metres), Some(rest)) = (group(4), group(5)) {
        let digits: Vec<f64> = rest.chars().filter_map(|c| number(c.encode_utf8(&mut [0; 4]))).collect();
        number(metres)? + digits.first().unwrap_or(&0.0) / 10.0 + digits.get(1).unwrap_or(&0.0) / 100.0
    } else {
        number(group(6)?)? / 100.0
    };
    let first = (1..=6).find_map(|index| captures.get(index))?;
    Some((first.start()..captures.get_match().end(), (metres * 1000.0).round() as u32))
}

fn feet(captures: &regex::Captures<'_>, finder: &Finder<'_>) -> Option<(Range<usize>, Value)> {
    let feet = number(&captures[1])?;
    let inches = captures.get(2).or_else(|| captures.get(3));
    let whole = captures.get_match();
    let range = whole.start()..whole.start() + whole.as_str().trim_end().len();
    let said = finder
        .mentions(&["tall", "height", "size", "fit", "i'm", "im ", "身高", "穿", "lb", "pound", "weigh"]);
    // `5 feet` alone may be a cable.
    let known = inches.is_some() || said;
    let inches = inches.map_or(Some(0.0), |m| number(m.as_str()))?;
    let millimetres = (feet * 304.8 + inches * 25.4).round();
    (known && inches < 12.0 && (1000.0..=2300.0).contains(&millimetres) && finder.is_whole_number(&range))
        .then_some((range, Value::Height { millimetres: millimetres as u32 }))
}

/// Kilograms. Without a unit it is 公斤 when that suits the height (or is small), else 斤.
fn weight(value: f64, unit: Option<&str>, tall: Option<f64>) -> Option<f64> {
    let kilograms = match unit {
        Some("斤") => value / 2.0,
        Some("stone") => value * 6.350_293,
        Some(unit) if unit.starts_with("lb") || unit.starts_with("pound") || unit == "磅" => {
            value * 0.453_592
        }
        Some(_) => value,
        None => match tall {
            Some(tall) if value / (tall / 100.0).powi(2) <= 27.0 => value,
            None if value < 85.0 => value,
            _ => value / 2.0,
        },
    };
    (2.0..=300.0).contains(&kilograms).then_some(kilograms)
}

/// A body-mass index that people have.
fn plausible(kilograms: f64, centimetres: f64) -> bool {
    (12.0..=45.0).contains(&(kilograms / (centimetres / 100.0).powi(2)))
}

fn grams(kilograms: f64) -> Value {
    Value::Weight { grams: (kilograms * 1000.0).round() as u32 }
}

/// Centimetres of the height read so far.
fn tallest(finder: &Finder<'_>) -> Option<f64> {
    finder.found().iter().find_map(|(_, value)| match value {
        Value::Height { millimetres } => Some(f64::from(*millimetres) / 10.0),
        _ => None,
    })
}

fn is_a_persons(finder: &Finder<'_>, range: &Range<usize>) -> bool {
    let dimension = finder.follows(range.start, &OF_A_THING) && !finder.follows(range.start, &["身长"]);
    let thing = finder.precedes(range.end, &THING);
    let taken = finder
        .found()
        .iter()
        .any(|(other, value)| value.kind() == Kind::Link && other.contains(&range.start));
    !dimension && !thing && !taken
}
