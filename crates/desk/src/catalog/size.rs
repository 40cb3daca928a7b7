//! Size tables and what they advise.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Fit;
use crate::error::{Refusal, Result};
use crate::id::SizeTableId;
use crate::word::words;

words! {
    /// What is measured, in cm; weight in kg.
    Measure {
        /// Body height.
        Height = "height",
        /// Body weight.
        Weight = "weight",
        /// Around the chest.
        Bust = "bust",
        /// Around the waist.
        Waist = "waist",
        /// Around the hip.
        Hip = "hip",
        /// Length of the foot.
        Foot = "foot",
    }
}

/// From and to, both included. An open end is not limited.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Range {
    /// Not below.
    pub min: Option<f64>,
    /// Not above.
    pub max: Option<f64>,
}

impl Range {
    fn holds(self, value: f64) -> bool {
        self.min.is_none_or(|min| value >= min) && self.max.is_none_or(|max| value <= max)
    }

    /// Negative below the range, positive above it, in units of the measure.
    fn beyond(self, value: f64) -> f64 {
        match self {
            Self { min: Some(min), .. } if value < min => value - min,
            Self { max: Some(max), .. } if value > max => value - max,
            _ => 0.0,
        }
    }
}

/// One size of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Size {
    /// `M`, `38`.
    pub size: String,
    /// Whom it fits.
    pub ranges: BTreeMap<Measure, Range>,
}

/// A size table as the shop tells it; sizes from small to large.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SizeTableInput {
    /// The shop's id.
    pub size_table_id: String,
    /// `女装衬衫`.
    pub title: String,
    /// From small to large.
    pub sizes: Vec<Size>,
    /// The categories it is for: products of these that name no table of their own.
    #[serde(default)]
    pub categories: Vec<String>,
    /// One sentence about it, told as it stands: `胸围偏小，介于两码之间选大一码`.
    #[serde(default)]
    pub note: Option<String>,
}

/// A size table.
#[derive(Debug, Clone, PartialEq)]
pub struct SizeTable {
    /// Identity.
    pub id: SizeTableId,
    /// What the shop knows.
    pub facts: SizeTableInput,
}

impl SizeTableInput {
    /// Refuses a table without sizes, with a size twice, or with a range upside down.
    pub fn check(&self) -> Result<()> {
        super::check_text("size_table_id", &self.size_table_id, 100)?;
        super::check_text("title", &self.title, 100)?;
        for category in &self.categories {
            super::check_text("categories", category, 100)?;
        }
        if let Some(note) = &self.note {
            super::check_text("note", note, 300)?;
        }
        if self.sizes.is_empty() {
            return Err(Refusal::invalid("size", "required").into());
        }
        for (index, size) in self.sizes.iter().enumerate() {
            super::check_text("size", &size.size, 30)?;
            if self.sizes[..index].iter().any(|earlier| earlier.size == size.size) {
                return Err(Refusal::invalid("size", "twice_in_file").with("id", &size.size).into());
            }
            let upside_down =
                size.ranges.values().any(|r| matches!((r.min, r.max), (Some(a), Some(b)) if a > b));
            if upside_down {
                return Err(Refusal::invalid("size", "range_upside_down").with("id", &size.size).into());
            }
        }
        Ok(())
    }
}

/// A body, as far as it is known.
pub type Body = BTreeMap<Measure, f64>;

/// How a size that was asked about would turn out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is the size for this body.
    Right,
    /// It would be loose.
    Loose,
    /// It would be tight.
    Tight,
}

/// What a table advises a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    /// The size to take.
    pub size: String,
    /// The neighbour that would do as well, when the body is between two sizes.
    pub or: Option<String>,
    /// How the asked size would turn out.
    pub asked: Option<Verdict>,
    /// Whether the cut (runs small, runs large) moved the advice.
    pub moved_by_fit: Option<Fit>,
    /// No size fits: a measure is outside the whole table, or two of them ask for sizes that are no neighbours, or the cut
    /// asks for a size beyond the last. The advice is only the nearest one.
    pub outside: bool,
    /// Which sizes each known measure fits by itself, from small to large: why the advice is what it is.
    pub by: BTreeMap<Measure, Vec<String>>,
}

