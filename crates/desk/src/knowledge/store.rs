use db::{FromRow, Row, Time, Tx};
use serde::{Deserialize, Serialize};

use super::article::{Article, ArticleInput, ArticleKind, Conditions, OnExpiry, Variant};
use super::keeping::{ArticleSource, ArticleStatus, Keeping};
use super::proposal::{Proposal, ProposalState};
use super::version::Version;
use crate::error::Error;
use crate::id::{AgentId, ArticleId, ProposalId, ShopId};
use crate::json;

db::sql! {
    UPSERT: "INSERT INTO article (id, shop_id, external_id, version, question, wordings, answer, category, scope,
            language, audience, valid_from, valid_until, link, image, more, status, owner_id, review_at, stale, source,
            updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
        ON CONFLICT (shop_id, external_id) DO UPDATE SET version = excluded.version, question = excluded.question,
            wordings = excluded.wordings, answer = excluded.answer, category = excluded.category,
            scope = excluded.scope, language = excluded.language, audience = excluded.audience,
            valid_from = excluded.valid_from, valid_until = excluded.valid_until, link = excluded.link,
            image = excluded.image, more = excluded.more, status = excluded.status, owner_id = excluded.owner_id,
            review_at = excluded.review_at, stale = excluded.stale, source = excluded.source,
            updated_at = excluded.updated_at";
    BY_ID: "SELECT * FROM article WHERE id = $1";
    BY_EXTERNAL_ID: "SELECT * FROM article WHERE shop_id = $1 AND external_id = $2";
    PUBLISHED: "SELECT * FROM article WHERE shop_id = $1 AND status = 'published' ORDER BY external_id";
    ALL: "SELECT * FROM article WHERE shop_id = $1 ORDER BY external_id";
    KEEP: "UPDATE article SET owner_id = $2, review_at = $3 WHERE id = $1";
    SET_STALE: "UPDATE article SET stale = $2 WHERE id = $1";
    SET_STATUS: "UPDATE article SET status = $2, updated_at = $3 WHERE id = $1";

    PUT_VERSION: "INSERT INTO article_version (article_id, number, state, body, note, author_id, created_at,
            decided_by, decided_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (article_id, number) DO UPDATE SET state = excluded.state, body = excluded.body,
            note = excluded.note, author_id = excluded.author_id, created_at = excluded.created_at,
            decided_by = excluded.decided_by, decided_at = excluded.decided_at";
    SUPERSEDE: "UPDATE article_version SET state = 'superseded' WHERE article_id = $1 AND state = 'published'";
    VERSIONS: "SELECT * FROM article_version WHERE article_id = $1 ORDER BY number DESC";
    OPEN_VERSIONS: "SELECT article_version.* FROM article_version
        JOIN article ON article.id = article_version.article_id
        WHERE article.shop_id = $1 AND article_version.state IN ('draft', 'review')
        ORDER BY article_version.created_at DESC";

    PUT_PROPOSAL: "INSERT INTO proposal (id, shop_id, kind, article_id, body, source, conflicts, state, created_at,
            created_by, decided_at, decided_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, article_id = excluded.article_id, body = excluded.body,
            source = excluded.source, conflicts = excluded.conflicts, state = excluded.state,
            created_at = excluded.created_at, created_by = excluded.created_by, decided_at = excluded.decided_at,
            decided_by = excluded.decided_by";
    PROPOSAL: "SELECT * FROM proposal WHERE id = $1";
    PROPOSALS: "SELECT * FROM proposal WHERE shop_id = $1 AND state = $2 ORDER BY created_at DESC, id LIMIT 500";

    EMBEDDINGS: "SELECT text_hash, vector FROM embedding WHERE model = $1";
    KEEP_EMBEDDING: "INSERT INTO embedding (model, text_hash, vector) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
}

type Result<T> = std::result::Result<T, db::Error>;

/// What not every article has, in one column.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct More {
    kind: Option<ArticleKind>,
    video: Option<String>,
    card: Option<String>,
    when: Conditions,
    variants: Vec<Variant>,
    on_expiry: Option<OnExpiry>,
}

pub(super) fn upsert(tx: &mut Tx<'_>, article: &Article) -> std::result::Result<(), Error> {
    let ArticleInput { article_id, question, similar, answer, category, scope, audience, .. } =
        &article.facts;
    let ArticleInput { valid_from, valid_until, link, image, .. } = &article.facts;
    let (similar, scope) = (json::write(similar)?, json::write(scope)?);
    let facts = article.facts.clone();
    let more = json::write(&More {
        kind: Some(facts.kind),
        video: facts.video,
        card: facts.card,
        when: facts.when,
        variants: facts.variants,
        on_expiry: Some(facts.on_expiry),
    })?;
    let Keeping { status, owner, review_at, stale, source } = &article.keeping;
    let source = json::write(source)?;
    tx.execute(
        &UPSERT,
        &[
            &article.id,
            &article.shop,
            article_id,
            &article.version,
            question,
            &similar,
            answer,
            category,
            &scope,
            &article.language,
            audience,
            valid_from,
            valid_until,
            link,
            image,
            &more,
            status,
            owner,
            review_at,
            stale,
            &source,
            &article.updated_at,
        ],
    )?;
    Ok(())
}

pub(super) fn by_id(tx: &mut Tx<'_>, id: ArticleId) -> Result<Option<Article>> {
    tx.optional(&BY_ID, &[&id])
}

pub(super) fn by_external_id(tx: &mut Tx<'_>, shop: ShopId, id: &str) -> Result<Option<Article>> {
    tx.optional(&BY_EXTERNAL_ID, &[&shop, &id])
}

