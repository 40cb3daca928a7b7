//! Learning from what a shop has already: files, product pages, past conversations. Everything becomes a proposal.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::{Multipart, State};
use db::Time;
use desk::agent::Caller;
use desk::document::{self, Contradiction, Outcome, Piece, Reading, Report, dialogue, mine, product};
use desk::error::{Error, Refusal};
use desk::id::{AgentId, DocumentId, ShopId};
use desk::knowledge::SourceOf;
use desk::shop::{self, Shop};
use desk::{agent, catalog, secret};
use documents::Refused;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::files::FileForm;
use crate::app::App;
use crate::auth::{KeepKnowledge, May};
use crate::body::{Body, Path, Query};
use crate::problem::{Answer, Problem, reader};
use crate::upload;

/// Products looked at before what was found in them is written down.
const AT_ONCE: usize = 50;
/// New proposals from products at most; whoever wants more asks again.
const MOST_PROPOSED: usize = 500;
/// Days looked back at most.
const MOST_DAYS: u32 = 365;

/// An address shown with what comes from a file.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UploadQuery {
    /// Where buyers can read it themselves.
    pub link: Option<String>,
}

/// What came of learning.
#[derive(Debug, Serialize, ToSchema)]
pub struct LearnedView {
    /// New proposals.
    pub proposed: usize,
    /// Parts that say something else now: proposed as changes.
    pub changed: usize,
    pub unchanged: usize,
    /// Parts that are gone: proposed to be retired.
    pub retired: usize,
    /// Parts that an article or an open proposal says already.
    pub known: usize,
    /// Articles that buyers are not told until somebody has looked.
    pub stale: usize,
    /// Parts that cannot be articles.
    pub refused: Vec<RefusedView>,
    /// Parts that answer one question differently; the first of each two was taken.
    pub contradictions: Vec<Contradiction>,
}

/// A part that cannot be an article.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefusedView {
    pub key: String,
    #[serde(flatten)]
    pub problem: Problem,
}

/// What came of a file.
#[derive(Debug, Serialize, ToSchema)]
pub struct UploadedView {
    pub document: DocumentId,
    #[serde(flatten)]
    pub learned: LearnedView,
}

/// What came of past conversations, or of products.
#[derive(Debug, Serialize, ToSchema)]
pub struct LearntView {
    /// How many were read.
    pub read: usize,
    /// How many were left for another time.
    pub left: usize,
    #[serde(flatten)]
    pub learned: LearnedView,
}

/// A file that was read, and what came of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentView {
    pub id: DocumentId,
    pub name: String,
    pub title: String,
    pub link: Option<String>,
    #[schema(value_type = String, format = "date-time")]
    pub read_at: Time,
    pub read_by_name: Option<String>,
    pub sections: i64,
    /// Proposals nobody has decided about.
    pub open: i64,
    pub accepted: i64,
    pub rejected: i64,
    /// Articles that are not told because of a change here.
    pub stale: i64,
}

/// What a shop has learned from.
#[derive(Debug, Serialize, ToSchema)]
pub struct SourcesView {
    /// Newest first.
    pub documents: Vec<DocumentView>,
    /// How many products were learned from.
    pub products: i64,
    /// How many conversations were learned from.
    pub dialogues: i64,
}

impl LearnedView {
    fn of(report: Report, contradictions: Vec<Contradiction>) -> Self {
        let refused = report
            .refused
            .into_iter()
            .map(|part| RefusedView { key: part.key, problem: Problem::of(&part.refusal, reader()) });
        Self {
            proposed: report.proposed,
            changed: report.changed,
            unchanged: report.unchanged,
            retired: report.retired,
            known: report.known,
            stale: report.stale,
            refused: refused.collect(),
            contradictions,
        }
    }
}

