//! Who asks, as far as it decides what they may be told.

use db::Time;
use language::Stage;

use super::article::{Article, Audience, OnExpiry};
use crate::catalog::Product;
use crate::inbox::Channel;
use crate::shop::Lang;

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub struct Asker<'a> {
    /// Buyers hear what is for all; agents hear everything.
    pub audience: Audience,
    /// The language of the question.
    pub lang: Lang,
    /// What it is about: the products named, or on the page.
    pub products: &'a [&'a Product],
    /// Where the buyer stands.
    pub stage: Option<Stage>,
    /// The buyer's member level.
    pub level: Option<&'a str>,
    /// Where the buyer writes.
    pub channel: Option<Channel>,
    /// When.
    pub now: Time,
}

impl<'a> Asker<'a> {
    /// A buyer of whom nothing is known but the language.
    pub fn anybody(lang: Lang, products: &'a [&'a Product], now: Time) -> Self {
        Self { audience: Audience::All, lang, products, stage: None, level: None, channel: None, now }
    }

    /// Whether this article may be told to them now: not before its time or after it, nothing that has become stale, and
    /// nothing that is for others.
    pub fn may_hear(&self, article: &Article) -> bool {
        let over = article.facts.valid_until.is_some_and(|until| self.now >= until);
        match self.audience {
            Audience::All => {
                article.facts.audience == Audience::All
                    && article.keeping.stale.is_none()
                    && article.holds(self.now)
                    && article.facts.when.hold_for(self)
            }
            Audience::Agent => article.holds(self.now) || over && article.facts.on_expiry == OnExpiry::Agents,
        }
    }
}