pub(super) fn published(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<Article>> {
    tx.all(&PUBLISHED, &[&shop])
}

pub(super) fn all(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<Article>> {
    tx.all(&ALL, &[&shop])
}

pub(super) fn keep(
    tx: &mut Tx<'_>,
    id: ArticleId,
    owner: Option<AgentId>,
    review_at: Option<Time>,
) -> Result<()> {
    tx.execute(&KEEP, &[&id, &owner, &review_at])?;
    Ok(())
}

pub(super) fn set_stale(tx: &mut Tx<'_>, id: ArticleId, reason: Option<&str>) -> Result<()> {
    tx.execute(&SET_STALE, &[&id, &reason])?;
    Ok(())
}

pub(super) fn set_status(tx: &mut Tx<'_>, id: ArticleId, status: ArticleStatus, now: Time) -> Result<()> {
    tx.execute(&SET_STATUS, &[&id, &status, &now])?;
    Ok(())
}

pub(super) fn put_version(tx: &mut Tx<'_>, version: &Version) -> std::result::Result<(), Error> {
    let Version { article, number, state, facts, note, author, created_at, decided_by, decided_at } = version;
    let body = json::write(facts)?;
    tx.execute(
        &PUT_VERSION,
        &[article, number, state, &body, note, author, created_at, decided_by, decided_at],
    )?;
    Ok(())
}

pub(super) fn supersede(tx: &mut Tx<'_>, article: ArticleId) -> Result<()> {
    tx.execute(&SUPERSEDE, &[&article])?;
    Ok(())
}

pub(super) fn versions(tx: &mut Tx<'_>, article: ArticleId) -> Result<Vec<Version>> {
    tx.all(&VERSIONS, &[&article])
}

pub(super) fn open_versions(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<Version>> {
    tx.all(&OPEN_VERSIONS, &[&shop])
}

pub(super) fn put_proposal(tx: &mut Tx<'_>, proposal: &Proposal) -> std::result::Result<(), Error> {
    let Proposal { id, shop, kind, article, body, source, conflicts, state, .. } = proposal;
    let Proposal { created_at, created_by, decided_at, decided_by, .. } = proposal;
    let (body, source, conflicts) = (json::write(body)?, json::write(source)?, json::write(conflicts)?);
    tx.execute(
        &PUT_PROPOSAL,
        &[
            id, shop, kind, article, &body, &source, &conflicts, state, created_at, created_by, decided_at,
            decided_by,
        ],
    )?;
    Ok(())
}

pub(super) fn proposal(tx: &mut Tx<'_>, id: ProposalId) -> Result<Option<Proposal>> {
    tx.optional(&PROPOSAL, &[&id])
}

pub(super) fn proposals(tx: &mut Tx<'_>, shop: ShopId, state: ProposalState) -> Result<Vec<Proposal>> {
    tx.all(&PROPOSALS, &[&shop, &state])
}

pub(super) fn embeddings(tx: &mut Tx<'_>, model: &str) -> Result<Vec<(String, Vec<u8>)>> {
    tx.all(&EMBEDDINGS, &[&model])
}

pub(super) fn keep_embedding(tx: &mut Tx<'_>, model: &str, text_hash: &str, vector: &[u8]) -> Result<()> {
    tx.execute(&KEEP_EMBEDDING, &[&model, &text_hash, &vector.to_vec()])?;
    Ok(())
}

impl FromRow for Article {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let language = row.get("language")?;
        let updated_at: Time = row.get("updated_at")?;
        let more: More = json::read(row, "more")?;
        let source: Option<ArticleSource> = json::read_optional(row, "source")?;
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            version: row.get("version")?,
            language,
            facts: ArticleInput {
                article_id: row.get("external_id")?,
                question: row.get("question")?,
                similar: json::read(row, "wordings")?,
                answer: row.get("answer")?,
                category: row.get("category")?,
                scope: json::read(row, "scope")?,
                language: Some(language),
                audience: row.get("audience")?,
                valid_from: row.get("valid_from")?,
                valid_until: row.get("valid_until")?,
                link: row.get("link")?,
                image: row.get("image")?,
                kind: more.kind.unwrap_or(ArticleKind::Answer),
                video: more.video,
                card: more.card,
                when: more.when,
                variants: more.variants,
                on_expiry: more.on_expiry.unwrap_or(OnExpiry::Hide),
            },
            keeping: Keeping {
                status: row.get("status")?,
                owner: row.get("owner_id")?,
                review_at: row.get("review_at")?,
                stale: row.get("stale")?,
                source: source.unwrap_or_else(ArticleSource::written),
            },
            updated_at,
        })
    }
}

impl FromRow for Version {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            article: row.get("article_id")?,
            number: row.get("number")?,
            state: row.get("state")?,
            facts: json::read(row, "body")?,
            note: row.get("note")?,
            author: row.get("author_id")?,
            created_at: row.get("created_at")?,
            decided_by: row.get("decided_by")?,
            decided_at: row.get("decided_at")?,
        })
    }
}

impl FromRow for Proposal {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            kind: row.get("kind")?,
            article: row.get("article_id")?,
            body: json::read(row, "body")?,
            source: json::read(row, "source")?,
            conflicts: json::read(row, "conflicts")?,
            state: row.get("state")?,
            created_at: row.get("created_at")?,
            created_by: row.get("created_by")?,
            decided_at: row.get("decided_at")?,
            decided_by: row.get("decided_by")?,
        })
    }
}
