//! How an article comes to say what it says: written as a draft, looked at, published, replaced, taken back.

use db::Time;
use language::normalize::fold;

use super::article::{Article, ArticleInput, ArticleKind};
use super::keeping::{ArticleSource, ArticleStatus, Keeping, REVIEW_EVERY};
use super::{changed, store};
use crate::agent::{Caller, Role};
use crate::catalog::promotion::Reach;
use crate::catalog::sold::Sold;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::id::{AgentId, ArticleId, ShopId};
use crate::shop::Shop;
use crate::word::words;

words! {
    /// How a version stands.
    VersionState {
        /// Being written.
        Draft = "draft",
        /// Written; somebody else is to look at it.
        Review = "review",
        /// It is, or was for a while, what is told.
        Published = "published",
        /// A later one was published.
        Superseded = "superseded",
        /// Nobody wanted it.
        Discarded = "discarded",
    }
}

/// One version of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Whose.
    pub article: ArticleId,
    /// Counted within the article.
    pub number: i64,
    /// How it stands.
    pub state: VersionState,
    /// What it says.
    pub facts: ArticleInput,
    /// Why it was made, in its author's words.
    pub note: String,
    /// Who wrote it; nobody for what came in by itself.
    pub author: Option<AgentId>,
    /// When.
    pub created_at: Time,
    /// Who published or discarded it.
    pub decided_by: Option<AgentId>,
    /// When.
    pub decided_at: Option<Time>,
}

/// Who keeps knowledge: what they may put their name to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keeper {
    /// The person; none for a program.
    pub agent: Option<AgentId>,
    /// Whether they may commit the shop to a policy.
    pub commits: bool,
}

impl Keeper {
    /// A caller who keeps knowledge.
    pub fn of(caller: &Caller) -> Self {
        match caller {
            Caller::Agent(agent, _) => Self { agent: Some(agent.id), commits: agent.role >= Role::Lead },
            Caller::Key(_) => Self { agent: None, commits: false },
        }
    }
}

/// A version as somebody saw it before writing over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Its number.
    pub number: i64,
    /// When it was written; a draft keeps its number when it is written again. None does not look.
    pub written_at: Option<Time>,
}

/// Something to be written down.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// What it says. Without an id it is a new article.
    pub facts: ArticleInput,
    /// Why.
    pub note: String,
    /// The version it was written over; refused when that is no longer the newest as it was seen.
    pub based_on: Option<Seen>,
    /// Where it comes from.
    pub source: ArticleSource,
}

/// Writes a draft. An article has one at a time: whoever has seen it may write over it, and nobody else.
pub fn draft(ctx: &mut Ctx<'_, '_>, shop: &Shop, keeper: Keeper, draft: Draft) -> Result<Version> {
    let Draft { mut facts, note, based_on, source } = draft;
    if facts.article_id.trim().is_empty() {
        facts.article_id = format!("k-{}", ctx.id::<ArticleId>());
    }
    facts.language = facts.language.or(Some(shop.language));
    facts.check()?;
    if note.chars().count() > 300 {
        return Err(Refusal::invalid("note", "text_too_long").with("limit", 300).into());
    }
    must_be_sold(ctx, shop.id, &facts)?;
    must_not_run_in_circles(ctx, shop.id, &facts)?;
    let known = store::by_external_id(ctx.tx, shop.id, &facts.article_id)?;
    let article = match known {
        Some(known) => known,
        None => first(ctx, shop, &facts, source)?,
    };
    let versions = versions(ctx, article.id)?;
    let newest = versions.first();
    let open = newest.filter(|version| version.open());
    if let Some(newest) = newest {
        match based_on {
            Some(seen) if !seen.still(newest) => {
                return Err(Refusal::conflict("article_changed").with("version", newest.number).into());
            }
            None if open.is_some() => return Err(Refusal::conflict("article_has_draft").into()),
            _ => {}
        }
    }
    let number = open.map_or_else(|| newest.map_or(1, |newest| newest.number + 1), |open| open.number);
    let version = Version {
        article: article.id,
        number,
        state: VersionState::Draft,
        facts,
        note,
        author: keeper.agent,
        created_at: ctx.now,
        decided_by: None,
        decided_at: None,
    };
    store::put_version(ctx.tx, &version)?;
    if article.keeping.status == ArticleStatus::Draft {
        let shown = Article { facts: version.facts.clone(), version: number, updated_at: ctx.now, ..article };
        store::upsert(ctx.tx, &shown)?;
    }
    Ok(version)
}