/// The size that fits. Weight decides before height where they disagree: cloth must first go around a body. None when
/// the table says nothing about what is known of the body.
///
/// A body that two neighbours fit, or whose measures ask for two neighbours, is between them: the larger is advised and
/// the other named. A cut that runs small or large decides between them; with one size it moves the advice by one.
pub fn advise(table: &SizeTableInput, body: &Body, fit: Option<Fit>, asked: Option<&str>) -> Option<Advice> {
    let by = by_measure(table, body);
    if by.is_empty() {
        return None;
    }
    let last = table.sizes.len() - 1;
    let misfits: Vec<Misfit> = table.sizes.iter().map(|size| Misfit::of(size, body)).collect();
    let holding: Vec<usize> = (0..=last).filter(|i| misfits[*i].is_none()).collect();
    let by_misfit = |a: &usize, b: &usize| misfits[*a].cmp(&misfits[*b]).then(b.cmp(a));
    let best = holding.last().copied().or_else(|| (0..=last).min_by(by_misfit))?;
    let far = by.values().any(|fits| !fits.is_empty() && fits.iter().all(|i| i.abs_diff(best) > 1));
    let beyond = body.iter().any(|(measure, value)| is_beyond(table, *measure, *value));
    let none = holding.is_empty() && (far || beyond);
    let other = if none { None } else { neighbour(&misfits, &holding, &by, best) };
    let (moved, moved_by_fit) = match (fit, other) {
        (Some(Fit::RunsSmall), Some(other)) => (best.max(other), fit),
        (Some(Fit::RunsLarge), Some(other)) => (best.min(other), fit),
        (Some(Fit::RunsSmall), None) if best < last => (best + 1, fit),
        (Some(Fit::RunsLarge), None) if best > 0 => (best - 1, fit),
        _ => (best, None),
    };
    let no_further = matches!(fit, Some(Fit::RunsSmall | Fit::RunsLarge)) && moved_by_fit.is_none();
    let asked = asked.and_then(|name| position(table, name)).map(|asked| match asked.cmp(&moved) {
        std::cmp::Ordering::Equal => Verdict::Right,
        _ if moved_by_fit.is_none() && holding.contains(&asked) => Verdict::Right,
        std::cmp::Ordering::Greater => Verdict::Loose,
        std::cmp::Ordering::Less => Verdict::Tight,
    });
    let name = |i: &usize| table.sizes[*i].size.clone();
    Some(Advice {
        size: name(&moved),
        or: other.filter(|_| moved_by_fit.is_none()).map(|i| name(&i)),
        asked,
        moved_by_fit,
        outside: none || no_further,
        by: by.into_iter().map(|(measure, fits)| (measure, fits.iter().map(name).collect())).collect(),
    })
}

/// The measures that a table wants to hear before it advises: height and weight where it has them, else all it has.
pub fn wanted(table: &SizeTableInput) -> Vec<Measure> {
    let has = |measure: &Measure| table.sizes.iter().any(|size| size.ranges.contains_key(measure));
    let basic: Vec<Measure> = [Measure::Height, Measure::Weight].into_iter().filter(has).collect();
    if basic.is_empty() { Measure::ALL.iter().copied().filter(has).collect() } else { basic }
}

/// Which sizes each known measure fits by itself.
fn by_measure(table: &SizeTableInput, body: &Body) -> BTreeMap<Measure, Vec<usize>> {
    let of_table = |measure: &Measure| table.sizes.iter().any(|size| size.ranges.contains_key(measure));
    let fits = |measure: Measure, value: f64| {
        let holds = |size: &Size| size.ranges.get(&measure).is_some_and(|range| range.holds(value));
        (0..table.sizes.len()).filter(|i| holds(&table.sizes[*i])).collect()
    };
    body.iter()
        .filter(|(measure, _)| of_table(measure))
        .map(|(measure, value)| (*measure, fits(*measure, *value)))
        .collect()
}

/// Whether a measure is below or above every size of the table.
fn is_beyond(table: &SizeTableInput, measure: Measure, value: f64) -> bool {
    let mut ranges = table.sizes.iter().filter_map(|size| size.ranges.get(&measure)).peekable();
    if ranges.peek().is_none() {
        return false;
    }
    let away: Vec<f64> = ranges.map(|range| range.beyond(value)).collect();
    away.iter().all(|beyond| *beyond < 0.0) || away.iter().all(|beyond| *beyond > 0.0)
}

