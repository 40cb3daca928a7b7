//! What is true instead, in the words of the language that is spoken.

use language::entities::Precision;
use minijinja::context;

use super::grounds::{Grounds, OfProduct};
use super::statement::Value;
use crate::bot::moment;
use crate::bot::phrases::{plain, say};
use crate::catalog::SkuInput;
use crate::error::Result;
use crate::money::Money;
use crate::order::OrderStatus;
use crate::shop::Lang;

/// At so many pieces or fewer the number is told.
const LOW: i64 = 10;

/// What is true instead.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Truth {
    /// Words in the place of those that are wrong.
    Value(Value),
    Words(String),
    /// A whole sentence: what can be had.
    Stock {
        title: String,
        on_sale: bool,
        left: Option<i64>,
    },
    /// A whole sentence: how the order stands.
    Order {
        number: String,
        status: OrderStatus,
    },
}

impl Truth {
    /// A value that can stand in another one's place.
    pub(super) fn of_value(value: &Value) -> Option<Self> {
        let told = !matches!(value, Value::Text(_) | Value::Term { .. } | Value::Figure { .. });
        told.then(|| Self::Value(value.clone()))
    }

    /// How many of some variants can be had.
    pub(super) fn of_stock(product: &OfProduct, wanted: &[&SkuInput]) -> Self {
        let options = match wanted {
            [only] if product.skus.len() > 1 => {
                let values: Vec<&str> = only.options.iter().map(|option| option.value.as_str()).collect();
                format!(" {}", values.join(" "))
            }
            _ => String::new(),
        };
        let left = wanted.iter().map(|sku| sku.stock).sum();
        Self::Stock { title: format!("{}{options}", product.title), on_sale: product.on_sale, left }
    }

    /// Whether it takes the place of a whole sentence.
    pub(super) fn is_sentence(&self) -> bool {
        matches!(self, Self::Stock { .. } | Self::Order { .. })
    }

    /// In words.
    pub(super) fn words(&self, grounds: &Grounds) -> Result<String> {
        let lang = grounds.lang;
        match self {
            Self::Words(words) => Ok(words.clone()),
            Self::Value(value) => self::value(value, grounds),
            Self::Stock { title, on_sale: false, .. } => say(lang, "product.not_on_sale", context! { title }),
            Self::Stock { title, left: Some(0), .. } => say(lang, "product.out_of_stock", context! { title }),
            Self::Stock { title, left: Some(count), .. } if *count <= LOW => {
                say(lang, "product.low_stock", context! { title, count })
            }
            Self::Stock { title, .. } => say(lang, "product.in_stock", context! { title }),
            Self::Order { number, status } => {
                let status = plain(lang, &format!("status.{status}"))?;
                say(lang, "gate.order", context! { order => number, status })
            }
        }
    }
}

fn value(value: &Value, grounds: &Grounds) -> Result<String> {
    let lang = grounds.lang;
    let money = |minor: i64| Money::new(minor, &grounds.currency).display(lang);
    Ok(match value {
        Value::Money { minor, currency } => Money::new(*minor, currency).display(lang),
        Value::Deal { threshold, off } => {
            say(lang, "gate.deal", context! { threshold => money(*threshold), off => money(*off) })?
        }
        Value::At { at, precision: Precision::Minute } => {
            let day = moment::day(at.date(), grounds.local.date(), lang)?;
            format!("{day} {}", at.strftime("%H:%M"))
        }
        Value::At { at, .. } => moment::day(at.date(), grounds.local.date(), lang)?,
        Value::Lasts { minutes, working } => stretch(lang, *minutes, *working)?,
        Value::Off(off) => {
            let off = f64::from(*off);
            say(
                lang,
                "gate.off",
                context! { fold => short((1000.0 - off) / 100.0), percent => short(off / 10.0) },
            )?
        }
        Value::Figure { number, unit } => format!("{number}{unit}"),
        Value::Text(text) => text.clone(),
        Value::Term { name, .. } => (*name).to_owned(),
    })
}

fn stretch(lang: Lang, minutes: u32, working: bool) -> Result<String> {
    let (count, unit) = match minutes {
        minutes if working => (minutes / 1440, "working_days"),
        minutes if minutes >= 365 * 1440 && minutes.is_multiple_of(365 * 1440) => {
            (minutes / (365 * 1440), "years")
        }
        minutes if minutes > 2 * 1440 && minutes.is_multiple_of(1440) => (minutes / 1440, "days"),
        minutes if minutes.is_multiple_of(60) => (minutes / 60, "hours"),
        minutes => (minutes, "minutes"),
    };
    say(lang, &format!("gate.{unit}"), context! { count })
}

fn short(value: f64) -> String {
    format!("{value:.1}").trim_end_matches(".0").to_owned()
}
