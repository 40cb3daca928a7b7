//! The way to each shop's own system: to our own tables for those that have none.

use std::sync::Arc;

use commerce::system::{self, ShopSystem, Trouble};
use desk::connection::{self, Connection, Role, look};
use desk::error::Error;
use desk::id::ShopId;
use desk::order::{Action, Failure, Receipt, embedded};
use desk::shop;

use crate::app::App;

/// A shop's own system, and how we are connected to it.
pub struct Connected {
    /// How.
    pub connection: Connection,
    /// To what.
    pub system: Box<dyn ShopSystem>,
}

/// The system of a shop; none when its orders are kept here.
pub async fn connected(app: &App, shop: ShopId) -> Result<Option<Connected>, Error> {
    let read = app
        .store
        .read(move |ctx| {
            let connection = connection::get(ctx, shop, Role::System)?;
            connection.map(|connection| Ok((connection, shop::get(ctx, shop)?))).transpose()
        })
        .await?;
    let Some((connection, shop)) = read else { return Ok(None) };
    let now = app.store.clock.now();
    match system::of(&connection, &shop, Arc::clone(&app.outgoing) as _, now) {
        Some(system) => Ok(Some(Connected { connection, system })),
        None => Err(Error::Broken(format!("a connection of kind {} leads nowhere", connection.kind))),
    }
}

/// Has the shop do something, once for each key, and gives what it says. An error is ours, a failure the shop's.
pub async fn perform(
    app: &App,
    shop: ShopId,
    key: String,
    action: Action,
) -> Result<Result<Receipt, Failure>, Error> {
    let Some(Connected { system, connection }) = connected(app, shop).await? else {
        return app.store.write(move |ctx| embedded::perform(ctx, shop, &key, &action)).await;
    };
    let outcome = system.perform(&key, &action).await;
    let word = match &outcome {
        Ok(_) => "done",
        Err(Failure::Refused { .. }) => "refused",
        Err(Failure::Busy { .. }) => "busy",
        Err(Failure::Unknown { .. }) => "unknown",
        Err(Failure::NotOffered) => "not_offered",
    };
    let kind = connection.kind.as_str();
    metrics::counter!("miaohui_shop_actions_total", "kind" => kind, "outcome" => word).increment(1);
    // Whatever came of it, the mirror is to show it; of an order that is unknown here there is none.
    let order = action.order().map(str::to_owned);
    let denied =
        matches!(&outcome, Err(Failure::Busy { message, .. }) if *message == Trouble::Denied.to_string());
    app.store
        .write(move |ctx| {
            if denied {
                connection::troubled(ctx, shop, Role::System, &Trouble::Denied.to_string())?;
            }
            order.map_or(Ok(()), |order| look::at(ctx, &look::Look { shop, order }))
        })
        .await?;
    Ok(outcome)
}
