//! Everything a decision may rest on, gathered before it is made.

use db::Time;
use jiff::tz::TimeZone;
use language::{Intent, Reading, Stage};

use super::Memory;
use super::phrases::plain;
use crate::buyer::Buyer;
use crate::catalog::shelf::Shelf as Catalog;
use crate::catalog::{Policy, Product, Promotion};
use crate::conversation::{Source, SourceKind};
use crate::error::Result;
use crate::inbox::Channel;
use crate::knowledge::shelf::Hit;
use crate::knowledge::{Asker, Audience};
use crate::order::Order;
use crate::shop::{Lang, Shop};

/// Everything a decision may rest on.
#[derive(Debug)]
pub struct Situation<'a> {
    /// The shop.
    pub shop: &'a Shop,
    /// The language to answer in.
    pub lang: Lang,
    /// This moment.
    pub now: Time,
    /// Who asks.
    pub buyer: &'a Buyer,
    /// The orders the buyer may be told about, newest first.
    pub orders: &'a [Order],
    /// What is sold.
    pub catalog: &'a Catalog,
    /// When the last line of the burst was said.
    pub said_at: Time,
    /// The buyer's last burst, its lines joined by line breaks.
    pub burst: &'a str,
    /// What the buyer said before it, oldest first; the last few lines.
    pub before: &'a [String],
    /// What it was understood as.
    pub reading: &'a Reading,
    /// What the bot remembers.
    pub memory: &'a Memory,
    /// The products it is about, best first: named now, on the page, or named before.
    pub products: Vec<&'a Product>,
    /// Whether those products were named in this burst.
    pub named_now: bool,
    /// The articles that may answer it, best first.
    pub articles: Vec<Hit>,
    /// Where the buyer stands.
    pub stage: Stage,
    /// Where the buyer writes.
    pub channel: Channel,
    /// The article that the shop wants told for an intent of its own, if it is surely meant.
    pub custom: Option<Hit>,
    /// Whether the buyer already waits for a person.
    pub waiting: bool,
}

impl Situation<'_> {
    /// The main intent of the burst, with its confidence.
    pub fn intent(&self) -> (Intent, f32) {
        self.reading.intents.first().map_or((Intent::Other, 0.0), |scored| (scored.value, scored.confidence))
    }

    /// The shop's time zone.
    pub fn zone(&self) -> TimeZone {
        self.shop.zone()
    }

    /// Who asks, as far as it decides what they may be told.
    pub fn asker(&self) -> Asker<'_> {
        Asker {
            audience: Audience::All,
            lang: self.lang,
            products: &self.products,
            stage: Some(self.stage),
            level: self.buyer.level.as_deref(),
            channel: Some(self.channel),
            now: self.now,
        }
    }

    /// The one product it is about, if it is one.
    pub fn product(&self) -> Option<&Product> {
        match self.products.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// The best article, if it answers well enough to be told.
    pub fn sure_article(&self) -> Option<&Hit> {
        self.articles.first().filter(|hit| hit.score >= self.shop.settings.bot.answer_at)
    }

    /// Up to three articles to choose from, best first; none when even the best is hardly meant.
    pub fn near_articles(&self) -> &[Hit] {
        match self.articles.first() {
            Some(best) if best.score >= self.shop.settings.bot.offer_at => {
                &self.articles[..self.articles.len().min(3)]
            }
            _ => &[],
        }
    }
}

/// An order as a source.
pub fn order_source(order: &Order) -> Source {
    let title = order.lines.first().map(|line| line.title.clone()).unwrap_or_default();
    Source { kind: SourceKind::Order, id: order.number.clone(), title }
}

/// A product as a source.
pub fn product_source(product: &Product) -> Source {
    Source {
        kind: SourceKind::Product,
        id: product.facts.product_id.clone(),
        title: product.facts.title.clone(),
    }
}

/// A promotion as a source.
pub fn promotion_source(promotion: &Promotion) -> Source {
    Source {
        kind: SourceKind::Promotion,
        id: promotion.facts.promotion_id.clone(),
        title: promotion.facts.title.clone(),
    }
}

/// A policy as a source.
pub fn policy_source(lang: Lang, policy: &Policy) -> Result<Source> {
    let facts = &policy.facts;
    let title = plain(lang, &format!("policy.{}", facts.kind))?;
    Ok(Source { kind: SourceKind::Policy, id: facts.policy_id.clone(), title })
}
