use db::{FromRow, Row, Tx};

use super::{Document, Outcome, Section};
use crate::id::{DocumentId, ShopId};
use crate::knowledge::SourceOf;

db::sql! {
    PUT: "INSERT INTO document (id, shop_id, kind, name, title, link, hash, read_at, read_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, title = excluded.title, link = excluded.link,
            hash = excluded.hash, read_at = excluded.read_at, read_by = excluded.read_by";
    BY_NAME: "SELECT * FROM document WHERE shop_id = $1 AND kind = $2 AND name = $3";
    BY_HASH: "SELECT * FROM document WHERE shop_id = $1 AND kind = $2 AND hash = $3 ORDER BY read_at LIMIT 1";
    OF_KIND: "SELECT * FROM document WHERE shop_id = $1 AND kind = $2 ORDER BY name";
    COUNT: "SELECT COUNT(*) FROM document WHERE shop_id = $1 AND kind = $2";
    OUTCOMES: "SELECT document.*, COUNT(document_section.key) AS sections,
            COUNT(CASE WHEN proposal.state = 'open' THEN 1 END) AS open,
            COUNT(CASE WHEN proposal.state = 'accepted' THEN 1 END) AS accepted,
            COUNT(CASE WHEN proposal.state = 'rejected' THEN 1 END) AS rejected,
            COUNT(CASE WHEN article.stale IS NOT NULL THEN 1 END) AS stale
        FROM document LEFT JOIN document_section ON document_section.document_id = document.id
        LEFT JOIN proposal ON proposal.id = document_section.proposal_id
        LEFT JOIN article ON article.id = proposal.article_id
        WHERE document.shop_id = $1 AND document.kind = $2
        GROUP BY document.id ORDER BY document.read_at DESC, document.id DESC LIMIT 500";

    PUT_SECTION: "INSERT INTO document_section (document_id, key, hash, question, answer, proposal_id)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (document_id, key) DO UPDATE SET hash = excluded.hash, question = excluded.question,
            answer = excluded.answer, proposal_id = excluded.proposal_id";
    REMOVE_SECTION: "DELETE FROM document_section WHERE document_id = $1 AND key = $2";
    SECTIONS: "SELECT * FROM document_section WHERE document_id = $1 ORDER BY key";
}

type Result<T> = std::result::Result<T, db::Error>;

pub(super) fn put(tx: &mut Tx<'_>, document: &Document) -> Result<()> {
    let Document { id, shop, kind, name, title, link, hash, read_at, read_by } = document;
    tx.execute(&PUT, &[id, shop, kind, name, title, link, hash, read_at, read_by])?;
    Ok(())
}

pub(super) fn by_name(tx: &mut Tx<'_>, shop: ShopId, kind: SourceOf, name: &str) -> Result<Option<Document>> {
    tx.optional(&BY_NAME, &[&shop, &kind, &name])
}

pub(super) fn by_hash(tx: &mut Tx<'_>, shop: ShopId, kind: SourceOf, hash: &str) -> Result<Option<Document>> {
    tx.optional(&BY_HASH, &[&shop, &kind, &hash])
}

pub(super) fn of_kind(tx: &mut Tx<'_>, shop: ShopId, kind: SourceOf) -> Result<Vec<Document>> {
    tx.all(&OF_KIND, &[&shop, &kind])
}

pub(super) fn count(tx: &mut Tx<'_>, shop: ShopId, kind: SourceOf) -> Result<i64> {
    let (count,) = tx.one(&COUNT, &[&shop, &kind])?;
    Ok(count)
}

pub(super) fn outcomes(tx: &mut Tx<'_>, shop: ShopId, kind: SourceOf) -> Result<Vec<Outcome>> {
    tx.all(&OUTCOMES, &[&shop, &kind])
}

pub(super) fn put_section(tx: &mut Tx<'_>, section: &Section) -> Result<()> {
    let Section { document, key, hash, question, answer, proposal } = section;
    tx.execute(&PUT_SECTION, &[document, key, hash, question, answer, proposal])?;
    Ok(())
}

pub(super) fn remove_section(tx: &mut Tx<'_>, document: DocumentId, key: &str) -> Result<()> {
    tx.execute(&REMOVE_SECTION, &[&document, &key])?;
    Ok(())
}

pub(super) fn sections(tx: &mut Tx<'_>, document: DocumentId) -> Result<Vec<Section>> {
    tx.all(&SECTIONS, &[&document])
}

impl FromRow for Document {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            kind: row.get("kind")?,
            name: row.get("name")?,
            title: row.get("title")?,
            link: row.get("link")?,
            hash: row.get("hash")?,
            read_at: row.get("read_at")?,
            read_by: row.get("read_by")?,
        })
    }
}

impl FromRow for Outcome {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            document: Document::from_row(row)?,
            sections: row.get("sections")?,
            open: row.get("open")?,
            accepted: row.get("accepted")?,
            rejected: row.get("rejected")?,
            stale: row.get("stale")?,
        })
    }
}

impl FromRow for Section {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            document: row.get("document_id")?,
            key: row.get("key")?,
            hash: row.get("hash")?,
            question: row.get("question")?,
            answer: row.get("answer")?,
            proposal: row.get("proposal_id")?,
        })
    }
}
