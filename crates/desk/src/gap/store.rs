use db::{FromRow, Row, Time, Tx};

use super::gather::Known;
use super::{Again, Gap, GapState, Question};
use crate::asked::Asked;
use crate::id::{AgentId, AskedId, GapId, ShopId};
use crate::json;
use crate::shop::Lang;

db::sql! {
    INSERT: "INSERT INTO gap (id, shop_id, language, title, intent, state, opened_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    UPDATE: "UPDATE gap SET title = $2, state = $3, owner_id = $4, due_at = $5, must_at = $6, article_id = $7,
        closed_at = $8 WHERE id = $1";
    REMOVE: "DELETE FROM gap WHERE id = $1";
    BY_ID: "SELECT gap.*, COUNT(CASE WHEN withdrawn IS NULL THEN asked.id END) AS questions,
            COUNT(CASE WHEN withdrawn IS NULL AND asked.at >= $2 THEN 1 END) AS week,
            COUNT(CASE WHEN withdrawn IS NULL AND NOT answered THEN 1 END) AS unanswered,
            MIN(asked.at) AS first_at, MAX(asked.at) AS last_at
        FROM gap LEFT JOIN gap_question ON gap_question.gap_id = gap.id
        LEFT JOIN asked ON asked.id = gap_question.asked_id WHERE gap.id = $1 GROUP BY gap.id";
    LIST: "SELECT gap.*, COUNT(CASE WHEN withdrawn IS NULL THEN asked.id END) AS questions,
            COUNT(CASE WHEN withdrawn IS NULL AND asked.at >= $3 THEN 1 END) AS week,
            COUNT(CASE WHEN withdrawn IS NULL AND NOT answered THEN 1 END) AS unanswered,
            MIN(asked.at) AS first_at, MAX(asked.at) AS last_at
        FROM gap LEFT JOIN gap_question ON gap_question.gap_id = gap.id
        LEFT JOIN asked ON asked.id = gap_question.asked_id
        WHERE gap.shop_id = $1 AND (state = $2 OR (CAST($2 AS TEXT) IS NULL AND state <> 'closed'))
        GROUP BY gap.id";
    LOAD: "SELECT owner_id, COUNT(*) FROM gap WHERE shop_id = $1 AND state <> 'closed' AND owner_id IS NOT NULL
        GROUP BY owner_id";

    LOOSE: "SELECT asked.* FROM asked LEFT JOIN gap_question ON gap_question.asked_id = asked.id
        WHERE asked.shop_id = $1 AND asked.missed AND gap_question.asked_id IS NULL ORDER BY asked.at, asked.id LIMIT $2";
    KNOWN: "SELECT gap_id, language, text, model, meaning FROM (
            SELECT gap_question.gap_id, gap.language, asked.text, gap_question.model, gap_question.meaning,
                ROW_NUMBER() OVER (PARTITION BY gap_question.gap_id ORDER BY asked.at DESC, asked.id DESC) AS place
            FROM gap JOIN gap_question ON gap_question.gap_id = gap.id JOIN asked ON asked.id = gap_question.asked_id
            WHERE gap.shop_id = $1) AS newest
        WHERE place <= $2 ORDER BY gap_id, place";
    PUT_IN: "INSERT INTO gap_question (asked_id, gap_id, model, meaning, answered)
        SELECT asked.id, $2, $3, $4, FALSE FROM asked WHERE asked.id = $1 AND missed ON CONFLICT DO NOTHING";
    TAKE_OUT: "DELETE FROM gap_question WHERE asked_id = $1";
    GAP_OF: "SELECT gap_id FROM gap_question WHERE asked_id = $1";
    MOVE_QUESTIONS: "UPDATE gap_question SET gap_id = $2 WHERE gap_id = $1";
    QUESTIONS: "SELECT asked.*, withdrawn, again_at, again_article_id, again_score, answered
        FROM gap_question JOIN asked ON asked.id = gap_question.asked_id
        WHERE gap_question.gap_id = $1 ORDER BY asked.at DESC, asked.id DESC";
    WITHDRAW: "UPDATE gap_question SET withdrawn = $3, withdrawn_by = $4 WHERE gap_id = $1 AND asked_id = $2";
    ASKED_AGAIN: "UPDATE gap_question SET again_at = $2, again_article_id = $3, again_score = $4, answered = $5
        WHERE asked_id = $1";
}

type Result<T> = std::result::Result<T, db::Error>;

pub(super) fn insert(tx: &mut Tx<'_>, gap: &Gap) -> Result<()> {
    let Gap { id, shop, language, title, intent, state, opened_at, .. } = gap;
    tx.execute(&INSERT, &[id, shop, language, title, &intent.id(), state, opened_at])?;
    Ok(())
}

