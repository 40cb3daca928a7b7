use db::{FromRow, Row, Time, Tx};
use language::Intent;

use super::{Listed, Owner, Snippet};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::id::{AgentId, MessageId, ShopId, SnippetId};
use crate::json;

db::sql! {
    INSERT: "INSERT INTO snippet (id, owner_kind, owner_id, shop_id, title, text, language, shortcut, category, intent,
            images, starter, version, review_at, archived_at, updated_at, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    UPDATE: "UPDATE snippet SET owner_kind = $2, owner_id = $3, shop_id = $4, title = $5, text = $6, language = $7,
            shortcut = $8, category = $9, intent = $10, images = $11, starter = $12, version = $13, review_at = $14,
            archived_at = $15, updated_at = $16 WHERE id = $1";
    BY_ID: "SELECT * FROM snippet WHERE id = $1";
    BY_SHORTCUT: "SELECT id, title FROM snippet
        WHERE owner_kind = $1 AND owner_id = $2 AND shortcut = $3 AND archived_at IS NULL";
    BY_TITLE: "SELECT * FROM snippet WHERE owner_kind = $1 AND owner_id = $2 AND title = $3
        ORDER BY CASE WHEN archived_at IS NULL THEN 0 ELSE 1 END, id LIMIT 1";
    STARTERS: "SELECT starter FROM snippet WHERE owner_id = $1 AND starter IS NOT NULL";
    OF_SHOP: "SELECT * FROM snippet WHERE owner_kind = 'shop' AND owner_id = $1 AND archived_at IS NULL ORDER BY id";

    LIST: "SELECT snippet.*, COALESCE(mine.uses, 0) AS own_uses, hotkey.hotkey AS hotkey,
            (SELECT CAST(COALESCE(SUM(uses), 0) AS BIGINT) FROM snippet_count WHERE snippet_id = snippet.id) AS uses
        FROM snippet
        LEFT JOIN snippet_count AS mine ON mine.snippet_id = snippet.id AND mine.agent_id = $1
        LEFT JOIN snippet_hotkey AS hotkey ON hotkey.snippet_id = snippet.id AND hotkey.agent_id = $1
        WHERE ((owner_kind = 'agent' AND owner_id = $1)
                OR (owner_kind = 'team' AND ($2 = TRUE
                    OR owner_id IN (SELECT team_id FROM team_member WHERE team_member.agent_id = $1)))
                OR (owner_kind = 'shop' AND ($2 = TRUE OR owner_id IN (SELECT team_shop.shop_id FROM team_member
                    JOIN team_shop ON team_shop.team_id = team_member.team_id WHERE team_member.agent_id = $1))))
            AND (CAST($3 AS TEXT) IS NULL OR snippet.shop_id = $3
                OR (snippet.shop_id IS NULL AND (owner_kind = 'agent'
                    OR owner_id IN (SELECT team_id FROM team_shop WHERE team_shop.shop_id = $3))))
            AND CASE WHEN archived_at IS NULL THEN FALSE ELSE TRUE END = $4";
    LISTED: "SELECT snippet.*, COALESCE(mine.uses, 0) AS own_uses, hotkey.hotkey AS hotkey,
            (SELECT CAST(COALESCE(SUM(uses), 0) AS BIGINT) FROM snippet_count WHERE snippet_id = snippet.id) AS uses
        FROM snippet
        LEFT JOIN snippet_count AS mine ON mine.snippet_id = snippet.id AND mine.agent_id = $1
        LEFT JOIN snippet_hotkey AS hotkey ON hotkey.snippet_id = snippet.id AND hotkey.agent_id = $1
        WHERE snippet.id = $2";

    OFF_KEY: "DELETE FROM snippet_hotkey WHERE agent_id = $1 AND (snippet_id = $2 OR hotkey = $3)";
    ON_KEY: "INSERT INTO snippet_hotkey (agent_id, hotkey, snippet_id) VALUES ($1, $2, $3)";

    SENT: "INSERT INTO snippet_sent (message_id, agent_id, shop_id, snippet_id, edited, at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    COUNT: "INSERT INTO snippet_count (snippet_id, agent_id, uses) VALUES ($1, $2, 1)
        ON CONFLICT (snippet_id, agent_id) DO UPDATE SET uses = snippet_count.uses + 1";
    UNEDITED: "SELECT COUNT(*) FROM snippet_sent WHERE agent_id = $1 AND shop_id = $2 AND at > $3 AND edited = 0
        AND message_id > COALESCE((SELECT MAX(message_id) FROM snippet_sent
            WHERE agent_id = $1 AND shop_id = $2 AND at > $3 AND edited > 0), '')";
}

type Result<T> = std::result::Result<T, db::Error>;

fn columns(owner: Owner) -> (&'static str, String) {
    match owner {
        Owner::Agent(id) => ("agent", id.to_string()),
        Owner::Team(id) => ("team", id.to_string()),
        Owner::Shop(id) => ("shop", id.to_string()),
    }
}

pub(super) fn insert(tx: &mut Tx<'_>, snippet: &Snippet, now: Time) -> std::result::Result<(), Error> {
    write(tx, &INSERT, snippet, Some(now))
}

