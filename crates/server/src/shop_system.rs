//! The way to each shop's own system: to our own tables for those that have none.

use desk::error::Error;
use desk::id::ShopId;
use desk::order::{Action, Failure, Receipt, embedded};

use crate::app::App;

/// Has the shop do something, once for each key, and gives what it says. An error is ours, a failure the shop's.
pub async fn perform(
    app: &App,
    shop: ShopId,
    key: String,
    action: Action,
) -> Result<Result<Receipt, Failure>, Error> {
    app.store.write(move |ctx| embedded::perform(ctx, shop, &key, &action)).await
}
