//! Texts that agents send often: found in a moment, filled from facts, changed by hand, sent.
//!
//! A snippet belongs to a person, a team or a shop. Those of a person or a team hold in every shop the owner sees, or in
//! one. Nothing is ever thrown away: what is no longer wanted is archived, so that what was sent can still be counted.

use std::time::Duration;

use db::Time;
use language::Intent;
use serde::{Deserialize, Serialize};

use crate::agent::{Agent, Permission, Sight, team};
use crate::catalog::check_text;
use crate::conversation::attachment;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::{AgentId, AttachmentId, ShopId, SnippetId, TeamId};
use crate::shop::{self, Lang};

pub mod coverage;
mod filled;
pub mod find;
pub mod import;
mod pinyin;
pub mod send;
pub mod starter;
mod store;

/// Longest text, in characters.
pub const LONGEST: usize = 2000;
/// Pictures of one snippet.
pub const IMAGES: usize = 3;
/// A snippet is looked at again after this long.
pub const REVIEW_AFTER: Duration = Duration::from_secs(90 * 86_400);

/// Whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Owner {
    /// One person's: nobody else sees it.
    Agent(AgentId),
    /// A team's.
    Team(TeamId),
    /// A shop's: for everybody who answers there.
    Shop(ShopId),
}

/// A snippet as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SnippetInput {
    /// Whose it is.
    pub owner: Owner,
    /// Only in this shop; a shop's own is always.
    #[serde(default)]
    pub shop: Option<ShopId>,
    /// What it is called.
    pub title: String,
    /// What is sent, with variables such as `{buyer.name}` or `{order.number|your order}`.
    pub text: String,
    /// Its language; the shop's or its writer's when not given.
    #[serde(default)]
    pub language: Option<Lang>,
    /// What is typed after `/`.
    #[serde(default)]
    pub shortcut: String,
    /// A heading to find it under.
    #[serde(default)]
    pub category: String,
    /// What it answers, by the ids of the taxonomy.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub intent: Option<Intent>,
    /// Pictures that are sent along, uploaded before.
    #[serde(default)]
    pub images: Vec<AttachmentId>,
}

/// A snippet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// Identity.
    pub id: SnippetId,
    /// Whose it is.
    pub owner: Owner,
    /// Only in this shop.
    pub shop: Option<ShopId>,
    /// What it is called.
    pub title: String,
    /// What is sent.
    pub text: String,
    /// Its language.
    pub language: Lang,
    /// What is typed after `/`; may be empty.
    pub shortcut: String,
    /// A heading to find it under.
    pub category: String,
    /// What it answers.
    pub intent: Option<Intent>,
    /// Pictures that are sent along.
    pub images: Vec<AttachmentId>,
    /// Which of the starter set it is.
    pub starter: Option<String>,
    /// Counted up by every change.
    pub version: i64,
    /// When it should be looked at again.
    pub review_at: Time,
    /// When it was put away.
    pub archived_at: Option<Time>,
    /// When it last changed.
    pub updated_at: Time,
}

/// A snippet as one person finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The snippet.
    pub snippet: Snippet,
    /// How often this person has sent it.
    pub own_uses: i64,
    /// How often anybody has.
    pub uses: i64,
    /// The key this person has put it on: Alt and 1 to 9.
    pub hotkey: Option<i64>,
    /// Whether this person may change it.
    pub editable: bool,
}

/// Writes a snippet.
pub fn create(ctx: &mut Ctx<'_, '_>, agent: &Agent, sight: &Sight, input: SnippetInput) -> Result<Snippet> {
    let id = ctx.id();
    let snippet = checked(ctx, agent, sight, id, input)?;
    store::insert(ctx.tx, &snippet, ctx.now)?;
    changed(ctx, &snippet)?;
    Ok(snippet)
}

/// Writes it anew. Whoever writes it has looked at it: its review is due later.
pub fn change(
    ctx: &mut Ctx<'_, '_>,
    agent: &Agent,
    sight: &Sight,
    id: SnippetId,
    input: SnippetInput,
) -> Result<Snippet> {
    let before = to_keep(ctx, agent, sight, id)?;
    let after = checked(ctx, agent, sight, id, input)?;
    let snippet = Snippet {
        version: before.version + 1,
        starter: before.starter.filter(|_| before.owner == after.owner),
        archived_at: before.archived_at,
        ..after
    };
    store::update(ctx.tx, &snippet)?;
    changed(ctx, &snippet)?;
    Ok(snippet)
}