/// The neighbour that would do as well: another size that fits; else the one that a disagreeing measure asks for; else,
/// in a gap between two sizes, the one on the other side of it.
fn neighbour(
    misfits: &[Misfit],
    holding: &[usize],
    by: &BTreeMap<Measure, Vec<usize>>,
    best: usize,
) -> Option<usize> {
    if !holding.is_empty() {
        return holding.iter().copied().rfind(|i| *i != best);
    }
    let asked_for =
        by.values().filter(|fits| !fits.contains(&best)).flatten().find(|i| i.abs_diff(best) == 1);
    asked_for.copied().or_else(|| {
        if misfits[best].is_too_small {
            Some(best + 1).filter(|i| *i < misfits.len())
        } else {
            best.checked_sub(1)
        }
    })
}

/// Where a size stands in the table, however it is spelt.
pub fn position(table: &SizeTableInput, name: &str) -> Option<usize> {
    let plain = |text: &str| {
        text.to_uppercase().replace(['码', '号', ' '], "").replace("XXXL", "3XL").replace("XXL", "2XL")
    };
    table.sizes.iter().position(|size| plain(&size.size) == plain(name))
}

/// How far a body lies outside a size. What is too large in one measure is not made good by what is too small in another.
struct Misfit {
    /// Around the body: weight, girths and the length of a foot, each in its usual step between sizes.
    around: f64,
    /// In height, which only decides between sizes that go around the body alike.
    along: f64,
    /// The body is larger than the size, in the first of those in which it is outside at all.
    is_too_small: bool,
}

impl Misfit {
    fn of(size: &Size, body: &Body) -> Self {
        let beyond = |(measure, range): (&Measure, &Range)| {
            let step = match measure {
                Measure::Height | Measure::Weight => 5.0,
                Measure::Bust | Measure::Waist | Measure::Hip => 4.0,
                Measure::Foot => 0.5,
            };
            let value = *body.get(measure)?;
            (!range.holds(value)).then(|| (*measure, range.beyond(value) / step))
        };
        let (along, around): (Vec<_>, Vec<_>) =
            size.ranges.iter().filter_map(beyond).partition(|(measure, _)| *measure == Measure::Height);
        let sum = |all: &[(Measure, f64)]| all.iter().map(|(_, beyond)| beyond.abs()).sum();
        let deciding = if around.is_empty() { &along } else { &around };
        let is_too_small = deciding.iter().any(|(_, beyond)| *beyond > 0.0);
        Self { around: sum(&around), along: sum(&along), is_too_small }
    }

    fn is_none(&self) -> bool {
        self.around == 0.0 && self.along == 0.0
    }

    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.around.total_cmp(&other.around).then(self.along.total_cmp(&other.along))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn women() -> SizeTableInput {
        let size = |name: &str, height: (f64, f64), weight: (f64, f64)| Size {
            size: name.into(),
            ranges: BTreeMap::from([
                (Measure::Height, Range { min: Some(height.0), max: Some(height.1) }),
                (Measure::Weight, Range { min: Some(weight.0), max: Some(weight.1) }),
            ]),
        };
        SizeTableInput {
            size_table_id: "w".into(),
            title: "女装上衣".into(),
            sizes: vec![
                size("S", (153.0, 160.0), (40.0, 47.5)),
                size("M", (158.0, 165.0), (47.5, 54.0)),
                size("L", (163.0, 170.0), (54.0, 60.0)),
                size("XL", (168.0, 175.0), (60.0, 67.5)),
            ],
            ..SizeTableInput::default()
        }
    }

    fn body(height: f64, weight: f64) -> Body {
        BTreeMap::from([(Measure::Height, height), (Measure::Weight, weight)])
    }

    #[test]
    fn a_hundred_jin_at_165_is_an_m() {
        let advice = advise(&women(), &body(165.0, 50.0), Some(Fit::TrueToSize), Some("M码")).expect("known");
        assert_eq!((advice.size.as_str(), advice.asked), ("M", Some(Verdict::Right)));
        let advice = advise(&women(), &body(165.0, 50.0), None, Some("l")).expect("known");
        assert_eq!(advice.asked, Some(Verdict::Loose));
    }

    #[test]
    fn between_two_sizes_both_are_named_and_the_larger_is_first() {
        let advice = advise(&women(), &body(164.0, 54.0), None, None).expect("known");
        assert_eq!((advice.size.as_str(), advice.or.as_deref()), ("L", Some("M")));
    }

