//! The way to each shop's own system: to our own tables for those that have none.

use std::sync::Arc;

use commerce::system::{self, ShopSystem, Trouble};
use desk::connection::{self, Connection, Role, look};
use desk::error::Error;
use desk::id::ShopId;
use desk::order::{self, Action, Failure, Receipt, coupon, embedded};
use desk::shop;

use crate::app::App;
use crate::connections;

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

/// Has the shop do something, once for each key, and gives what it says; what was done is known here by then, as far as
/// the shop can be asked. An error is ours, a failure the shop's.
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
    let denied =
        matches!(&outcome, Err(Failure::Busy { message, .. }) if *message == Trouble::Denied.to_string());
    let receipt = outcome.as_ref().ok().cloned();
    let order = app
        .store
        .write(move |ctx| {
            if denied {
                connection::troubled(ctx, shop, Role::System, &Trouble::Denied.to_string())?;
            }
            if let Some(receipt) = &receipt {
                coupon::done(ctx, shop, &action, receipt)?;
            }
            order::number_of(ctx, shop, &action)
        })
        .await?;
    // Of what is about no order, or one that is unknown here, there is no mirror.
    let Some(order) = order else { return Ok(outcome) };
    let shown = outcome.is_ok() && is_shown(app, shop, system.as_ref(), &order).await;
    if !shown {
        app.store.write(move |ctx| look::at(ctx, &look::Look { shop, order })).await?;
    }
    Ok(outcome)
}

/// Has the mirror show what was done, before anybody goes on from it. What was done stays done when that fails.
async fn is_shown(app: &App, shop: ShopId, system: &dyn ShopSystem, order: &str) -> bool {
    match connections::see(app, shop, system, order).await {
        Ok(Ok(())) => true,
        Ok(Err(trouble)) => {
            tracing::warn!(%shop, %trouble, "what was done is shown later");
            false
        }
        Err(error) => {
            tracing::warn!(%shop, %error, "what was done is shown later");
            false
        }
    }
}
