//! A shop's snippets from a file: known again by their titles.

use serde::{Deserialize, Serialize};

use language::Intent;

use super::{Owner, Snippet, SnippetInput, store, written};
use crate::catalog::Change;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fact::{self, Fact, Scope};
use crate::id::ShopId;
use crate::shop::{Lang, Shop};

/// A shop's snippet as a row of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SnippetRow {
    /// What it is called: the same title again is the same snippet.
    pub title: String,
    /// What is sent.
    pub text: String,
    /// What is typed after `/`.
    #[serde(default)]
    pub shortcut: String,
    /// A heading to find it under.
    #[serde(default)]
    pub category: String,
    /// Its language; the shop's when not given.
    #[serde(default)]
    pub language: Option<Lang>,
    /// What it answers, by the ids of the taxonomy.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub intent: Option<Intent>,
}

/// Takes in a snippet of the shop, or what is new about it. One that was put away comes back.
pub fn upsert(ctx: &mut Ctx<'_, '_>, shop: &Shop, row: &SnippetRow) -> Result<Change> {
    let owner = Owner::Shop(shop.id);
    let known = store::by_title(ctx.tx, owner, row.title.trim())?;
    let id = known.as_ref().map_or_else(|| ctx.id(), |known| known.id);
    let SnippetRow { title, text, shortcut, category, language, intent } = row.clone();
    let images = known.as_ref().map(|known| known.images.clone()).unwrap_or_default();
    let language = language.or(Some(shop.language));
    // A file says nothing of the matter: what was chosen by hand stays.
    let intent = intent.or(known.as_ref().and_then(|known| known.intent));
    let shop = Some(shop.id);
    let input = SnippetInput { owner, shop, title, text, language, shortcut, category, intent, images };
    let told = written(ctx, id, input)?;
    let Some(known) = known else {
        store::insert(ctx.tx, &told, ctx.now)?;
        return Ok(Change::Added);
    };
    let snippet = Snippet { version: known.version + 1, starter: known.starter.clone(), ..told };
    let same = Snippet {
        version: known.version,
        review_at: known.review_at,
        updated_at: known.updated_at,
        ..snippet.clone()
    };
    if same == known {
        return Ok(Change::Unchanged);
    }
    store::update(ctx.tx, &snippet)?;
    Ok(Change::Updated)
}

/// Tells the house that a shop has other snippets now. Called once after any number of upserts.
pub fn changed(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<()> {
    fact::record(ctx, Scope::shop(shop), Fact::SnippetsChanged {})
}
