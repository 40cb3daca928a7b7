//! The page on which a buyer says how a return was sent. The link is the right: nobody signs in.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::State;
use db::Time;
use desk::error::{Error, Refusal};
use desk::id::ReturnId;
use desk::money::Money;
use desk::order::return_page::{self, Page, Stage};
use desk::order::{Failure, ReturnKind};
use desk::shop::{Bilingual, Lang};
use language::entities::{Courier, waybill};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::address::Address;
use crate::api::view::LineView;
use crate::app::App;
use crate::body::{Body, Path};
use crate::problem::{Answer, Problem};
use crate::shop_system;

/// The longest text a parcel is looked for in.
const LONGEST: usize = 2000;

/// What the page of a return shows. Nothing in it tells who the buyer is.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReturnPage {
    /// The shop's name.
    pub shop: String,
    /// The language the shop usually speaks.
    pub language: Lang,
    /// The shop's number of the return.
    pub number: String,
    pub kind: ReturnKind,
    pub stage: Stage,
    /// What goes back.
    pub goods: Vec<ReturnGoods>,
    /// What will be paid back.
    pub amount: Option<Money>,
    /// Who receives it at the shop.
    pub recipient: String,
    /// The phone there.
    pub phone: String,
    /// Where to send it.
    pub address: String,
    /// What to know before sending.
    pub notes: Bilingual,
    pub carrier: Option<String>,
    pub tracking_number: Option<String>,
    /// When the parcel was entered.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub entered_at: Option<Time>,
    /// Until when the page can be opened, and the parcel entered.
    #[schema(value_type = String, format = "date-time")]
    pub until: Time,
    /// Couriers to choose from.
    pub couriers: Vec<CourierView>,
}

/// A line of what goes back.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReturnGoods {
    pub title: String,
    /// The variant in words.
    pub options: String,
    pub quantity: i64,
}

/// A courier to choose.
#[derive(Debug, Serialize, ToSchema)]
pub struct CourierView {
    /// Its id here.
    pub id: String,
    pub name: Bilingual,
}

impl From<Page> for ReturnPage {
    fn from(page: Page) -> Self {
        let Page { shop, returned, goods, stage, parcel, until, .. } = page;
        let settings = shop.settings.returns;
        let amount = returned.facts.amount.filter(|amount| *amount > 0);
        Self {
            number: returned.facts.return_id,
            kind: returned.facts.kind,
            goods: goods.iter().map(|line| ReturnGoods::of(LineView::of(line, &shop.currency))).collect(),
            amount: amount.map(|amount| Money::new(amount, &shop.currency)),
            carrier: parcel.as_ref().map(|parcel| parcel.carrier.clone()),
            tracking_number: parcel.as_ref().map(|parcel| parcel.tracking_number.clone()),
            entered_at: parcel.map(|parcel| parcel.entered_at),
            couriers: if stage == Stage::Open { couriers() } else { Vec::new() },
            shop: shop.name,
            language: shop.language,
            recipient: settings.recipient,
            phone: settings.phone,
            address: settings.address,
            notes: settings.notes,
            stage,
            until,
        }
    }
}

impl ReturnGoods {
    fn of(line: LineView) -> Self {
        Self { title: line.title, options: line.options, quantity: line.quantity }
    }
}

fn couriers() -> Vec<CourierView> {
    let view = |courier: Courier| {
        let (zh, en) = courier.names();
        CourierView { id: id_of(courier), name: Bilingual { zh: zh.to_owned(), en: en.to_owned() } }
    };
    Courier::all().map(view).collect()
}

fn id_of(courier: Courier) -> String {
    serde_json::to_value(courier).ok().and_then(|id| Some(id.as_str()?.to_owned())).unwrap_or_default()
}

/// Shows the return behind a link.
#[utoipa::path(get, path = "/returns/{token}", tag = "returns", params(("token" = String, Path)), responses(
    (status = 200, body = ReturnPage), (status = 404, body = Problem, description = "link_forged, link_expired"),
    (status = 429, body = Problem)))]
pub async fn show(
    State(app): State<App>,
    Address(address): Address,
    Path(token): Path<String>,
) -> Answer<Json<ReturnPage>> {
    app.limits.return_page(address)?;
    let page = app.store.read(move |ctx| return_page::open(ctx, &token)).await?;
    Ok(Json(page.into()))
}

/// How a return was sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ParcelInput {
    /// A courier's id, or its name when it is not among ours.
    pub courier: String,
    /// The number on the label.
    pub tracking_number: String,
}

/// Takes in how a return was sent, and tells the shop. The same again changes nothing.
#[utoipa::path(post, path = "/returns/{token}", tag = "returns", params(("token" = String, Path)),
    request_body = ParcelInput, responses(
    (status = 200, body = ReturnPage), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn track(
    State(app): State<App>,
    Address(address): Address,
    Path(token): Path<String>,
    Body(input): Body<ParcelInput>,
) -> Answer<Json<ReturnPage>> {
    app.limits.return_page(address)?;
    let again = token.clone();
    let entered = app
        .store
        .write(move |ctx| return_page::enter(ctx, &token, &input.courier, &input.tracking_number))
        .await?;
    if entered.stage == Stage::Noted
        && let Some(Failure::Refused { .. }) = tell(&app, entered.returned.id).await?
    {
        return Err(Refusal::conflict("shop_refused_parcel").into());
    }
    let page = app.store.read(move |ctx| return_page::open(ctx, &again)).await?;
    Ok(Json(page.into()))
}

/// Tells the shop what a buyer entered, once, and notes what it says. What failed for now is tried again by the job.
pub async fn tell(app: &App, id: ReturnId) -> Result<Option<Failure>, Error> {
    let Some((shop, key, action)) = app.store.read(move |ctx| return_page::to_tell(ctx, id)).await? else {
        return Ok(None);
    };
    let failure = shop_system::perform(app, shop, key, action).await?.err();
    let said = failure.clone();
    app.store.write(move |ctx| return_page::told(ctx, id, said.as_ref())).await?;
    Ok(failure)
}

/// A text that a parcel's number stands in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PastedText {
    pub text: String,
}

/// The parcel that was found in a text.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundParcel {
    /// The courier's id, when the text or the number tells.
    pub courier: Option<String>,
    pub tracking_number: Option<String>,
}

/// Finds courier and number in what somebody pasted or photographed. Nothing of it is kept.
#[utoipa::path(post, path = "/returns/{token}/read", tag = "returns", params(("token" = String, Path)),
    request_body = PastedText, responses(
    (status = 200, body = FoundParcel), (status = 404, body = Problem), (status = 422, body = Problem),
    (status = 429, body = Problem)))]
pub async fn read(
    State(app): State<App>,
    Address(address): Address,
    Path(token): Path<String>,
    Body(PastedText { text }): Body<PastedText>,
) -> Answer<Json<FoundParcel>> {
    app.limits.return_page(address)?;
    if text.chars().count() > LONGEST {
        return Err(Refusal::invalid("text", "text_too_long").with("limit", LONGEST).into());
    }
    app.store.read(move |ctx| return_page::link::read(ctx, &token)).await?;
    let found = waybill(&text);
    Ok(Json(FoundParcel {
        courier: found.as_ref().and_then(|found| found.courier).map(id_of),
        tracking_number: found.map(|found| found.number),
    }))
}
