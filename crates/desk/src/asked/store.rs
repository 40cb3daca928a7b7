use db::{FromRow, Row, Time, Tx};

use super::list::Query;
use super::suggestion::Use;
use super::{Asked, Rating};
use crate::error::Error;
use crate::fact::RatedBy;
use crate::id::{ArticleId, AskedId, ConversationId, MessageId, ShopId};
use crate::json;

db::sql! {
    INSERT: "INSERT INTO asked (id, shop_id, conversation_id, seq, text, context, products, language, intent, stage, at,
            outcome, missed, article_id, score, answer_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT DO NOTHING";
    INSERT_OFFER: "INSERT INTO asked_offer (asked_id, article_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    BY_ID: "SELECT * FROM asked WHERE id = $1";
    BY_ANSWER: "SELECT * FROM asked WHERE answer_id = $1";
    LATEST: "SELECT * FROM asked WHERE conversation_id = $1 ORDER BY seq DESC LIMIT 1";
    RATE: "UPDATE asked SET rating = $2, rating_why = $3, missed = $4, rated_at = $5 WHERE id = $1";
    RATINGS: "SELECT answer_id, rating FROM asked WHERE conversation_id = $1 AND rating_why = 'buyer'
        AND answer_id IS NOT NULL AND rating IS NOT NULL";

    LIST: "SELECT * FROM asked WHERE shop_id = $1 AND at >= $2
        AND (CAST($3 AS TEXT) IS NULL OR (article_id = $3 AND outcome = 'told')
            OR EXISTS (SELECT 1 FROM asked_offer WHERE asked_id = asked.id AND asked_offer.article_id = $3))
        AND (CAST($4 AS TEXT) IS NULL OR outcome = $4)
        AND (CAST($5 AS TEXT) IS NULL OR rating = $5)
        AND (missed OR NOT CAST($6 AS BOOLEAN))
        ORDER BY at DESC LIMIT $7";

    TOLD: "SELECT article_id, COUNT(*), COUNT(CASE WHEN rating = 'good' THEN 1 END),
            COUNT(CASE WHEN rating = 'bad' THEN 1 END),
            COUNT(CASE WHEN conversation.status = 'resolved' THEN 1 END),
            COUNT(CASE WHEN conversation.status = 'resolved' AND conversation.handed_off_at IS NULL
                AND conversation.claimed_at IS NULL THEN 1 END)
        FROM asked JOIN conversation ON conversation.id = asked.conversation_id
        WHERE asked.shop_id = $1 AND asked.at >= $2 AND outcome = 'told' AND article_id IS NOT NULL
        GROUP BY article_id";
    OFFERED: "SELECT asked_offer.article_id, COUNT(*) FROM asked JOIN asked_offer ON asked_offer.asked_id = asked.id
        WHERE asked.shop_id = $1 AND asked.at >= $2 GROUP BY asked_offer.article_id";
    USES: "SELECT article_id, COUNT(CASE WHEN outcome = 'accepted' THEN 1 END),
            COUNT(CASE WHEN outcome = 'edited' THEN 1 END), COUNT(CASE WHEN outcome = 'rejected' THEN 1 END),
            AVG(CASE WHEN outcome = 'edited' THEN edited END)
        FROM suggestion_use WHERE shop_id = $1 AND at >= $2 GROUP BY article_id";
    TOTALS: "SELECT COUNT(*), COUNT(CASE WHEN missed THEN 1 END), COUNT(CASE WHEN rating = 'good' THEN 1 END),
            COUNT(CASE WHEN rating = 'bad' THEN 1 END)
        FROM asked WHERE shop_id = $1 AND at >= $2";
    INSERT_USE: "INSERT INTO suggestion_use (id, shop_id, article_id, outcome, edited, at)
        VALUES ($1, $2, $3, $4, $5, $6)";
}

type Result<T> = std::result::Result<T, db::Error>;

/// An article: told, found good, found bad, over, over without a person.
type Tellings = (ArticleId, i64, i64, i64, i64, i64);
/// An article: accepted, edited, rejected, and how much was changed.
type Uses = (ArticleId, i64, i64, i64, Option<f64>);

