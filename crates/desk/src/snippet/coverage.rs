//! How much of what buyers ask has a text ready: the share of their questions that a snippet or an article matches.
//!
//! [`gather`] reads a sample; [`Sample::shelf`] arranges the snippets to be searched as articles are; [`measure`] thinks,
//! a part at a time and outside any transaction; [`report`] adds the parts up.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::time::Duration;

use db::Time;
use jiff::tz::TimeZone;
use language::Intent;
use language::tongue::{SURE, Tongue};
use serde::Serialize;

use super::{Snippet, store};
use crate::bot::moment::local;
use crate::buyer::mask;
use crate::conversation::{self, Heard};
use crate::ctx::{Ctx, Store};
use crate::error::Result;
use crate::id::{ArticleId, ConversationId, ShopId};
use crate::knowledge::embedding::Embeddings;
use crate::knowledge::shelf::Shelf;
use crate::knowledge::{Article, ArticleInput, Asker, Keeping};
use crate::mind::Mind;
use crate::shop::{self, Lang, Shop};

/// Messages looked at: the newest.
pub const SAMPLE: i64 = 2000;
/// The share that a shop should reach.
pub const AIM: f64 = 0.90;
/// Examples of what has no text, at most.
const EXAMPLES: usize = 30;
/// Messages before one that it may lean on.
const BEFORE: usize = 3;

/// What was read to be measured.
#[derive(Debug, Clone)]
pub struct Sample {
    shop: Shop,
    snippets: Vec<Snippet>,
    /// Newest first.
    heard: Vec<Heard>,
}

/// How many were asked, and how many of them have a text.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, utoipa::ToSchema)]
pub struct Share {
    /// Questions.
    pub asked: usize,
    /// Those that a snippet or an article matches.
    pub matched: usize,
    /// The share, 0 to 1; none when nothing was asked.
    pub share: Option<f64>,
}

/// Questions about one thing.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct ByIntent {
    /// What they are about.
    #[schema(value_type = String)]
    pub intent: Intent,
    /// How many.
    #[serde(flatten)]
    pub share: Share,
}

/// A question that has no text.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Uncovered {
    /// What was asked, without what would tell who asked.
    pub text: String,
    /// What it is about.
    #[schema(value_type = String)]
    pub intent: Intent,
    /// Where it was asked.
    pub conversation: ConversationId,
    /// When.
    #[schema(value_type = String, format = "date-time")]
    pub at: Time,
}

/// How much of what buyers ask has a text ready.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Coverage {
    /// Of all questions.
    #[serde(flatten)]
    pub share: Share,
    /// The share to reach.
    pub aim: f64,
    /// Messages looked at, with those that ask nothing.
    pub sampled: usize,
    /// By what they are about, the most asked first.
    pub by_intent: Vec<ByIntent>,
    /// Examples of what has no text, newest first.
    pub missing: Vec<Uncovered>,
}

/// A question and whether it has a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    intent: Intent,
    matched: bool,
    at: usize,
}

/// Reads the newest messages of buyers of the last `days`, and the snippets everybody in the shop has.
pub fn gather(ctx: &mut Ctx<'_, '_>, shop: ShopId, days: u32) -> Result<Sample> {
    let since = ctx.now - Duration::from_secs(u64::from(days) * 86_400);
    Ok(Sample {
        shop: shop::get(ctx, shop)?,
        snippets: store::of_shop(ctx.tx, shop)?,
        heard: conversation::heard_since(ctx, shop, since, SAMPLE)?,
    })
}

impl Sample {
    /// How many messages there are to measure.
    pub fn len(&self) -> usize {
        self.heard.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.heard.is_empty()
    }

    /// The snippets as a shelf, to be found in the same way as articles.
    pub async fn shelf(&self, store: &Store, mind: &Mind) -> Result<Shelf> {
        let articles: Vec<Article> = self.snippets.iter().map(as_article).collect();
        let embeddings = Embeddings::of(store, &mind.language, &articles).await?;
        Ok(Shelf::new(&mind.language, articles, embeddings))
    }

    /// What the same buyer said just before, oldest first.
    fn before(&self, at: usize) -> Vec<&str> {
        let conversation = self.heard[at].conversation;
        let earlier = self.heard[at + 1..].iter().filter(|heard| heard.conversation == conversation);
        let mut before: Vec<&str> = earlier.take(BEFORE).map(|heard| heard.text.as_str()).collect();
        before.reverse();
        before
    }
}

