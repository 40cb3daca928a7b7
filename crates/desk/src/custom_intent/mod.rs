//! Intents of a shop's own: a name, and a few examples they are known by. They stand beside the built-in reading, never
//! in its place.

use language::normalize::fold;

use crate::catalog::check_text;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::{CustomIntentId, ShopId};
use crate::{knowledge, shop};

pub mod learned;
mod store;

/// Fewer examples than this say too little, and more than that no more.
const EXAMPLES: std::ops::RangeInclusive<usize> = 5..=50;
/// Characters of an example.
const LONGEST_EXAMPLE: usize = 300;
/// Characters of a name.
const LONGEST_NAME: usize = 40;
/// Intents of one shop.
const MOST: usize = 100;

/// An intent of a shop's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomIntent {
    /// Identity.
    pub id: CustomIntentId,
    /// Its shop.
    pub shop: ShopId,
    /// What the shop calls it; no two alike in a shop.
    pub name: String,
    /// What buyers say who mean it, in any language.
    pub examples: Vec<String>,
    /// The shop's id of the article that answers it.
    pub article: Option<String>,
}

/// What an intent is to be.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CustomIntentInput)]
pub struct Input {
    /// What the shop calls it.
    pub name: String,
    /// 5 to 50 things that buyers say who mean it, in any language.
    pub examples: Vec<String>,
    /// The shop's id of an article that answers it.
    #[serde(default)]
    pub article_id: Option<String>,
}

/// The intent.
pub fn get(ctx: &mut Ctx<'_, '_>, id: CustomIntentId) -> Result<CustomIntent> {
    store::by_id(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_intent").into())
}

/// A shop's intents, by age.
pub fn list(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Vec<CustomIntent>> {
    Ok(store::list(ctx.tx, shop)?)
}

/// Adds an intent.
pub fn create(ctx: &mut Ctx<'_, '_>, shop: ShopId, input: Input) -> Result<CustomIntent> {
    shop::get(ctx, shop)?;
    let known = list(ctx, shop)?;
    if known.len() >= MOST {
        return Err(Refusal::invalid("name", "too_many").with("limit", MOST).into());
    }
    let Input { name, examples, article_id: article } = checked(ctx, shop, &known, input)?;
    let intent = CustomIntent { id: ctx.id(), shop, name, examples, article };
    store::insert(ctx.tx, &intent, ctx.now)?;
    changed(ctx, shop)?;
    Ok(intent)
}

/// Gives an intent another name, other examples or another article.
pub fn change(ctx: &mut Ctx<'_, '_>, id: CustomIntentId, input: Input) -> Result<CustomIntent> {
    let CustomIntent { shop, .. } = get(ctx, id)?;
    let mut others = list(ctx, shop)?;
    others.retain(|other| other.id != id);
    let Input { name, examples, article_id: article } = checked(ctx, shop, &others, input)?;
    let intent = CustomIntent { id, shop, name, examples, article };
    store::update(ctx.tx, &intent, ctx.now)?;
    changed(ctx, shop)?;
    Ok(intent)
}

/// Forgets an intent.
pub fn remove(ctx: &mut Ctx<'_, '_>, id: CustomIntentId) -> Result<()> {
    let CustomIntent { shop, .. } = get(ctx, id)?;
    store::remove(ctx.tx, id)?;
    changed(ctx, shop)
}

/// Every server learns the shop's intents anew.
fn changed(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<()> {
    fact::record(ctx, Scope::shop(shop), Fact::KnowledgeChanged {})
}

fn checked(ctx: &mut Ctx<'_, '_>, shop: ShopId, others: &[CustomIntent], input: Input) -> Result<Input> {
    let name = input.name.trim().to_owned();
    check_text("name", &name, LONGEST_NAME)?;
    if others.iter().any(|other| fold(&other.name) == fold(&name)) {
        return Err(Refusal::invalid("name", "intent_taken").into());
    }
    let examples: Vec<String> = input
        .examples
        .iter()
        .map(|example| example.trim().to_owned())
        .filter(|example| !example.is_empty())
        .collect();
    if !EXAMPLES.contains(&examples.len()) {
        let (least, most) = (EXAMPLES.start(), EXAMPLES.end());
        let refusal = Refusal::invalid("examples", "examples_out_of_range");
        return Err(refusal.with("least", least).with("most", most).with("found", examples.len()).into());
    }
    for (at, example) in examples.iter().enumerate() {
        check_text("examples", example, LONGEST_EXAMPLE)?;
        if examples[..at].iter().any(|earlier| fold(earlier) == fold(example)) {
            return Err(Refusal::invalid("examples", "twice_in_file").with("id", example).into());
        }
        let theirs = |other: &&CustomIntent| other.examples.iter().any(|one| fold(one) == fold(example));
        if let Some(other) = others.iter().find(theirs) {
            let refusal = Refusal::invalid("examples", "example_of_other_intent");
            return Err(refusal.with("example", example).with("name", &other.name).into());
        }
    }
    let article_id = input.article_id.map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
    if let Some(article) = &article_id
        && !knowledge::list(ctx, shop)?.iter().any(|known| known.facts.article_id == *article)
    {
        return Err(Refusal::invalid("article_id", "no_such_article").with("id", article).into());
    }
    Ok(Input { name, examples, article_id })
}
