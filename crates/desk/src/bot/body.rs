//! A buyer's body as they tell of it, and told back in the units they used.

use std::collections::BTreeMap;

use language::entities::{Entity, Girth, Value};

use super::phrases::{plain, say};
use crate::catalog::size::{Body, Measure};
use crate::error::Result;
use crate::shop::Lang;
use crate::word::words;

words! {
    /// How a measure was told.
    Unit {
        /// Centimetres.
        Centimetre = "cm",
        /// Inches.
        Inch = "in",
        /// Feet and inches.
        FeetInches = "ft_in",
        /// Kilograms, 公斤.
        Kilogram = "kg",
        /// 斤.
        Jin = "jin",
        /// Pounds.
        Pound = "lb",
    }
}

/// The unit of each measure that was told.
pub type Units = BTreeMap<Measure, Unit>;

const CM_PER_INCH: f64 = 2.54;
const KG_PER_POUND: f64 = 0.453_592;

/// The measures named in a text, in cm and kg, each with the unit it was told in.
pub fn named<'r>(entities: &'r [Entity], text: &'r str) -> impl Iterator<Item = (Measure, f64, Unit)> {
    entities.iter().filter_map(move |entity| {
        let words = entity.text(text).to_lowercase();
        match entity.value {
            Value::Height { millimetres } => {
                Some((Measure::Height, f64::from(millimetres) / 10.0, length_unit(&words)))
            }
            Value::Weight { grams } => {
                let kilograms = f64::from(grams) / 1000.0;
                Some((Measure::Weight, kilograms, weight_unit(&words, kilograms)))
            }
            Value::FootLength { millimetres } => {
                let unit = if words.contains("in") { Unit::Inch } else { Unit::Centimetre };
                Some((Measure::Foot, f64::from(millimetres) / 10.0, unit))
            }
            Value::Girth { part, millimetres } => {
                let centimetres = f64::from(millimetres) / 10.0;
                Some((girth(part), centimetres, girth_unit(&words, centimetres)))
            }
            _ => None,
        }
    })
}

fn girth(part: Girth) -> Measure {
    match part {
        Girth::Bust => Measure::Bust,
        Girth::Waist => Measure::Waist,
        Girth::Hip => Measure::Hip,
    }
}

fn length_unit(words: &str) -> Unit {
    let feet = ["\'", "’", "′", "ft", "feet", "foot"].iter().any(|mark| words.contains(mark));
    if feet { Unit::FeetInches } else { Unit::Centimetre }
}

fn weight_unit(words: &str, kilograms: f64) -> Unit {
    let has = |marks: &[&str]| marks.iter().any(|mark| words.contains(mark));
    if has(&["lb", "pound", "磅", "stone"]) {
        Unit::Pound
    } else if has(&["公斤", "kg", "千克"]) {
        Unit::Kilogram
    } else if has(&["斤"]) || figure(words).is_some_and(|said| (said - kilograms * 2.0).abs() < 0.05) {
        Unit::Jin
    } else {
        Unit::Kilogram
    }
}

/// Inches where they were named, or where the bare figure can only be inches.
fn girth_unit(words: &str, centimetres: f64) -> Unit {
    let named =
        ["inch", "in", "\"", "”", "\'\'"].iter().any(|mark| words.ends_with(mark) || words.contains("inch"));
    let bare = figure(words).is_some_and(|said| (said * CM_PER_INCH - centimetres).abs() < 0.1);
    if named || bare { Unit::Inch } else { Unit::Centimetre }
}

/// The figure in these words, if there is one.
fn figure(words: &str) -> Option<f64> {
    let start = words.find(|c: char| c.is_ascii_digit())?;
    let rest = &words[start..];
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    rest[..end].parse().ok()
}

/// These measures of a body in words: `身高 5'6"、体重 130磅`.
pub(super) fn described(lang: Lang, body: &Body, units: &Units, measures: &[Measure]) -> Result<String> {
    let known = measures.iter().filter_map(|measure| Some((*measure, *body.get(measure)?)));
    let told = known.map(|(measure, value)| {
        let name = plain(lang, &format!("measure.{measure}"))?;
        say(
            lang,
            "size.measure",
            minijinja::context! { name, value => shown(lang, value, unit_of(measure, units)) },
        )
    });
    let all: Vec<String> = told.collect::<Result<_>>()?;
    Ok(all.join(if lang == Lang::Zh { "、" } else { ", " }))
}

/// The values of a body alone, each as it is told back.
pub(super) fn figures(lang: Lang, body: &Body, units: &Units) -> Vec<String> {
    body.iter().map(|(measure, value)| shown(lang, *value, unit_of(*measure, units))).collect()
}

fn unit_of(measure: Measure, units: &Units) -> Unit {
    let usual = if measure == Measure::Weight { Unit::Kilogram } else { Unit::Centimetre };
    units.get(&measure).copied().unwrap_or(usual)
}

/// A value in cm or kg, in the unit it was told in.
fn shown(lang: Lang, value: f64, unit: Unit) -> String {
    let number = |value: f64| format!("{value:.1}").trim_end_matches(".0").to_owned();
    let (zh, en, value) = match unit {
        Unit::Centimetre => ("cm", " cm", value),
        Unit::Inch => ("英寸", " in", value / CM_PER_INCH),
        Unit::Kilogram => ("kg", " kg", value),
        Unit::Jin => ("斤", " jin", value * 2.0),
        Unit::Pound => ("磅", " lb", value / KG_PER_POUND),
        Unit::FeetInches => {
            let inches = (value / CM_PER_INCH).round();
            return format!("{}'{}\"", (inches / 12.0).floor(), inches % 12.0);
        }
    };
    format!("{}{}", number(value), if lang == Lang::Zh { zh } else { en })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(text: &str, lang: Lang) -> String {
        let now = jiff::civil::date(2026, 5, 20).at(12, 0, 0, 0);
        let entities = language::entities::entities(text, now);
        let (mut body, mut units) = (Body::new(), Units::new());
        for (measure, value, unit) in named(&entities, text) {
            body.insert(measure, value);
            units.insert(measure, unit);
        }
        described(lang, &body, &units, Measure::ALL).expect("phrases")
    }

    #[test]
    fn a_body_is_told_back_as_it_was_told() {
        assert_eq!(back("I'm 5'6\" and 130 lbs", Lang::En), "height 5'6\", weight 130 lb");
        assert_eq!(back("身高165体重100斤", Lang::Zh), "身高 165cm、体重 100斤");
        assert_eq!(back("165 100", Lang::Zh), "身高 165cm、体重 100斤");
        assert_eq!(back("1米65 50公斤", Lang::Zh), "身高 165cm、体重 50kg");
        assert_eq!(back("waist is 28, hips 38 inches", Lang::En), "waist 28 in, hip 38 in");
        assert_eq!(back("胸围88cm 脚长24.5", Lang::Zh), "胸围 88cm、脚长 24.5cm");
    }
}