pub(super) fn insert(tx: &mut Tx<'_>, asked: &Asked) -> std::result::Result<u64, Error> {
    let products = json::write(&asked.products)?;
    Ok(tx.execute(
        &INSERT,
        &[
            &asked.id,
            &asked.shop,
            &asked.conversation,
            &asked.seq,
            &asked.text,
            &asked.context,
            &products,
            &asked.language,
            &asked.intent.id(),
            &asked.stage.id(),
            &asked.at,
            &asked.outcome,
            &asked.missed,
            &asked.article,
            &asked.score,
            &asked.answer,
        ],
    )?)
}

pub(super) fn insert_offer(tx: &mut Tx<'_>, asked: AskedId, article: ArticleId) -> Result<()> {
    tx.execute(&INSERT_OFFER, &[&asked, &article])?;
    Ok(())
}

pub(super) fn by_id(tx: &mut Tx<'_>, id: AskedId) -> Result<Option<Asked>> {
    tx.optional(&BY_ID, &[&id])
}

pub(super) fn by_answer(tx: &mut Tx<'_>, message: MessageId) -> Result<Option<Asked>> {
    tx.optional(&BY_ANSWER, &[&message])
}

pub(super) fn latest(tx: &mut Tx<'_>, conversation: ConversationId) -> Result<Option<Asked>> {
    tx.optional(&LATEST, &[&conversation])
}

pub(super) fn rate(
    tx: &mut Tx<'_>,
    id: AskedId,
    rating: Rating,
    why: RatedBy,
    missed: bool,
    now: Time,
) -> Result<()> {
    tx.execute(&RATE, &[&id, &rating, &why, &missed, &now])?;
    Ok(())
}

pub(super) fn ratings(tx: &mut Tx<'_>, conversation: ConversationId) -> Result<Vec<(MessageId, Rating)>> {
    tx.all(&RATINGS, &[&conversation])
}

pub(super) fn list(tx: &mut Tx<'_>, query: &Query) -> Result<Vec<Asked>> {
    let Query { shop, article, outcome, rating, missed, since, limit } = query;
    tx.all(&LIST, &[shop, since, article, outcome, rating, missed, limit])
}

pub(super) fn told(tx: &mut Tx<'_>, shop: ShopId, since: Time) -> Result<Vec<Tellings>> {
    tx.all(&TOLD, &[&shop, &since])
}

pub(super) fn offered(tx: &mut Tx<'_>, shop: ShopId, since: Time) -> Result<Vec<(ArticleId, i64)>> {
    tx.all(&OFFERED, &[&shop, &since])
}

pub(super) fn uses(tx: &mut Tx<'_>, shop: ShopId, since: Time) -> Result<Vec<Uses>> {
    tx.all(&USES, &[&shop, &since])
}

/// All, without a good answer, found good, found bad.
pub(super) fn totals(tx: &mut Tx<'_>, shop: ShopId, since: Time) -> Result<(i64, i64, i64, i64)> {
    tx.one(&TOTALS, &[&shop, &since])
}

pub(super) fn insert_use(
    tx: &mut Tx<'_>,
    id: &str,
    shop: ShopId,
    article: ArticleId,
    outcome: Use,
    edited: Option<f64>,
    now: Time,
) -> Result<()> {
    tx.execute(&INSERT_USE, &[&id, &shop, &article, &outcome, &edited, &now])?;
    Ok(())
}

impl FromRow for Asked {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            conversation: row.get("conversation_id")?,
            seq: row.get("seq")?,
            text: row.get("text")?,
            context: row.get("context")?,
            products: json::read(row, "products")?,
            language: row.get("language")?,
            intent: json::id(row, "intent")?,
            stage: json::id(row, "stage")?,
            at: row.get("at")?,
            outcome: row.get("outcome")?,
            missed: row.get("missed")?,
            article: row.get("article_id")?,
            score: row.get("score")?,
            answer: row.get("answer_id")?,
            rating: row.get("rating")?,
            rated_by: row.get("rating_why")?,
        })
    }
}