impl Seen {
    /// Whether a version is as it was seen.
    fn still(self, version: &Version) -> bool {
        self.number == version.number && self.written_at.is_none_or(|at| at == version.created_at)
    }
}

fn first(ctx: &mut Ctx<'_, '_>, shop: &Shop, facts: &ArticleInput, source: ArticleSource) -> Result<Article> {
    let article = Article {
        id: ctx.id(),
        shop: shop.id,
        version: 1,
        language: facts.language.unwrap_or(shop.language),
        facts: facts.clone(),
        keeping: Keeping { status: ArticleStatus::Draft, source, ..Keeping::default() },
        updated_at: ctx.now,
    };
    store::upsert(ctx.tx, &article)?;
    Ok(article)
}

impl Version {
    /// Whether nobody has decided about it.
    pub fn open(&self) -> bool {
        matches!(self.state, VersionState::Draft | VersionState::Review)
    }
}

/// Asks for somebody else to look at a draft.
pub fn submit(ctx: &mut Ctx<'_, '_>, article: ArticleId, number: i64) -> Result<Version> {
    let version = open_version(ctx, article, number)?;
    let version = Version { state: VersionState::Review, ..version };
    store::put_version(ctx.tx, &version)?;
    Ok(version)
}

/// From now on this is what the article says: bot, agents and help centre have it within a second.
pub fn publish(ctx: &mut Ctx<'_, '_>, id: ArticleId, number: i64, keeper: Keeper) -> Result<Article> {
    let version = open_version(ctx, id, number)?;
    let article = super::get(ctx, id)?;
    let policy = ArticleKind::Policy;
    if !keeper.commits && (version.facts.kind == policy || article.facts.kind == policy) {
        return Err(Refusal::forbidden_for("policy_needs_lead").into());
    }
    version.facts.check()?;
    must_be_sold(ctx, article.shop, &version.facts)?;
    let version = Version {
        state: VersionState::Published,
        decided_by: keeper.agent,
        decided_at: Some(ctx.now),
        ..version
    };
    let shop = article.shop;
    let article = go_live(ctx, article, &version)?;
    changed(ctx, shop)?;
    Ok(article)
}

/// Makes a version what the article says. Without telling the house.
pub(super) fn go_live(ctx: &mut Ctx<'_, '_>, article: Article, version: &Version) -> Result<Article> {
    store::supersede(ctx.tx, article.id)?;
    store::put_version(ctx.tx, version)?;
    let keeping = Keeping {
        status: ArticleStatus::Published,
        stale: None,
        review_at: Some(ctx.now + REVIEW_EVERY),
        ..article.keeping.clone()
    };
    let live = Article {
        version: version.number,
        language: version.facts.language.unwrap_or(article.language),
        facts: version.facts.clone(),
        keeping,
        updated_at: ctx.now,
        ..article
    };
    store::upsert(ctx.tx, &live)?;
    Ok(live)
}

/// Writes and publishes in one step.
pub fn write_and_publish(
    ctx: &mut Ctx<'_, '_>,
    shop: &Shop,
    keeper: Keeper,
    written: Draft,
) -> Result<Article> {
    let version = draft(ctx, shop, keeper, written)?;
    publish(ctx, version.article, version.number, keeper)
}

/// Throws a draft away. An article that was never published is retired with it.
pub fn discard(ctx: &mut Ctx<'_, '_>, id: ArticleId, number: i64, keeper: Keeper) -> Result<()> {
    let version = open_version(ctx, id, number)?;
    store::put_version(
        ctx.tx,
        &Version {
            state: VersionState::Discarded,
            decided_by: keeper.agent,
            decided_at: Some(ctx.now),
            ..version
        },
    )?;
    if super::get(ctx, id)?.keeping.status == ArticleStatus::Draft {
        store::set_status(ctx.tx, id, ArticleStatus::Retired, ctx.now)?;
    }
    Ok(())
}

/// The article is no longer told to anybody.
pub fn retire(ctx: &mut Ctx<'_, '_>, id: ArticleId, keeper: Keeper) -> Result<()> {
    let article = super::get(ctx, id)?;
    if article.keeping.status == ArticleStatus::Retired {
        return Ok(());
    }
    if article.facts.kind == ArticleKind::Policy && !keeper.commits {
        return Err(Refusal::forbidden_for("policy_needs_lead").into());
    }
    store::set_status(ctx.tx, id, ArticleStatus::Retired, ctx.now)?;
    changed(ctx, article.shop)
}

