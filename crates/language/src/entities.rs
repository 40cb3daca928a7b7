//! The things a text names: orders, parcels, phones, measures, money, times, places …

mod body;
mod codes;
mod contacts;
mod couriers;
mod finder;
mod girths;
mod goods;
mod money;
mod numerals;
mod places;
mod times;
mod waybill;

use std::ops::Range;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

pub use couriers::Courier;
pub use numerals::number;
pub use places::Place;
pub use waybill::{Waybill, plain_number, waybill};

use crate::normalize::Aligned;
use finder::Finder;

/// One thing named in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// What it is, in one normal form.
    #[serde(flatten)]
    pub value: Value,
    /// Where it stands in the text, in bytes; always on character boundaries.
    pub span: Range<usize>,
}

/// What an [`Entity`] is. In JSON `{"kind": "weight", "value": {"grams": 50000}, …}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Value {
    /// An order number, without spaces, upper case.
    Order(String),
    /// A parcel's number, without spaces, upper case.
    Tracking {
        /// The number.
        number: String,
        /// The courier its shape belongs to, if to one alone.
        courier: Option<Courier>,
    },
    /// A phone number, `+` and digits where the country is known, else digits.
    Phone(String),
    /// The last four digits of a phone number.
    PhoneEnding(String),
    /// A mail address, lower case.
    Email(String),
    /// A link as written.
    Link(String),
    /// A person's height.
    Height {
        /// In millimetres.
        millimetres: u32,
    },
    /// A person's weight.
    Weight {
        /// In grams.
        grams: u32,
    },
    /// Length of a foot.
    FootLength {
        /// In millimetres.
        millimetres: u32,
    },
    /// Around a person's chest, waist or hip.
    Girth {
        /// Around what.
        part: Girth,
        /// In millimetres.
        millimetres: u32,
    },
    /// A size: `S`, `2XL`, `ONE` (均码), `38`, `US 8.5`, `165/88A`.
    Size(String),
    /// A colour: an English name such as `black` or `light blue`.
    Colour(String),
    /// How many of something.
    Quantity {
        /// The count.
        count: u32,
        /// The measure word as written: `件`, `pairs`.
        unit: String,
    },
    /// An amount of money.
    Money {
        /// In hundredths.
        minor: i64,
        /// ISO 4217.
        currency: String,
    },
    /// A date or a time of day.
    Moment {
        /// When, in the time zone of the `now` given.
        at: DateTime,
        /// How much of it was said.
        precision: Precision,
    },
    /// A stretch of time: `三天了`, `48小时内`, `a week`.
    Duration {
        /// Its length.
        minutes: u32,
        /// What about it.
        relation: Relation,
    },
    /// A coupon's code, upper case.
    Coupon(String),
    /// A courier's name.
    Courier(Courier),
    /// A province, city or country.
    Place(Place),
}

/// What a [`Value::Girth`] goes around.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is what it says")]
pub enum Girth {
    Bust,
    Waist,
    Hip,
}

/// How exact a [`Value::Moment`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// `at` is its first day: 下个月.
    Month,
    /// `at` is its Monday: next week.
    Week,
    /// `at` is midnight: 明天.
    Day,
    /// `at` is a usual hour of it: 明天下午.
    PartOfDay,
    /// Exactly `at`.
    Minute,
}

/// What a stretch of time stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// It has been going on that long: 三天了, for 3 days.
    Lasting,
    /// Before it is over: 48小时内, within 2 days.
    Within,
    /// Just a length: 三天, 2 weeks.
    Plain,
}

/// The kinds of [`Value`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is documented at the variant of `Value` with its name")]
#[non_exhaustive]
pub enum Kind {
    Order,
    Tracking,
    Phone,
    PhoneEnding,
    Email,
    Link,
    Height,
    Weight,
    FootLength,
    Girth,
    Size,
    Colour,
    Quantity,
    Money,
    Moment,
    Duration,
    Coupon,
    Courier,
    Place,
}

impl Value {
    /// Which kind it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Order(_) => Kind::Order,
            Self::Tracking { .. } => Kind::Tracking,
            Self::Phone(_) => Kind::Phone,
            Self::PhoneEnding(_) => Kind::PhoneEnding,
            Self::Email(_) => Kind::Email,
            Self::Link(_) => Kind::Link,
            Self::Height { .. } => Kind::Height,
            Self::Weight { .. } => Kind::Weight,
            Self::FootLength { .. } => Kind::FootLength,
            Self::Girth { .. } => Kind::Girth,
            Self::Size(_) => Kind::Size,
            Self::Colour(_) => Kind::Colour,
            Self::Quantity { .. } => Kind::Quantity,
            Self::Money { .. } => Kind::Money,
            Self::Moment { .. } => Kind::Moment,
            Self::Duration { .. } => Kind::Duration,
            Self::Coupon(_) => Kind::Coupon,
            Self::Courier(_) => Kind::Courier,
            Self::Place(_) => Kind::Place,
        }
    }
}

impl Entity {
    /// The words of the text it was read from.
    pub fn text<'a>(&self, original: &'a str) -> &'a str {
        original.get(self.span.clone()).unwrap_or_default()
    }
}

/// Everything a text names, in the order of the text, without overlaps. `now` is the reader's wall clock, from which
/// 明天 and Friday are counted.
///
/// Each stretch of text is read once: what is certain by its shape is read first (links, numbers), what is only
/// likely later (bare sizes, colours).
pub fn entities(text: &str, now: DateTime) -> Vec<Entity> {
    let line = Aligned::new(text);
    let mut finder = Finder::new(&line, text, now);
    contacts::links(&mut finder);
    codes::coupons(&mut finder);
    contacts::endings(&mut finder);
    codes::numbers(&mut finder);
    contacts::phones(&mut finder);
    codes::bare_numbers(&mut finder);
    goods::full_sizes(&mut finder);
    money::amounts(&mut finder);
    times::moments(&mut finder);
    girths::around(&mut finder);
    body::measures(&mut finder);
    goods::sizes(&mut finder);
    goods::quantities(&mut finder);
    goods::colours(&mut finder);
    couriers::names(&mut finder);
    places::names(&mut finder);
    finder.finish()
}