/// A snippet asks by its title and tells its text. What stands in braces says nothing about the matter.
fn as_article(snippet: &Snippet) -> Article {
    let told = without_variables(&snippet.text);
    let facts = ArticleInput {
        language: Some(snippet.language),
        ..ArticleInput::new(snippet.id.to_string(), &snippet.title, told)
    };
    let id = ArticleId::from(uuid::Uuid::nil());
    let shop = snippet.shop.unwrap_or_else(|| ShopId::from(uuid::Uuid::nil()));
    let Snippet { version, language, updated_at, .. } = *snippet;
    Article { id, shop, version, language, facts, keeping: Keeping::default(), updated_at }
}

fn without_variables(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        plain.push_str(before);
        rest = after.split_once('}').map_or("", |(_, behind)| behind);
    }
    plain + rest
}

/// Measures some of the sample.
pub fn measure(mind: &Mind, sample: &Sample, shelf: &Shelf, part: Range<usize>, now: Time) -> Vec<Measured> {
    let zone = sample.shop.zone();
    part.filter_map(|at| one(mind, sample, shelf, at, (&zone, now))).collect()
}

fn one(
    mind: &Mind,
    sample: &Sample,
    shelf: &Shelf,
    at: usize,
    (zone, now): (&TimeZone, Time),
) -> Option<Measured> {
    let heard = &sample.heard[at];
    let before = sample.before(at);
    let reading = mind.language.understand(&heard.text, &before, local(heard.at, zone).datetime());
    let intent = reading.intents.first().map_or(Intent::Other, |scored| scored.value);
    if !asks(intent) || !heard.text.chars().any(char::is_alphabetic) {
        return None;
    }
    let lang = match reading.tongue.value {
        _ if reading.tongue.confidence < SURE => sample.shop.language,
        Tongue::En => Lang::En,
        Tongue::ZhHans | Tongue::ZhHant => Lang::Zh,
        Tongue::Other(_) => sample.shop.language,
    };
    let shelves = mind.shelves(sample.shop.id);
    let named = shelves.catalog.mentioned(&heard.text);
    let on_page = heard.product.as_deref().and_then(|id| shelves.catalog.product(id));
    let products = if named.is_empty() { on_page.into_iter().collect() } else { named };
    let enough = sample.shop.settings.bot.offer_at;
    let answers = |shelf: &Shelf| {
        let hits = shelf.find(mind, &heard.text, &before, &Asker::anybody(lang, &products, now));
        hits.first().is_some_and(|hit| hit.score >= enough)
    };
    Some(Measured { intent, matched: answers(&shelves.knowledge) || answers(shelf), at })
}

/// Whether somebody who says such a thing wants to know something. Who asks for a person is given one, not a text.
fn asks(intent: Intent) -> bool {
    !matches!(intent, Intent::Greeting | Intent::ThanksClosing | Intent::Chitchat | Intent::AskHuman)
}

/// Adds up what was measured.
pub fn report(sample: &Sample, measured: &[Measured]) -> Coverage {
    let mut by_intent: HashMap<Intent, Share> = HashMap::new();
    let mut all = Share::default();
    for one in measured {
        all.count(one.matched);
        by_intent.entry(one.intent).or_default().count(one.matched);
    }
    let by_intent: BTreeMap<Intent, Share> = by_intent.into_iter().collect();
    let mut by_intent: Vec<ByIntent> =
        by_intent.into_iter().map(|(intent, share)| ByIntent { intent, share: share.closed() }).collect();
    by_intent.sort_by_key(|one| std::cmp::Reverse(one.share.asked));
    let missing = measured.iter().filter(|one| !one.matched).take(EXAMPLES);
    let missing = missing.map(|one| {
        let heard = &sample.heard[one.at];
        let text = mask::text(&heard.text);
        Uncovered { text, intent: one.intent, conversation: heard.conversation, at: heard.at }
    });
    Coverage { share: all.closed(), aim: AIM, sampled: sample.len(), by_intent, missing: missing.collect() }
}

impl Share {
    fn count(&mut self, matched: bool) {
        self.asked += 1;
        self.matched += usize::from(matched);
    }

    fn closed(self) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a sample is far below 2^52")]
        let share = (self.asked > 0).then(|| self.matched as f64 / self.asked as f64);
        Self { share, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_braces_says_nothing() {
        assert_eq!(without_variables("{buyer.name}，{order.number|亲的}单在路上"), "，单在路上");
        assert_eq!(without_variables("a { b"), "a ");
    }

    #[test]
    fn a_share_of_nothing_is_none() {
        assert_eq!(Share::default().closed().share, None);
        let mut share = Share::default();
        for matched in [true, true, false, true] {
            share.count(matched);
        }
        assert_eq!(share.closed(), Share { asked: 4, matched: 3, share: Some(0.75) });
    }
}
