//! Everything a decision may rest on, gathered before it is made.

use db::Time;
use jiff::tz::TimeZone;
use language::{Intent, Reading, Stage};

use super::phrases::plain;
use super::{Memory, Move};
use crate::buyer::Buyer;
use crate::catalog::shelf::Shelf as Catalog;
use crate::catalog::told::{self, Tellings, Topic};
use crate::catalog::{Policy, Product, Promotion};
use crate::conversation::{Source, SourceKind};
use crate::error::Result;
use crate::inbox::Channel;
use crate::knowledge::shelf::Hit;
use crate::knowledge::{Asker, Audience};
use crate::order::{Order, Shipment};
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
    /// When those orders were last told of, by number.
    pub orders_told: &'a Tellings,
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
    /// Whether people receive a new question at this hour.
    pub people_receive: bool,
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
    let title = order.lines.first().map(|line| line.title.as_str()).unwrap_or_default();
    Source { as_of: Some(order.updated_at), ..Source::of(SourceKind::Order, &order.number, title) }
}

/// A parcel as a source.
pub fn shipment_source(shipment: &Shipment) -> Source {
    let facts = &shipment.facts;
    let title = format!("{} {}", facts.carrier, facts.tracking_number);
    Source::of(SourceKind::Shipment, &facts.shipment_id, &title)
}

/// A product as a source.
pub fn product_source(product: &Product) -> Source {
    let facts = &product.facts;
    let source = Source::of(SourceKind::Product, &facts.product_id, &facts.title);
    Source { as_of: Some(product.updated_at), ..source }
}

/// A promotion as a source.
pub fn promotion_source(promotion: &Promotion) -> Source {
    Source::of(SourceKind::Promotion, &promotion.facts.promotion_id, &promotion.facts.title)
}

/// A policy as a source.
pub fn policy_source(lang: Lang, policy: &Policy) -> Result<Source> {
    let title = plain(lang, &format!("policy.{}", policy.facts.kind))?;
    Ok(Source::of(SourceKind::Policy, &policy.facts.policy_id, &title))
}

impl Situation<'_> {
    /// Says of each source of what is said by what way and when it was last told.
    pub(super) fn date(&self, decided: &mut Move) {
        let (Move::Say(answer) | Move::SayAndHandOff(answer, ..)) = decided else { return };
        for source in &mut answer.sources {
            let told = match source.kind {
                SourceKind::Product => self.catalog.told(Topic::Product, &source.id),
                SourceKind::Promotion => self.catalog.told(Topic::Promotion, &source.id),
                SourceKind::Policy => self.catalog.told(Topic::Policy, &source.id),
                SourceKind::SizeTable => self.catalog.told(Topic::SizeTable, &source.id),
                SourceKind::Order => self.orders_told.get(&source.id).copied(),
                SourceKind::Shipment | SourceKind::Article | SourceKind::Shop => None,
            };
            if let Some(told) = told {
                (source.origin, source.as_of) = (Some(told.origin), Some(told.at));
            }
        }
    }

    /// Whether what is known of the price and stock of a product is too old to be told.
    pub fn is_stale(&self, product: &Product) -> bool {
        let told = self.catalog.told(Topic::Product, &product.facts.product_id);
        let at = told.map_or(product.updated_at, |told| told.at.max(product.updated_at));
        told::is_too_old(at, self.now, self.shop.settings.bot.goods_fresh_hours)
    }

    /// Whether what is known of an order is too old to be told.
    pub fn is_stale_order(&self, order: &Order) -> bool {
        let told = self.orders_told.get(&order.number);
        let at = told.map_or(order.updated_at, |told| told.at.max(order.updated_at));
        told::is_too_old(at, self.now, self.shop.settings.bot.orders_fresh_hours)
    }
}
