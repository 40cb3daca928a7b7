//! Devices: where a person is told what concerns them. They are the person's own.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use db::Time;
use desk::alert::device::{self, Device, LastPush, Subscription};
use desk::alert::{AlertEvent, AlertState, key};
use desk::id::DeviceId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::{Person, ReadConversations};
use crate::body::{Body, Path};
use crate::problem::{Answer, Problem};

/// A person's devices, and what a browser needs to become one.
#[derive(Debug, Serialize, ToSchema)]
pub struct DevicesView {
    /// The house's public key for push services: what a browser is given when notices are turned on in it.
    pub public_key: String,
    pub devices: Vec<DeviceView>,
}

/// A browser on which notices are on. Its address and its keys stay where they are.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceView {
    pub id: DeviceId,
    pub name: String,
    /// Enough of the address to tell two apart.
    pub endpoint_hint: String,
    pub events: Vec<AlertEvent>,
    #[schema(value_type = String, format = "date-time")]
    pub created_at: Time,
    /// What came of the last push; none before there was one.
    pub last: Option<LastPushView>,
}

/// What came of a push.
#[derive(Debug, Serialize, ToSchema)]
pub struct LastPushView {
    pub state: AlertState,
    /// Why it stands where it stands: a word of ours or the service's code.
    pub reason: Option<String>,
    #[schema(value_type = String, format = "date-time")]
    pub at: Time,
}

impl DeviceView {
    fn of(device: Device, last: Option<LastPush>) -> Self {
        Self {
            endpoint_hint: device.endpoint.hint(),
            id: device.id,
            name: device.name,
            events: device.events,
            created_at: device.created_at,
            last: last.map(|LastPush { state, reason, at }| LastPushView { state, reason, at }),
        }
    }
}

/// A browser on which notices are turned on, as the browser describes itself.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDevice {
    pub name: String,
    /// Where its push service takes what is for it.
    pub endpoint: String,
    pub keys: DeviceKeys,
    pub events: Vec<AlertEvent>,
}

/// With what to encrypt for a browser.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceKeys {
    pub p256dh: String,
    pub auth: String,
}

/// What a device is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceInput {
    pub name: String,
    pub events: Vec<AlertEvent>,
}

/// Lists one's own devices, with the key that a browser needs to become one.
#[utoipa::path(get, path = "/devices", tag = "alerts", responses(
    (status = 200, body = DevicesView), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub async fn devices(State(app): State<App>, who: Person<ReadConversations>) -> Answer<Json<DevicesView>> {
    // The key is made when it is first asked for.
    let view = app.store.write(move |ctx| {
        let devices = device::list(ctx, who.agent.id)?.into_iter();
        let devices = devices.map(|(device, last)| DeviceView::of(device, last)).collect();
        Ok(DevicesView { public_key: key::public(ctx)?, devices })
    });
    Ok(Json(view.await?))
}

/// Turns notices on in a browser. Where they were on already, it stays the same device.
#[utoipa::path(post, path = "/devices", tag = "alerts", request_body = NewDevice, responses(
    (status = 201, body = DeviceView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add_device(
    State(app): State<App>,
    who: Person<ReadConversations>,
    Body(new): Body<NewDevice>,
) -> Answer<(StatusCode, Json<DeviceView>)> {
    let NewDevice { name, endpoint, keys: DeviceKeys { p256dh, auth }, events } = new;
    let given = Subscription { endpoint, p256dh, auth };
    let added = app.store.write(move |ctx| device::add(ctx, who.agent.id, &name, given, events)).await?;
    Ok((StatusCode::CREATED, Json(DeviceView::of(added, None))))
}

/// Changes what a device is called and told.
#[utoipa::path(put, path = "/devices/{id}", tag = "alerts", params(("id" = DeviceId, Path)),
    request_body = DeviceInput, responses(
    (status = 200, body = DeviceView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn change_device(
    State(app): State<App>,
    who: Person<ReadConversations>,
    Path(id): Path<DeviceId>,
    Body(DeviceInput { name, events }): Body<DeviceInput>,
) -> Answer<Json<DeviceView>> {
    let changed = app.store.write(move |ctx| device::change(ctx, who.agent.id, id, &name, events)).await?;
    Ok(Json(DeviceView::of(changed, None)))
}

/// Tells a device nothing any more.
#[utoipa::path(delete, path = "/devices/{id}", tag = "alerts", params(("id" = DeviceId, Path)), responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn remove_device(
    State(app): State<App>,
    who: Person<ReadConversations>,
    Path(id): Path<DeviceId>,
) -> Answer<StatusCode> {
    app.store.write(move |ctx| device::remove(ctx, who.agent.id, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a test. What comes of it stands with the device.
#[utoipa::path(post, path = "/devices/{id}/test", tag = "alerts", params(("id" = DeviceId, Path)), responses(
    (status = 202), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn test_device(
    State(app): State<App>,
    who: Person<ReadConversations>,
    Path(id): Path<DeviceId>,
) -> Answer<StatusCode> {
    app.store.write(move |ctx| device::test(ctx, who.agent.id, id)).await?;
    Ok(StatusCode::ACCEPTED)
}
