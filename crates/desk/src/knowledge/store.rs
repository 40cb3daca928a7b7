use db::{FromRow, Row, Time, Tx};

use super::{Article, ArticleInput};
use crate::error::Error;
use crate::id::ShopId;
use crate::json;

db::sql! {
    UPSERT: "INSERT INTO article (id, shop_id, external_id, version, question, wordings, answer, category, scope,
            language, audience, valid_from, valid_until, link, image, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        ON CONFLICT (shop_id, external_id) DO UPDATE SET version = excluded.version, question = excluded.question,
            wordings = excluded.wordings, answer = excluded.answer, category = excluded.category,
            scope = excluded.scope, language = excluded.language, audience = excluded.audience,
            valid_from = excluded.valid_from, valid_until = excluded.valid_until, link = excluded.link,
            image = excluded.image, updated_at = excluded.updated_at";
    BY_EXTERNAL_ID: "SELECT * FROM article WHERE shop_id = $1 AND external_id = $2";
    LIST: "SELECT * FROM article WHERE shop_id = $1 ORDER BY external_id";

    EMBEDDINGS: "SELECT text_hash, vector FROM embedding WHERE model = $1";
    KEEP_EMBEDDING: "INSERT INTO embedding (model, text_hash, vector) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
}

type Result<T> = std::result::Result<T, db::Error>;

pub(super) fn upsert(tx: &mut Tx<'_>, article: &Article) -> std::result::Result<(), Error> {
    let ArticleInput { article_id, question, similar, answer, category, scope, audience, .. } =
        &article.facts;
    let ArticleInput { valid_from, valid_until, link, image, .. } = &article.facts;
    let (similar, scope) = (json::write(similar)?, json::write(scope)?);
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
            &article.updated_at,
        ],
    )?;
    Ok(())
}

pub(super) fn by_external_id(tx: &mut Tx<'_>, shop: ShopId, id: &str) -> Result<Option<Article>> {
    tx.optional(&BY_EXTERNAL_ID, &[&shop, &id])
}

pub(super) fn list(tx: &mut Tx<'_>, shop: ShopId) -> Result<Vec<Article>> {
    tx.all(&LIST, &[&shop])
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
            },
            updated_at,
        })
    }
}