pub(super) fn update(tx: &mut Tx<'_>, gap: &Gap) -> Result<()> {
    let Gap { id, title, state, owner, due_at, must_at, article, closed_at, .. } = gap;
    tx.execute(&UPDATE, &[id, title, state, owner, due_at, must_at, article, closed_at])?;
    Ok(())
}

pub(super) fn remove(tx: &mut Tx<'_>, id: GapId) -> Result<()> {
    tx.execute(&REMOVE, &[&id])?;
    Ok(())
}

pub(super) fn by_id(tx: &mut Tx<'_>, id: GapId, week: Time) -> Result<Option<Gap>> {
    tx.optional(&BY_ID, &[&id, &week])
}

pub(super) fn list(tx: &mut Tx<'_>, shop: ShopId, state: Option<GapState>, week: Time) -> Result<Vec<Gap>> {
    tx.all(&LIST, &[&shop, &state, &week])
}

/// How many gaps each person has.
pub(super) fn load(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<(AgentId, i64)>> {
    tx.all(&LOAD, &[&shop])
}

/// Questions without a good answer that are in no gap.
pub(super) fn loose(tx: &mut Tx<'_>, shop: ShopId, limit: i64) -> Result<Vec<Asked>> {
    tx.all(&LOOSE, &[&shop, &limit])
}

/// Every gap with its newest questions.
pub(super) fn known(tx: &mut Tx<'_>, shop: ShopId, each: i64) -> Result<Vec<Known>> {
    let rows: Vec<(GapId, Lang, String, String, Vec<u8>)> = tx.all(&KNOWN, &[&shop, &each])?;
    let mut known: Vec<Known> = Vec::new();
    for (id, language, text, model, meaning) in rows {
        match known.last_mut() {
            Some(last) if last.id == id => last.questions.push((text, model, meaning)),
            _ => known.push(Known { id, language, questions: vec![(text, model, meaning)] }),
        }
    }
    Ok(known)
}

/// Puts a question into a gap, if it is still without a good answer and in none.
pub(super) fn put_in(
    tx: &mut Tx<'_>,
    gap: GapId,
    asked: AskedId,
    model: &str,
    meaning: &[u8],
) -> Result<u64> {
    tx.execute(&PUT_IN, &[&asked, &gap, &model, &meaning])
}

pub(super) fn take_out(tx: &mut Tx<'_>, asked: AskedId) -> Result<()> {
    tx.execute(&TAKE_OUT, &[&asked])?;
    Ok(())
}

pub(super) fn gap_of(tx: &mut Tx<'_>, asked: AskedId) -> Result<Option<GapId>> {
    let found: Option<(GapId,)> = tx.optional(&GAP_OF, &[&asked])?;
    Ok(found.map(|(gap,)| gap))
}

pub(super) fn move_questions(tx: &mut Tx<'_>, from: GapId, into: GapId) -> Result<()> {
    tx.execute(&MOVE_QUESTIONS, &[&from, &into])?;
    Ok(())
}

pub(super) fn questions(tx: &mut Tx<'_>, gap: GapId) -> Result<Vec<Question>> {
    tx.all(&QUESTIONS, &[&gap])
}

pub(super) fn withdraw(
    tx: &mut Tx<'_>,
    gap: GapId,
    asked: AskedId,
    reason: &str,
    by: Option<AgentId>,
) -> Result<u64> {
    tx.execute(&WITHDRAW, &[&gap, &asked, &reason, &by])
}

pub(super) fn asked_again(tx: &mut Tx<'_>, asked: AskedId, again: &Again) -> Result<()> {
    let Again { at, article, score, answered } = again;
    tx.execute(&ASKED_AGAIN, &[&asked, at, article, score, answered])?;
    Ok(())
}

impl FromRow for Gap {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            language: row.get("language")?,
            title: row.get("title")?,
            intent: json::id(row, "intent")?,
            state: row.get("state")?,
            owner: row.get("owner_id")?,
            due_at: row.get("due_at")?,
            must_at: row.get("must_at")?,
            article: row.get("article_id")?,
            opened_at: row.get("opened_at")?,
            closed_at: row.get("closed_at")?,
            count: row.get("questions")?,
            week: row.get("week")?,
            unanswered: row.get("unanswered")?,
            first_at: row.get("first_at")?,
            last_at: row.get("last_at")?,
        })
    }
}

impl FromRow for Question {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let again_at: Option<Time> = row.get("again_at")?;
        let again = match again_at {
            None => None,
            Some(at) => Some(Again {
                at,
                article: row.get("again_article_id")?,
                score: row.get("again_score")?,
                answered: row.get("answered")?,
            }),
        };
        Ok(Self { asked: Asked::from_row(row)?, withdrawn: row.get("withdrawn")?, again })
    }
}
