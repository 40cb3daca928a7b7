//! A program that carries an inbox: everything its buyers must hear, with the handle of each.

use axum::extract::{Path, Query, State, WebSocketUpgrade};
use axum::response::Response;
use desk::error::Refusal;
use desk::fact::{self, Position};
use desk::id::{InboxId, ShopId};
use serde_json::{Value, json};

use super::hub::Listener;
use super::socket::{self, Conversing, Since, refused};
use super::tail::Told;
use crate::address::Address;
use crate::app::App;
use crate::auth::{May, SpeakForBuyers};
use crate::problem::{Answer, Problem};

/// Opens the live connection of a channel of one's own.
#[utoipa::path(get, path = "/inboxes/{inbox}/live", tag = "channel",
    params(("inbox" = String, Path, description = "The inbox's public name"), Since),
    responses(
        (status = 101, description = "A WebSocket. Frames as for the widget, each with the buyer's handle."),
        (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 429, body = Problem)))]
pub async fn open(
    State(app): State<App>,
    who: May<SpeakForBuyers>,
    Path(key): Path<String>,
    Address(address): Address,
    Query(since): Query<Since>,
    upgrade: WebSocketUpgrade,
) -> Answer<Response> {
    let inbox = app.store.read(move |ctx| desk::inbox::by_key(ctx, &key)).await?;
    who.must_see(inbox.shop, "no_such_inbox")?;
    let place = app.limits.socket(address)?;
    let channel = Channel { app: app.clone(), shop: inbox.shop, inbox: inbox.id };
    Ok(socket::upgrade(&app, upgrade, place, Listener::Channel { inbox: inbox.id }, since, channel))
}

struct Channel {
    app: App,
    shop: ShopId,
    inbox: InboxId,
}

impl Conversing for Channel {
    async fn hello(&mut self) -> Answer<Value> {
        Ok(json!({ "type": "hello" }))
    }

    async fn hear(&mut self, _: &str) -> Option<Value> {
        // What buyers say comes by POST, which can be repeated safely.
        Some(refused(&Problem::from(Refusal::invalid("type", "out_of_range"))))
    }

    fn missed(&self, told: &Told) -> Option<Value> {
        told.is_of(self.inbox).then(|| told.for_channel()).flatten()
    }

    async fn read_missed(&self, since: Position, limit: i64) -> desk::error::Result<Vec<Told>> {
        let shop = self.shop;
        let lines = move |ctx: &mut desk::ctx::Ctx<'_, '_>| fact::of_shop_since(ctx, shop, since, limit);
        socket::with_matter(&self.app, lines, Some(self.inbox)).await
    }

    async fn goodbye(&mut self) {}
}