/// Puts a snippet away, or takes it out again.
pub fn archive(
    ctx: &mut Ctx<'_, '_>,
    agent: &Agent,
    sight: &Sight,
    id: SnippetId,
    archived: bool,
) -> Result<Snippet> {
    let before = to_keep(ctx, agent, sight, id)?;
    if before.archived_at.is_some() == archived {
        return Ok(before);
    }
    if !archived {
        free_shortcut(ctx, before.owner, &before.shortcut, id)?;
    }
    let snippet = Snippet { archived_at: archived.then_some(ctx.now), ..before };
    store::update(ctx.tx, &snippet)?;
    changed(ctx, &snippet)?;
    Ok(snippet)
}

/// Says that a snippet still holds: it is due again in a quarter.
pub fn review(ctx: &mut Ctx<'_, '_>, agent: &Agent, sight: &Sight, id: SnippetId) -> Result<Snippet> {
    let before = to_keep(ctx, agent, sight, id)?;
    let snippet = Snippet { review_at: ctx.now + REVIEW_AFTER, ..before };
    store::update(ctx.tx, &snippet)?;
    changed(ctx, &snippet)?;
    Ok(snippet)
}

/// Puts a snippet on one of a person's own keys, or takes it off.
pub fn set_hotkey(
    ctx: &mut Ctx<'_, '_>,
    agent: &Agent,
    sight: &Sight,
    id: SnippetId,
    hotkey: Option<i64>,
) -> Result<()> {
    let snippet = seen(ctx, agent, sight, id)?;
    if hotkey.is_some_and(|key| !(1..=9).contains(&key)) {
        return Err(Refusal::invalid("hotkey", "out_of_range").into());
    }
    store::set_hotkey(ctx.tx, agent.id, snippet.id, hotkey)?;
    Ok(())
}

/// A snippet the person sees.
pub fn seen(ctx: &mut Ctx<'_, '_>, agent: &Agent, sight: &Sight, id: SnippetId) -> Result<Snippet> {
    let found = store::by_id(ctx.tx, id)?;
    let missing = || Refusal::not_found("no_such_snippet");
    let snippet = found.ok_or_else(missing)?;
    let sees = match snippet.owner {
        Owner::Agent(owner) => owner == agent.id,
        Owner::Team(team) => in_team(ctx, agent, sight, team)?,
        Owner::Shop(shop) => sight.includes(shop),
    };
    if sees && snippet.shop.is_none_or(|shop| sight.includes(shop)) {
        Ok(snippet)
    } else {
        Err(missing().into())
    }
}

/// A snippet as the person finds it.
pub fn listed(ctx: &mut Ctx<'_, '_>, agent: &Agent, sight: &Sight, id: SnippetId) -> Result<Listed> {
    seen(ctx, agent, sight, id)?;
    let found = store::listed(ctx.tx, agent.id, id)?;
    let listed = found.ok_or_else(|| Refusal::not_found("no_such_snippet"))?;
    Ok(Listed { editable: may_keep(agent, listed.snippet.owner), ..listed })
}

/// Whether somebody who sees a snippet of this owner may change it.
pub(crate) fn may_keep(agent: &Agent, owner: Owner) -> bool {
    match owner {
        Owner::Agent(owner) => owner == agent.id,
        Owner::Team(_) | Owner::Shop(_) => agent.role.may(Permission::KeepKnowledge),
    }
}

fn to_keep(ctx: &mut Ctx<'_, '_>, agent: &Agent, sight: &Sight, id: SnippetId) -> Result<Snippet> {
    let snippet = seen(ctx, agent, sight, id)?;
    if may_keep(agent, snippet.owner) { Ok(snippet) } else { Err(Refusal::forbidden().into()) }
}

fn in_team(ctx: &mut Ctx<'_, '_>, agent: &Agent, sight: &Sight, team: TeamId) -> Result<bool> {
    Ok(team::of(ctx, agent.id, sight)?.iter().any(|(id, _)| *id == team))
}