/// Reads a file (HTML, Markdown, DOCX, PDF, XLSX, CSV, text; at most 10 MB) and proposes what it says as articles. The same
/// again changes nothing; a changed one proposes its changes, and what states an old figure is told no longer.
#[utoipa::path(post, path = "/shops/{shop}/documents", tag = "knowledge",
    params(("shop" = ShopId, Path), UploadQuery),
    request_body(content = FileForm, content_type = "multipart/form-data"), responses(
    (status = 200, body = UploadedView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn read_document(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(id): Path<ShopId>,
    Query(UploadQuery { link }): Query<UploadQuery>,
    form: Multipart,
) -> Answer<Json<UploadedView>> {
    let shop = seen(&app, &who, id).await?;
    catalog::check_address("link", link.as_deref())?;
    let file = upload::file_of(form, documents::MOST_BYTES).await?;
    let by = person(&who.caller);
    let (reading, contradictions) = app
        .think(move |mind, now| {
            let hash = secret::hash_bytes(&file.bytes);
            let document = documents::read(&file.name, &file.bytes).map_err(refused)?;
            let pieces = mine::pieces(&document, shop.language);
            let shelves = mind.shelves(shop.id);
            let (found, contradictions) = document::weigh(mind, &shelves, shop.language, pieces, now);
            let (name, title) = (file.name, document.title);
            Ok((Reading { kind: SourceOf::Document, name, title, link, hash, found, by }, contradictions))
        })
        .await?;
    let (document, report) = app.store.write(move |ctx| document::take(ctx, id, reading)).await?;
    app.read_anew(id).await?;
    Ok(Json(UploadedView { document, learned: LearnedView::of(report, contradictions) }))
}

fn refused(refused: Refused) -> Error {
    match refused {
        Refused::TooLarge => Refusal::too_large("file", refused.code()).into(),
        refused => Refusal::invalid("file", refused.code()).into(),
    }
}

/// Lists what a shop has learned from.
#[utoipa::path(get, path = "/shops/{shop}/documents", tag = "knowledge", params(("shop" = ShopId, Path)), responses(
    (status = 200, body = SourcesView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn sources(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(shop): Path<ShopId>,
) -> Answer<Json<SourcesView>> {
    who.must_see(shop, "no_such_shop")?;
    let sources = app
        .store
        .read(move |ctx| {
            let people = agent::people::list(ctx)?;
            let name = |id: AgentId| people.iter().find(|one| one.id == id).map(|one| one.name.clone());
            let (products, dialogues) = document::learned(ctx, shop)?;
            let documents = document::list(ctx, shop)?;
            let view =
                |Outcome { document, sections, open, accepted, rejected, stale }: Outcome| DocumentView {
                    id: document.id,
                    name: document.name,
                    title: document.title,
                    link: document.link,
                    read_at: document.read_at,
                    read_by_name: document.read_by.and_then(name),
                    sections,
                    open,
                    accepted,
                    rejected,
                    stale,
                };
            Ok(SourcesView { documents: documents.into_iter().map(view).collect(), products, dialogues })
        })
        .await?;
    Ok(Json(sources))
}

/// How far to look back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Since {
    /// Days, 1 to 365.
    pub since_days: u32,
}

/// Proposes what agents answered in conversations that ended well, without what is about one buyer alone. A conversation
/// is learned from once; at most three hundred at a time.
#[utoipa::path(post, path = "/shops/{shop}/dialogues/learn", tag = "knowledge", params(("shop" = ShopId, Path)),
    request_body = Since, responses(
    (status = 200, body = LearntView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn learn_from_dialogues(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(id): Path<ShopId>,
    Body(Since { since_days }): Body<Since>,
) -> Answer<Json<LearntView>> {
    let shop = seen(&app, &who, id).await?;
    if !(1..=MOST_DAYS).contains(&since_days) {
        return Err(Refusal::invalid("since_days", "out_of_range").into());
    }
    let by = person(&who.caller);
    let gathered = app.store.read(move |ctx| dialogue::gather(ctx, id, since_days)).await?;
    let read = gathered.len();
    let (readings, contradictions) = app
        .think(move |mind, now| {
            let shelves = mind.shelves(id);
            let (mut pieces, mut whose): (Vec<Piece>, Vec<(usize, String)>) = (Vec::new(), Vec::new());
            for (at, dialogue) in gathered.iter().enumerate() {
                for piece in dialogue::pieces(mind, &shelves, dialogue, now) {
                    whose.push((at, piece.key.clone()));
                    pieces.push(piece);
                }
            }
            let (found, contradictions) = document::weigh(mind, &shelves, shop.language, pieces, now);
            let mut by_dialogue: Vec<Vec<_>> = gathered.iter().map(|_| Vec::new()).collect();
            for weighed in found {
                if let Some((at, _)) = whose.iter().find(|(_, key)| *key == weighed.piece.key) {
                    by_dialogue[*at].push(weighed);
                }
            }
            let readings: Vec<Reading> = gathered
                .iter()
                .zip(by_dialogue)
                .map(|(dialogue, found)| dialogue::reading(dialogue, found, by))
                .collect();
            Ok((readings, contradictions))
        })
        .await?;
    let report = take_all(&app, id, readings).await?;
    Ok(Json(LearntView { read, left: 0, learned: LearnedView::of(report, contradictions) }))
}

/// Proposes what the pages of products say: prices, attributes, descriptions, size tables. When one of them changes, what
/// came from it changes too. Stops after five hundred new proposals.
#[utoipa::path(post, path = "/shops/{shop}/products/learn", tag = "knowledge", params(("shop" = ShopId, Path)),
    responses(
    (status = 200, body = LearntView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn learn_from_products(
    State(app): State<App>,
    who: May<KeepKnowledge>,
    Path(id): Path<ShopId>,
) -> Answer<Json<LearntView>> {
    let shop = seen(&app, &who, id).await?;
    let by = person(&who.caller);
    let (sold, tables) =
        app.store.read(move |ctx| Ok((catalog::products(ctx, id)?, catalog::size_tables(ctx, id)?))).await?;
    let sold: Vec<catalog::Product> = sold.into_iter().filter(|product| product.facts.on_sale).collect();
    let mut learnt =
        LearntView { read: 0, left: sold.len(), learned: LearnedView::of(Report::default(), Vec::new()) };
    let (mut report, mut contradictions) = (Report::default(), Vec::new());
    for chunk in sold.chunks(AT_ONCE) {
        if report.proposed >= MOST_PROPOSED {
            break;
        }
        let (products, tables, shop): (Vec<_>, _, Shop) = (chunk.to_vec(), tables.clone(), shop.clone());
        let (readings, differ) = app
            .think(move |mind, now| {
                let shelves = mind.shelves(shop.id);
                let (mut readings, mut differ) = (Vec::new(), Vec::new());
                for product in &products {
                    let pieces = product::pieces(&shop, product, &tables);
                    let (found, more) = document::weigh(mind, &shelves, shop.language, pieces, now);
                    readings.push(product::reading(product, found, by));
                    differ.extend(more);
                }
                Ok((readings, differ))
            })
            .await?;
        contradictions.extend(differ);
        report.add(take_all(&app, id, readings).await?);
        learnt.read += chunk.len();
        learnt.left -= chunk.len();
    }
    Ok(Json(LearntView { learned: LearnedView::of(report, contradictions), ..learnt }))
}

async fn take_all(app: &App, shop: ShopId, readings: Vec<Reading>) -> Answer<Report> {
    let report = app
        .store
        .write(move |ctx| {
            let mut report = Report::default();
            for reading in readings {
                report.add(document::take(ctx, shop, reading)?.1);
            }
            Ok(report)
        })
        .await?;
    Ok(report)
}

/// The person behind a call; none for a program.
fn person(caller: &Caller) -> Option<AgentId> {
    match caller {
        Caller::Agent(agent, _) => Some(agent.id),
        Caller::Key(_) => None,
    }
}

async fn seen(app: &App, who: &May<KeepKnowledge>, id: ShopId) -> Answer<Shop> {
    who.must_see(id, "no_such_shop")?;
    Ok(app.store.read(move |ctx| shop::get(ctx, id)).await?)
}
