//! The benchmark's shop in a database of ours, and what is called done there: by the same functions as everywhere, each
//! sequence in a transaction that is undone afterwards, so that the next one finds the shop as it was.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, ensure};
use db::{DatabaseUrl, Db, Options};
use desk::catalog::told::Origin;
use desk::ctx::{Clock as _, Ctx, Store, SystemClock};
use desk::error::{Error, Refusal};
use desk::id::{BuyerId, ShopId};
use desk::order::guard;
use desk::order::{self, Failure, Order, OrderStatus, PaymentKind, ReturnKind, ReturnStatus, embedded};
use desk::reaction;
use desk::shop::{self, Lang, NewShop, Shop, ShopSettings};
use uuid::Uuid;

use super::benchmark::{World, Write};
use super::mapping;
use super::oracle::{OrderState, State, UserState};
use crate::importing;

/// A database of its own, gone with it.
pub(super) struct Replay {
    store: Store,
    shop: ShopId,
    buyers: Arc<BTreeMap<String, BuyerId>>,
    _folder: Folder,
}

/// What came of a sequence.
pub(super) struct Outcome {
    /// The calls that were refused: which, and by which rule.
    pub(super) refused: Vec<(usize, String)>,
    /// How everything was afterwards.
    pub(super) state: State,
}

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that cannot be removed is only litter in the system's own temporary folder.
        drop(fs::remove_dir_all(&self.0));
    }
}