    #[test]
    fn a_tight_cut_moves_up_and_makes_the_asked_size_tight() {
        let advice = advise(&women(), &body(165.0, 50.0), Some(Fit::RunsSmall), Some("M")).expect("known");
        assert_eq!((advice.size.as_str(), advice.asked), ("L", Some(Verdict::Tight)));
        assert_eq!(advice.moved_by_fit, Some(Fit::RunsSmall));
    }

    #[test]
    fn a_body_that_no_size_fits_is_told_so() {
        let advice = advise(&women(), &body(178.0, 85.0), None, None).expect("known");
        assert_eq!((advice.size.as_str(), advice.outside), ("XL", true));
        // 172 cm ask for XL and 50 kg for M: no two neighbours.
        let advice = advise(&women(), &body(172.0, 50.0), None, None).expect("known");
        assert_eq!((advice.size.as_str(), advice.outside, advice.or), ("M", true, None));
        assert_eq!(advice.by[&Measure::Height], ["XL"]);
        // The largest runs small: there is none above it.
        let advice = advise(&women(), &body(172.0, 65.0), Some(Fit::RunsSmall), None).expect("known");
        assert!(advice.outside);
    }

    #[test]
    fn measures_that_ask_for_neighbours_are_between_them() {
        let advice = advise(&women(), &body(159.0, 55.0), None, None).expect("known");
        assert_eq!((advice.size.as_str(), advice.or.as_deref(), advice.outside), ("L", Some("M"), false));
        assert_eq!(
            (&advice.by[&Measure::Height], &advice.by[&Measure::Weight]),
            (&vec!["S".to_owned(), "M".to_owned()], &vec!["L".to_owned()])
        );
        let small = advise(&women(), &body(164.0, 54.0), Some(Fit::RunsLarge), None).expect("known");
        assert_eq!((small.size.as_str(), small.or), ("M", None), "the cut decides between two");
    }

    #[test]
    fn too_short_does_not_make_good_for_too_heavy() {
        // 154 cm ask for S and 55 kg for L: M fits in neither.
        let advice = advise(&women(), &body(154.0, 55.0), None, Some("M")).expect("known");
        assert_eq!((advice.size.as_str(), advice.or.as_deref(), advice.outside), ("L", None, true));
        assert_eq!(advice.asked, Some(Verdict::Tight));
        // 162 cm ask for M and 55 kg for L.
        let advice = advise(&women(), &body(162.0, 55.0), None, Some("M")).expect("known");
        assert_eq!((advice.size.as_str(), advice.or.as_deref(), advice.outside), ("L", Some("M"), false));
        // Around, what is wide in one girth is not made good by what is narrow in another.
        let size = |name: &str, bust: (f64, f64), waist: (f64, f64)| Size {
            size: name.into(),
            ranges: BTreeMap::from([
                (Measure::Bust, Range { min: Some(bust.0), max: Some(bust.1) }),
                (Measure::Waist, Range { min: Some(waist.0), max: Some(waist.1) }),
            ]),
        };
        let sizes = vec![size("S", (80.0, 84.0), (62.0, 66.0)), size("M", (84.0, 88.0), (66.0, 70.0))];
        let table = SizeTableInput { sizes, ..women() };
        let bust_and_waist = BTreeMap::from([(Measure::Bust, 86.0), (Measure::Waist, 64.0)]);
        let advice = advise(&table, &bust_and_waist, None, None).expect("known");
        assert_eq!((advice.size.as_str(), advice.or.as_deref()), ("M", Some("S")), "both are named");
    }

    #[test]
    fn nothing_known_gives_no_advice() {
        assert_eq!(advise(&women(), &Body::new(), None, None), None);
        assert_eq!(advise(&women(), &BTreeMap::from([(Measure::Foot, 24.0)]), None, None), None);
    }

    proptest! {
        /// Growing heavier or taller never advises a smaller size.
        #[test]
        fn advice_grows_with_the_body(height in 140.0..190.0_f64, weight in 35.0..90.0_f64, more in 0.0..20.0_f64, taller in 0.0..10.0_f64) {
            let table = women();
            let of = |h, w| advise(&table, &body(h, w), None, None).and_then(|a| position(&table, &a.size));
            prop_assert!(of(height + taller, weight + more) >= of(height, weight));
        }
    }
}