/// Makes an old version the draft again.
pub fn restore(
    ctx: &mut Ctx<'_, '_>,
    shop: &Shop,
    id: ArticleId,
    number: i64,
    keeper: Keeper,
) -> Result<Version> {
    let old = version(ctx, id, number)?;
    let source = super::get(ctx, id)?.keeping.source;
    let written = Draft { facts: old.facts, note: format!("v{number}"), based_on: None, source };
    draft(ctx, shop, keeper, written)
}

/// Every version of an article, newest first.
pub fn versions(ctx: &mut Ctx<'_, '_>, id: ArticleId) -> Result<Vec<Version>> {
    let known = store::versions(ctx.tx, id)?;
    if !known.is_empty() {
        return Ok(known);
    }
    // It was brought in before versions were kept: what it says now is its first.
    let article = super::get(ctx, id)?;
    let shop_only = Version {
        article: id,
        number: article.version,
        state: VersionState::Published,
        facts: article.facts,
        note: String::new(),
        author: None,
        created_at: article.updated_at,
        decided_by: None,
        decided_at: Some(article.updated_at),
    };
    Ok(if article.keeping.status == ArticleStatus::Draft { Vec::new() } else { vec![shop_only] })
}

/// The version with this number.
pub fn version(ctx: &mut Ctx<'_, '_>, id: ArticleId, number: i64) -> Result<Version> {
    let found = versions(ctx, id)?.into_iter().find(|version| version.number == number);
    found.ok_or_else(|| Refusal::not_found("no_such_version").into())
}

/// What a shop would tell if every open draft were published.
pub fn with_drafts(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Vec<Article>> {
    let open = open(ctx, shop)?;
    let told = super::all(ctx, shop)?.into_iter().filter_map(|article| {
        let draft = open.iter().find(|version| version.article == article.id);
        match draft {
            Some(draft) => Some(Article {
                version: draft.number,
                facts: draft.facts.clone(),
                keeping: Keeping { status: ArticleStatus::Published, stale: None, ..article.keeping },
                ..article
            }),
            None => (article.keeping.status == ArticleStatus::Published).then_some(article),
        }
    });
    Ok(told.collect())
}

/// The drafts and reviews that are open in a shop.
pub fn open(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Vec<Version>> {
    Ok(store::open_versions(ctx.tx, shop)?)
}

/// Two articles that each ask the other's question leave it open which one answers.
fn must_not_run_in_circles(ctx: &mut Ctx<'_, '_>, shop: ShopId, facts: &ArticleInput) -> Result<()> {
    let (question, similar): (String, Vec<String>) =
        (fold(&facts.question), facts.similar.iter().map(|wording| fold(wording)).collect());
    let other = super::list(ctx, shop)?.into_iter().map(|article| article.facts).find(|other| {
        other.article_id != facts.article_id
            && other.scope == facts.scope
            && similar.contains(&fold(&other.question))
            && other.similar.iter().any(|wording| fold(wording) == question)
    });
    match other {
        Some(other) => {
            Err(Refusal::invalid("similar", "circular_wordings").with("id", other.article_id).into())
        }
        None => Ok(()),
    }
}

fn must_be_sold(ctx: &mut Ctx<'_, '_>, shop: ShopId, facts: &ArticleInput) -> Result<()> {
    let names_nothing = facts.scope.is_empty()
        && facts.when.products.is_empty()
        && facts.variants.is_empty()
        && facts.card.is_none();
    if names_nothing {
        return Ok(());
    }
    let sold = Sold::by(ctx, shop)?;
    sold.must_include("scope", &facts.scope)?;
    sold.must_include("when", &facts.when.products)?;
    let card = |field, card: &Option<String>| match card {
        Some(product) => sold.must_include(field, &[Reach::Product(product.clone())]),
        None => Ok(()),
    };
    card("card", &facts.card)?;
    for variant in &facts.variants {
        sold.must_include("variants", &variant.when.products)?;
        card("variants", &variant.card)?;
    }
    Ok(())
}

fn open_version(ctx: &mut Ctx<'_, '_>, id: ArticleId, number: i64) -> Result<Version> {
    let version = version(ctx, id, number)?;
    if version.open() { Ok(version) } else { Err(Refusal::conflict("not_a_draft").into()) }
}
