//! Texts to phones: what was sent, what waits for a hand, and how a shop sends.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::State;
use db::Time;
use desk::id::{BuyerId, ShopId, SmsId};
use desk::shop;
use desk::sms::{self, Sms, SmsSettings, SmsSetup, SmsState};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::{AnswerConversations, ManageHouse, Person};
use crate::body::{Body, Path, Query};
use crate::problem::{Answer, Problem};

/// A text to a phone, its number masked.
#[derive(Debug, Serialize, ToSchema)]
pub struct SmsView {
    pub id: SmsId,
    pub buyer: BuyerId,
    /// With its middle hidden.
    pub phone: String,
    pub text: String,
    pub state: SmsState,
    /// How often it was tried.
    pub attempts: i64,
    /// Why it stands where it stands: a word of ours or the provider's code.
    pub reason: Option<String>,
    /// Not before.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub not_before: Option<Time>,
    #[schema(value_type = String, format = "date-time")]
    pub created_at: Time,
    #[schema(value_type = String, format = "date-time")]
    pub updated_at: Time,
}

impl From<Sms> for SmsView {
    fn from(sms: Sms) -> Self {
        Self {
            phone: sms.phone.masked(),
            id: sms.id,
            buyer: sms.buyer,
            text: sms.text,
            state: sms.state,
            attempts: sms.attempts,
            reason: sms.reason,
            not_before: sms.not_before,
            created_at: sms.created_at,
            updated_at: sms.updated_at,
        }
    }
}

/// Which texts.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SmsQuery {
    /// Only those that have come so far.
    pub state: Option<SmsState>,
    /// At most so many: 1 to 200, 100 when not given.
    pub limit: Option<i64>,
}

/// Lists a shop's texts, newest first.
#[utoipa::path(get, path = "/shops/{shop}/sms", tag = "sms", params(("shop" = ShopId, Path), SmsQuery), responses(
    (status = 200, body = Vec<SmsView>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn list(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(shop): Path<ShopId>,
    Query(query): Query<SmsQuery>,
) -> Answer<Json<Vec<SmsView>>> {
    who.must_see(shop, "no_such_shop")?;
    let limit = query.limit.unwrap_or(100).clamp(1, 200);
    let all = app.store.read(move |ctx| sms::list(ctx, shop, query.state, limit)).await?;
    Ok(Json(all.into_iter().map(SmsView::from).collect()))
}

/// The whole number of a text, for whoever sends it by hand.
#[derive(Debug, Serialize, ToSchema)]
pub struct SmsByHand {
    pub phone: String,
    pub text: String,
}

/// Shows the whole number of a text that waits for a hand. That it was shown is written down.
#[utoipa::path(post, path = "/sms/{id}/reveal", tag = "sms", params(("id" = SmsId, Path)), responses(
    (status = 200, body = SmsByHand), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn reveal(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<SmsId>,
) -> Answer<Json<SmsByHand>> {
    let agent = who.agent.id;
    let sms = app
        .store
        .write(move |ctx| {
            who.must_see(sms::get(ctx, id)?.shop, "no_such_sms")?;
            sms::reveal(ctx, id, agent)
        })
        .await?;
    Ok(Json(SmsByHand { phone: sms.phone.reveal().to_owned(), text: sms.text }))
}

/// Says that a text was sent by hand.
#[utoipa::path(post, path = "/sms/{id}/sent", tag = "sms", params(("id" = SmsId, Path)), responses(
    (status = 200, body = SmsView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn sent(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<SmsId>,
) -> Answer<Json<SmsView>> {
    let sms = app
        .store
        .write(move |ctx| {
            who.must_see(sms::get(ctx, id)?.shop, "no_such_sms")?;
            sms::sent_by_hand(ctx, id)
        })
        .await?;
    Ok(Json(sms.into()))
}

/// Tries a text once more.
#[utoipa::path(post, path = "/sms/{id}/retry", tag = "sms", params(("id" = SmsId, Path)), responses(
    (status = 200, body = SmsView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn retry(
    State(app): State<App>,
    who: Person<AnswerConversations>,
    Path(id): Path<SmsId>,
) -> Answer<Json<SmsView>> {
    let sms = app
        .store
        .write(move |ctx| {
            who.must_see(sms::get(ctx, id)?.shop, "no_such_sms")?;
            sms::retry(ctx, id)
        })
        .await?;
    Ok(Json(sms.into()))
}

/// Shows how a shop sends texts. The secret stays where it is.
#[utoipa::path(get, path = "/shops/{shop}/sms-settings", tag = "sms", params(("shop" = ShopId, Path)), responses(
    (status = 200, body = SmsSetup), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn settings(
    State(app): State<App>,
    who: Person<ManageHouse>,
    Path(shop): Path<ShopId>,
) -> Answer<Json<SmsSetup>> {
    who.must_see(shop, "no_such_shop")?;
    let setup = app
        .store
        .read(move |ctx| {
            shop::get(ctx, shop)?;
            sms::setup(ctx, shop)
        })
        .await?;
    Ok(Json(setup))
}

/// How a shop is to send texts.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SmsSetupInput {
    pub settings: SmsSettings,
    /// The secret of the provider; the one that is known stays when it is not given.
    #[serde(default)]
    pub secret: Option<String>,
}

/// Sets how a shop sends texts.
#[utoipa::path(put, path = "/shops/{shop}/sms-settings", tag = "sms", params(("shop" = ShopId, Path)),
    request_body = SmsSetupInput, responses(
    (status = 200, body = SmsSetup), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn change_settings(
    State(app): State<App>,
    who: Person<ManageHouse>,
    Path(shop): Path<ShopId>,
    Body(input): Body<SmsSetupInput>,
) -> Answer<Json<SmsSetup>> {
    who.must_see(shop, "no_such_shop")?;
    let setup = app
        .store
        .write(move |ctx| {
            shop::get(ctx, shop)?;
            sms::set_up(ctx, shop, &input.settings, input.secret.as_deref())
        })
        .await?;
    Ok(Json(setup))
}
