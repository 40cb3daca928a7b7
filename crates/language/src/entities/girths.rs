//! Chest, waist and hip of people.

use std::sync::LazyLock;

use regex::Regex;

use super::finder::{Finder, pattern};
use super::numerals::number;
use super::{Girth, Value};

const PARTS: &str = "胸围|bust|chest|腰围|waist|臀围|hips?";
const UNIT: &str = r#"(cm|厘米|公分|mm|毫米|尺\s?(\d)?|in\b|inch(?:es)?\b|"|'')"#;

static SAID: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"({PARTS})(?:\s?(?:is|are|measures?|about|是|有|大概|大约|差不多|约|在|:|,|\s)+)?\s?(\d{{1,3}}(?:\.\d)?)\s?{UNIT}?"
    ))
});
/// Only English says the figure first; in Chinese what follows a figure is the next measure.
static BEFORE: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"(\d{{2,3}}(?:\.\d)?)\s?[-]?\s?{UNIT}\s?(bust|chest|waist|hips?)")));
static ALL_THREE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"三围(?:是|大概|大约|:|\s)*(\d{2,3})[/\-,、\s]+(\d{2,3})[/\-,、\s]+(\d{2,3})"));

/// What goes before the word when it is the garment that is measured.
const OF_A_GARMENT: [&str; 6] = ["衣服", "成衣", "平铺", "这件", "裤子", "garment"];

pub(super) fn around(finder: &mut Finder<'_>) {
    let mut three = Vec::new();
    for captures in ALL_THREE.captures_iter(finder.text) {
        for (group, part) in [(1, Girth::Bust), (2, Girth::Waist), (3, Girth::Hip)] {
            let Some(count) = captures.get(group) else { continue };
            three.extend(girth(part, count.as_str(), None, None).map(|value| (count.range(), value)));
        }
    }
    for (range, value) in three {
        finder.take(range, value);
    }
    finder.each(&BEFORE, |captures, finder| {
        let count = captures.get(1)?;
        let value = girth(part(&captures[4]), count.as_str(), unit(captures, 2), unit(captures, 3))?;
        finder.is_whole_number(&count.range()).then(|| (captures.get_match().range(), value))
    });
    finder.each(&SAID, |captures, finder| {
        let whole = captures.get_match();
        let count = captures.get(2)?;
        let value = girth(part(&captures[1]), count.as_str(), unit(captures, 3), unit(captures, 4))?;
        let persons = !finder.follows(whole.start(), &OF_A_GARMENT) && finder.is_whole_number(&count.range());
        persons.then(|| (whole.range(), value))
    });
}

fn unit<'t>(captures: &regex::Captures<'t>, group: usize) -> Option<&'t str> {
    captures.get(group).map(|unit| unit.as_str())
}

fn part(word: &str) -> Girth {
    match word {
        "胸围" | "bust" | "chest" => Girth::Bust,
        "腰围" | "waist" => Girth::Waist,
        _ => Girth::Hip,
    }
}

/// Without a unit it is inches when it is small, else centimetres. A 尺 is a third of a metre; 2尺1 has a tenth more.
fn girth(part: Girth, count: &str, unit: Option<&str>, tenth: Option<&str>) -> Option<Value> {
    const INCH: f64 = 25.4;
    let value = number(count)?;
    let millimetres = match unit {
        Some("cm" | "厘米" | "公分") => value * 10.0,
        Some("mm" | "毫米") => value,
        Some(unit) if unit.starts_with('尺') => {
            (value + tenth.and_then(number).unwrap_or(0.0) / 10.0) * 1000.0 / 3.0
        }
        Some(_) => value * INCH,
        None if value < 50.0 => value * INCH,
        None => value * 10.0,
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "bounded before it is rounded"
    )]
    (400.0..=1800.0)
        .contains(&millimetres)
        .then(|| Value::Girth { part, millimetres: millimetres.round() as u32 })
}