pub(super) fn update(tx: &mut Tx<'_>, snippet: &Snippet) -> std::result::Result<(), Error> {
    write(tx, &UPDATE, snippet, None)
}

fn write(
    tx: &mut Tx<'_>,
    statement: &'static db::Sql,
    snippet: &Snippet,
    created_at: Option<Time>,
) -> std::result::Result<(), Error> {
    let (kind, owner) = columns(snippet.owner);
    let Snippet { id, shop, title, text, language, shortcut, category, intent, images, .. } = snippet;
    let Snippet { starter, version, review_at, archived_at, updated_at, .. } = snippet;
    let (intent, images) = (intent.map(Intent::id), json::write(images)?);
    let mut values: Vec<&dyn db::ToValue> = vec![
        id,
        &kind,
        &owner,
        shop,
        title,
        text,
        language,
        shortcut,
        category,
        &intent,
        &images,
        starter,
        version,
        review_at,
        archived_at,
        updated_at,
    ];
    if let Some(created_at) = &created_at {
        values.push(created_at);
    }
    tx.execute(statement, &values)?;
    Ok(())
}

pub(super) fn by_id(tx: &mut Tx<'_>, id: SnippetId) -> Result<Option<Snippet>> {
    tx.optional(&BY_ID, &[&id])
}

/// What is on a shortcut of an owner: its identity and title.
pub(super) fn by_shortcut(
    tx: &mut Tx<'_>,
    owner: Owner,
    shortcut: &str,
) -> Result<Option<(SnippetId, String)>> {
    let (kind, owner) = columns(owner);
    tx.optional(&BY_SHORTCUT, &[&kind, &owner, &shortcut])
}

pub(super) fn by_title(tx: &mut Tx<'_>, owner: Owner, title: &str) -> Result<Option<Snippet>> {
    let (kind, owner) = columns(owner);
    tx.optional(&BY_TITLE, &[&kind, &owner, &title])
}

/// Which of the starter set a shop has or had.
pub(super) fn starters(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<String>> {
    let found: Vec<(String,)> = tx.all(&STARTERS, &[&shop])?;
    Ok(found.into_iter().map(|(starter,)| starter).collect())
}

pub(super) fn of_shop(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<Snippet>> {
    tx.all(&OF_SHOP, &[&shop])
}

pub(super) fn list(
    tx: &mut Tx<'_>,
    agent: AgentId,
    everything: bool,
    shop: Option<ShopId>,
    archived: bool,
) -> Result<Vec<Listed>> {
    tx.all(&LIST, &[&agent, &everything, &shop, &archived])
}

pub(super) fn listed(tx: &mut Tx<'_>, agent: AgentId, id: SnippetId) -> Result<Option<Listed>> {
    tx.optional(&LISTED, &[&agent, &id])
}

pub(super) fn set_hotkey(
    tx: &mut Tx<'_>,
    agent: AgentId,
    snippet: SnippetId,
    hotkey: Option<i64>,
) -> Result<()> {
    tx.execute(&OFF_KEY, &[&agent, &snippet, &hotkey.unwrap_or(0)])?;
    if let Some(hotkey) = hotkey {
        tx.execute(&ON_KEY, &[&agent, &hotkey, &snippet])?;
    }
    Ok(())
}

pub(super) fn sent(
    ctx: &mut Ctx<'_, '_>,
    agent: AgentId,
    shop: ShopId,
    (snippet, message): (SnippetId, MessageId),
    edited: i64,
) -> Result<()> {
    ctx.tx.execute(&SENT, &[&message, &agent, &shop, &snippet, &edited, &ctx.now])?;
    ctx.tx.execute(&COUNT, &[&snippet, &agent])?;
    Ok(())
}

pub(super) fn unedited(tx: &mut Tx<'_>, agent: AgentId, shop: ShopId, since: Time) -> Result<i64> {
    let (count,) = tx.one(&UNEDITED, &[&agent, &shop, &since])?;
    Ok(count)
}

impl FromRow for Snippet {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let owner = match row.get::<String>("owner_kind")?.as_str() {
            "agent" => Owner::Agent(row.get("owner_id")?),
            "team" => Owner::Team(row.get("owner_id")?),
            "shop" => Owner::Shop(row.get("owner_id")?),
            other => {
                let reason = format!("{other:?} is not an owner");
                return Err(db::Error::Decode { column: "owner_kind".to_owned(), reason });
            }
        };
        Ok(Self {
            id: row.get("id")?,
            owner,
            shop: row.get("shop_id")?,
            title: row.get("title")?,
            text: row.get("text")?,
            language: row.get("language")?,
            shortcut: row.get("shortcut")?,
            category: row.get("category")?,
            intent: json::id_optional(row, "intent")?,
            images: json::read(row, "images")?,
            starter: row.get("starter")?,
            version: row.get("version")?,
            review_at: row.get("review_at")?,
            archived_at: row.get("archived_at")?,
            updated_at: row.get("updated_at")?,
        })
    }
}

impl FromRow for Listed {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            snippet: Snippet::from_row(row)?,
            own_uses: row.get("own_uses")?,
            uses: row.get("uses")?,
            hotkey: row.get("hotkey")?,
            editable: false,
        })
    }
}
