//! Taking a batch in, all or nothing: what the API and the command share.

use std::sync::{Arc, Mutex, PoisonError};

use commerce::import::{self, Batch, Report};
use desk::catalog::told::Origin;
use desk::ctx::Store;
use desk::error::{Error, Refusal};
use desk::shop::Shop;

/// Takes the batch in. If anything in it is wrong, or this is only to try, the transaction is undone; the report tells
/// what would have happened.
pub async fn take_in(
    store: &Store,
    shop: Shop,
    (batch, origin): (Batch, Origin),
    dry_run: bool,
) -> Result<Report, Error> {
    let told: Arc<Mutex<Option<Report>>> = Arc::default();
    let tell = Arc::clone(&told);
    let done = store
        .write(move |ctx| {
            let report = import::take_in(ctx, &shop, &batch, origin)?;
            let keep = report.problems.is_empty() && !dry_run;
            *tell.lock().unwrap_or_else(PoisonError::into_inner) = Some(report);
            // An error is what undoes a transaction.
            if keep { Ok(()) } else { Err(Refusal::conflict("undone").into()) }
        })
        .await;
    let report = told.lock().unwrap_or_else(PoisonError::into_inner).take();
    match (done, report) {
        (Ok(()) | Err(Error::Refused(_)), Some(report)) => Ok(report),
        (Err(error), _) => Err(error),
        (Ok(()), None) => Err(Error::Broken("an import gave no report".into())),
    }
}