impl Replay {
    /// Brings the benchmark's shop in.
    pub(super) async fn of(world: &World) -> anyhow::Result<Self> {
        let folder = std::env::temp_dir().join(format!("miaohui-eval-{}", Uuid::now_v7().simple()));
        fs::create_dir(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let folder = Folder(folder);
        let options = Options { url: DatabaseUrl::Sqlite(folder.0.join("eval.db")), connections: 1 };
        let db = tokio::task::spawn_blocking(move || Db::open(&options)).await??;
        let store = Store::new(db, Arc::new(SystemClock), reaction::ABOVE);
        let shop: Shop = store.write(|ctx| shop::create(ctx, new_shop())).await?;
        for batch in mapping::batches(world, SystemClock.now())? {
            let report = importing::take_in(&store, shop.clone(), (batch, Origin::Import), false).await?;
            let wrong = report.problems.first().map(|wrong| format!("row {}: {}", wrong.row, wrong.refusal));
            ensure!(wrong.is_none(), "the benchmark's shop was not taken in: {}", wrong.unwrap_or_default());
        }
        let (id, names): (ShopId, Vec<String>) = (shop.id, world.users.keys().cloned().collect());
        let buyers = store.read(move |ctx| by_name(ctx, id, &names)).await?;
        Ok(Self { store, shop: shop.id, buyers: Arc::new(buyers), _folder: folder })
    }

    /// Does what is called for `user`, and goes on after a refusal; then everything is as it was.
    pub(super) async fn run(&self, user: &str, writes: Vec<Write>) -> anyhow::Result<Outcome> {
        let (shop, buyers) = (self.shop, Arc::clone(&self.buyers));
        let user = *self.buyers.get(user).with_context(|| format!("there is no user {user}"))?;
        let told: Arc<Mutex<Option<Outcome>>> = Arc::default();
        let tell = Arc::clone(&told);
        let undone = self
            .store
            .write(move |ctx| -> Result<(), Error> {
                let refused = refusals(ctx, shop, user, &writes)?;
                let outcome = Outcome { refused, state: state(ctx, &buyers)? };
                *tell.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
                Err(Refusal::conflict("undone").into())
            })
            .await;
        let outcome = told.lock().unwrap_or_else(PoisonError::into_inner).take();
        match (outcome, undone) {
            (Some(outcome), _) => Ok(outcome),
            (None, Err(error)) => Err(error.into()),
            (None, Ok(())) => anyhow::bail!("a sequence told nothing"),
        }
    }
}

fn new_shop() -> NewShop {
    NewShop {
        key: "benchmark".to_owned(),
        name: "Benchmark".to_owned(),
        language: Lang::En,
        currency: "USD".to_owned(),
        time_zone: "UTC".to_owned(),
        settings: ShopSettings { service: mapping::policy(), ..ShopSettings::default() },
    }
}

fn by_name(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    names: &[String],
) -> Result<BTreeMap<String, BuyerId>, Error> {
    let mut buyers = BTreeMap::new();
    for name in names {
        let buyer = desk::buyer::by_external_id(ctx, shop, name)?;
        buyers.insert(name.clone(), buyer.ok_or_else(|| Refusal::not_found("no_such_buyer"))?.id);
    }
    Ok(buyers)
}

/// Each call is asked for as it is when it is offered, and then done: which were refused, and by which rule.
fn refusals(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    user: BuyerId,
    writes: &[Write],
) -> Result<Vec<(usize, String)>, Error> {
    let mut refused = Vec::new();
    for (at, write) in writes.iter().enumerate() {
        let action = mapping::action(write);
        match guard::permits(ctx, shop, Some(user), &action) {
            Ok(()) => {}
            Err(Error::Refused(refusal)) => {
                refused.push((at, refusal.code.to_owned()));
                continue;
            }
            Err(other) => return Err(other),
        }
        match embedded::perform(ctx, shop, &format!("call-{at}"), &action)? {
            Ok(_) => {}
            Err(Failure::Refused { code, .. }) => refused.push((at, code)),
            Err(other) => return Err(Error::Broken(other.to_string())),
        }
    }
    Ok(refused)
}

fn state(ctx: &mut Ctx<'_, '_>, buyers: &BTreeMap<String, BuyerId>) -> Result<State, Error> {
    let mut state = State { orders: BTreeMap::new(), users: BTreeMap::new() };
    for (name, buyer) in buyers {
        let address = order::usual_address(ctx, *buyer)?.as_ref().map(mapping::place);
        let methods = order::methods(ctx, *buyer)?;
        let methods = methods.into_iter().map(|method| (method.method_id, method.balance)).collect();
        state.users.insert(name.clone(), UserState { address, methods });
        for order in order::of_buyer(ctx, *buyer, i64::from(i32::MAX))? {
            state.orders.insert(order.number.clone(), order_state(&order));
        }
    }
    Ok(state)
}

/// An order in the benchmark's words.
fn order_state(order: &Order) -> OrderState {
    let open = order.returns.iter().map(|known| &known.facts).find(|facts| {
        facts.status == ReturnStatus::Requested
            && matches!(facts.kind, ReturnKind::Return | ReturnKind::Exchange)
    });
    let status = match (order.status, open.map(|facts| facts.kind)) {
        (_, Some(ReturnKind::Exchange)) => "exchange requested",
        (_, Some(_)) => "return requested",
        (OrderStatus::Paid, None) if order.lines_changed => "pending (item modified)",
        (OrderStatus::Paid, None) => "pending",
        (OrderStatus::Shipped, None) => "processed",
        (OrderStatus::Received, None) => "delivered",
        (OrderStatus::Cancelled, None) => "cancelled",
        (other, None) => other.as_str(),
    };
    let each = |sku: &str, quantity: i64| vec![sku.to_owned(); usize::try_from(quantity).unwrap_or(0)];
    OrderState {
        status: status.to_owned(),
        address: order.address.as_ref().map(mapping::place),
        items: order
            .lines
            .iter()
            .flat_map(|line| each(&line.sku, line.quantity).into_iter().map(|sku| (sku, line.unit_price)))
            .collect(),
        payments: order
            .payments
            .iter()
            .map(|moved| {
                let kind = if moved.kind == PaymentKind::Payment { "payment" } else { "refund" };
                (kind.to_owned(), moved.amount, moved.method.clone())
            })
            .collect(),
        back: open
            .iter()
            .flat_map(|facts| facts.lines.iter().flat_map(|piece| each(&piece.sku, piece.quantity)))
            .collect(),
        out: open
            .iter()
            .flat_map(|facts| facts.changes.iter().flat_map(|change| each(&change.to, change.quantity)))
            .collect(),
        method: open.and_then(|facts| facts.method.clone()),
        cancel_reason: order.cancel_reason.clone(),
    }
    .sorted()
}