/// What was written, if it can stand and the person may write it.
fn checked(
    ctx: &mut Ctx<'_, '_>,
    agent: &Agent,
    sight: &Sight,
    id: SnippetId,
    input: SnippetInput,
) -> Result<Snippet> {
    let owned = match input.owner {
        Owner::Agent(owner) => owner == agent.id,
        Owner::Team(team) => in_team(ctx, agent, sight, team)?,
        Owner::Shop(shop) => sight.includes(shop),
    };
    if !owned {
        return Err(Refusal::invalid("owner", "not_an_owner").into());
    }
    if !may_keep(agent, input.owner) {
        return Err(Refusal::forbidden().into());
    }
    let shop = match input.owner {
        Owner::Shop(shop) => Some(shop),
        Owner::Agent(_) | Owner::Team(_) => input.shop,
    };
    let language = match shop {
        Some(shop) if !sight.includes(shop) => return Err(Refusal::invalid("shop", "no_such_shop").into()),
        Some(shop) => shop::get(ctx, shop)?.language,
        None => agent.language,
    };
    if input.images.len() > IMAGES {
        return Err(Refusal::invalid("images", "too_many").with("limit", IMAGES).into());
    }
    for image in &input.images {
        must_be_picture(ctx, sight, *image)?;
    }
    written(ctx, id, SnippetInput { shop, language: input.language.or(Some(language)), ..input })
}

/// The same whoever writes it: a person, or a file that is brought in.
fn written(ctx: &mut Ctx<'_, '_>, id: SnippetId, input: SnippetInput) -> Result<Snippet> {
    let SnippetInput { owner, shop, title, text, language, shortcut, category, intent, images } = input;
    let (title, category) = (title.trim().to_owned(), category.trim().to_owned());
    let text = text.replace("\r\n", "\n").trim().to_owned();
    check_text("title", &title, 60)?;
    check_text("text", &text, LONGEST)?;
    if category.chars().count() > 40 {
        return Err(Refusal::invalid("category", "text_too_long").with("limit", 40).into());
    }
    crate::variable::check("text", &text)?;
    let shortcut = clean_shortcut(&shortcut)?;
    free_shortcut(ctx, owner, &shortcut, id)?;
    Ok(Snippet {
        id,
        owner,
        shop,
        title,
        text,
        language: language.unwrap_or(Lang::Zh),
        shortcut,
        category,
        intent,
        images,
        starter: None,
        version: 1,
        review_at: ctx.now + REVIEW_AFTER,
        archived_at: None,
        updated_at: ctx.now,
    })
}

fn must_be_picture(ctx: &mut Ctx<'_, '_>, sight: &Sight, id: AttachmentId) -> Result<()> {
    let no_such = || Refusal::invalid("images", "no_such_file");
    let file = attachment::get(ctx, id).map_err(|_| no_such())?;
    let kept = file.conversation.is_none() && file.media_type.starts_with("image/");
    if kept && sight.includes(file.shop) { Ok(()) } else { Err(no_such().into()) }
}

/// What can be typed after `/` in one go.
fn clean_shortcut(shortcut: &str) -> Result<String> {
    let shortcut = shortcut.trim();
    let shortcut = language::normalize::fold(shortcut.strip_prefix('/').unwrap_or(shortcut));
    let fits = shortcut.chars().count() <= 20
        && !shortcut.chars().any(|c| c.is_whitespace() || c.is_control() || c == '/');
    if fits { Ok(shortcut) } else { Err(Refusal::invalid("shortcut", "not_a_shortcut").into()) }
}

fn free_shortcut(ctx: &mut Ctx<'_, '_>, owner: Owner, shortcut: &str, id: SnippetId) -> Result<()> {
    if shortcut.is_empty() {
        return Ok(());
    }
    match store::by_shortcut(ctx.tx, owner, shortcut)? {
        Some((other, title)) if other != id => {
            Err(Refusal::invalid("shortcut", "shortcut_taken").with("title", title).into())
        }
        _ => Ok(()),
    }
}

fn changed(ctx: &mut Ctx<'_, '_>, snippet: &Snippet) -> Result<()> {
    let scope = snippet.shop.map(Scope::shop).unwrap_or_default();
    fact::record(ctx, scope, Fact::SnippetsChanged {})
}
