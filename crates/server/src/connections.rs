//! What goes on with connections by itself: walking through shop systems, taking in what they tell, following parcels.

use std::sync::Arc;
use std::time::Duration;

use commerce::carrier::{self, Carrier};
use commerce::system::{Misread, Page, Piece, Said, ShopSystem, Trouble};
use desk::catalog::Change;
use desk::connection::look::Look;
use desk::connection::news::Queue;
use desk::connection::take::{How, Taken, take, take_goods};
use desk::connection::walk::Walk;
use desk::connection::{self, Connection, News, Role, news, parcel, walk};
use desk::error::{Error, Refusal};
use desk::id::{BuyerId, ShopId};
use jobs::Job;

use crate::app::App;
use crate::shop_system::{Connected, connected};
use crate::worker::finish;

/// Tellings taken in one after the other before other work has its turn.
const TELLINGS: i64 = 20;
/// Parcels that a carrier is asked to follow in one go.
const PARCELS: i64 = 10;

/// One page of a walk, or some parcels to be followed; then the same job again, later.
pub async fn walk(app: &App, job: &Job) -> Result<(), Error> {
    let Queue { shop, role } = serde_json::from_str(&job.body)?;
    match role {
        Role::System => match connected(app, shop).await? {
            Some(connected) => walk_on(app, job, connected).await,
            None => finish(app, job).await,
        },
        Role::Carrier => match carrier_of(app, shop).await? {
            Some((connection, carrier)) => follow_parcels(app, job, &connection, carrier.as_ref()).await,
            None => finish(app, job).await,
        },
    }
}

async fn walk_on(app: &App, job: &Job, connected: Connected) -> Result<(), Error> {
    let Connected { connection, system } = connected;
    let shop = connection.shop;
    let under_way = walk::next(&connection, app.store.clock.now());
    let page = under_way.page.as_deref();
    let read = if under_way.goods {
        system.products(page).await
    } else {
        system.orders(under_way.since, page).await
    };
    let Page { pieces, next } = match read {
        Ok(page) => page,
        Err(trouble) => {
            let lost_page = page.is_some() && matches!(trouble, Trouble::Refused { .. } | Trouble::Missing);
            if lost_page {
                app.store.write(move |ctx| walk::forget(ctx, shop, Role::System)).await?;
            }
            return come_again(app, job, &connection, &trouble).await;
        }
    };
    let how = walk::how(&connection);
    take_in(app, shop, system.as_ref(), pieces, how).await?;
    let next: Option<Walk> = walk::after(under_way.clone(), next);
    let every = Duration::from_secs(app.config.connections.look_every_seconds.max(1));
    let job = job.clone();
    app.store
        .write(move |ctx| {
            walk::keep(ctx, shop, Role::System, &under_way, next.as_ref())?;
            let again = if next.is_some() { ctx.now } else { ctx.now + walk::pause(shop, every) };
            Ok(jobs::postpone(ctx.tx, &job, again)?)
        })
        .await
}

/// Notes what is wrong, and comes again when it may be better.
async fn come_again(app: &App, job: &Job, connection: &Connection, trouble: &Trouble) -> Result<(), Error> {
    let (shop, role, word) = (connection.shop, connection.role, trouble.to_string());
    tracing::warn!(%shop, %role, trouble = %word, "a connection is in trouble");
    let labels = [("role", role.to_string()), ("trouble", word.clone())];
    metrics::counter!("miaohui_connection_troubles_total", &labels).increment(1);
    let asked = match trouble {
        Trouble::Busy { after_seconds } => after_seconds.map(Duration::from_secs),
        _ => None,
    };
    let (connection, job) = (connection.clone(), job.clone());
    app.store
        .write(move |ctx| {
            connection::troubled(ctx, shop, role, &word)?;
            let wait = asked.unwrap_or_else(|| walk::patience(&connection, ctx.now));
            Ok(jobs::postpone(ctx.tx, &job, ctx.now + wait)?)
        })
        .await
}

/// Takes in pieces one by one, each in a transaction of its own: one that is wrong keeps no other away.
async fn take_in(
    app: &App,
    shop: ShopId,
    system: &dyn ShopSystem,
    pieces: Vec<Piece>,
    how: How,
) -> Result<(), Error> {
    let mut goods = Vec::new();
    for piece in pieces {
        match piece {
            Err(Misread { what, id, field, reason }) => note(app, shop, (what, id), field, reason).await?,
            Ok(news @ News::Product(_)) => goods.push(news),
            Ok(news) => take_fact(app, shop, system, news, how).await?,
        }
    }
    if goods.is_empty() {
        return Ok(());
    }
    let (taken, goods) = app.store.write(move |ctx| Ok((take_goods(ctx, shop, &goods, how)?, goods))).await?;
    for (taken, news) in taken.into_iter().zip(goods) {
        match taken {
            Ok(taken) => count(taken, how),
            Err(refusal) => note_refusal(app, shop, &news, &refusal).await?,
        }
    }
    Ok(())
}

/// Takes in one order, parcel or return.
async fn take_fact(
    app: &App,
    shop: ShopId,
    system: &dyn ShopSystem,
    news: News,
    how: How,
) -> Result<(), Error> {
    let mut taken = take_one(app, shop, news.clone(), how).await;
    if let Some(order) = order_that_is_missing(&taken, &news) {
        // Told before its order was: the order is fetched, and then it fits.
        for earlier in system.order(order).await.unwrap_or_default().into_iter().flatten() {
            take_one(app, shop, earlier, how).await.or_else(only_refusal)?;
        }
        taken = take_one(app, shop, news.clone(), how).await;
    }
    match taken {
        Err(Error::Refused(refusal)) => note_refusal(app, shop, &news, &refusal).await,
        other => other,
    }
}

async fn note_refusal(app: &App, shop: ShopId, news: &News, refusal: &Refusal) -> Result<(), Error> {
    let (what, id) = news.about();
    let field = refusal.field.as_deref().unwrap_or_default().to_owned();
    note(app, shop, (what, id.to_owned()), field, refusal.code).await
}

fn only_refusal(error: Error) -> Result<(), Error> {
    if error.refusal().is_some() { Ok(()) } else { Err(error) }
}

fn order_that_is_missing<'a>(taken: &Result<(), Error>, news: &'a News) -> Option<&'a str> {
    let refusal = taken.as_ref().err()?.refusal()?;
    match news {
        News::Shipment(shipment) if refusal.code == "no_such_order" => Some(&shipment.order_id),
        News::Return(returned) if refusal.code == "no_such_order" => Some(&returned.order_id),
        _ => None,
    }
}

async fn take_one(app: &App, shop: ShopId, news: News, how: How) -> Result<(), Error> {
    let taken = app.store.write(move |ctx| take(ctx, shop, &news, how)).await?;
    count(taken, how);
    Ok(())
}

fn count((change, gap): Taken, how: How) {
    if change != Change::Unchanged {
        let by = if how == How::Told { "told" } else { "found" };
        metrics::counter!("miaohui_connection_news_total", "by" => by).increment(1);
    }
    if let Some(gap) = gap {
        metrics::counter!("miaohui_mirror_gaps_total", "kind" => gap).increment(1);
    }
}

async fn note(
    app: &App,
    shop: ShopId,
    (what, id): (&'static str, String),
    field: String,
    reason: &'static str,
) -> Result<(), Error> {
    metrics::counter!("miaohui_connection_misread_total", "what" => what).increment(1);
    app.store
        .write(move |ctx| connection::misread(ctx, shop, Role::System, (what, &id), &field, reason))
        .await
}

/// Takes in what was told, in order, until nothing waits.
pub async fn take_news(app: &App, job: &Job) -> Result<(), Error> {
    let queue: Queue = serde_json::from_str(&job.body)?;
    let waiting = app.store.read(move |ctx| news::waiting(ctx, queue, TELLINGS)).await?;
    if waiting.is_empty() {
        return finish(app, job).await;
    }
    let shop = queue.shop;
    let (system, carrier) = match queue.role {
        Role::System => (connected(app, shop).await?, None),
        Role::Carrier => (None, carrier_of(app, shop).await?),
    };
    for told in waiting {
        let taken = match (&system, &carrier) {
            (Some(Connected { connection, system }), _) => {
                match hear(app, shop, system.as_ref(), &told).await? {
                    Ok(()) => Ok(()),
                    Err(trouble) => Err((connection, trouble)),
                }
            }
            (None, Some((_, carrier))) => {
                if let Ok(Some(tracking)) = carrier.understand(&told.body) {
                    app.store
                        .write(move |ctx| parcel::track(ctx, shop, &tracking))
                        .await
                        .map(drop)
                        .or_else(only_refusal)?;
                }
                Ok(())
            }
            // Nobody is connected any more: there is nothing to be made of it.
            (None, None) => Ok(()),
        };
        if let Err((connection, trouble)) = taken {
            return come_again(app, job, connection, &trouble).await;
        }
        app.store.write(move |ctx| news::taken(ctx, &told)).await?;
    }
    let job = job.clone();
    app.store.write(move |ctx| Ok(jobs::postpone(ctx.tx, &job, ctx.now)?)).await
}

/// Understands one telling and takes it in; what only has to be asked for again later is the inner error.
async fn hear(
    app: &App,
    shop: ShopId,
    system: &dyn ShopSystem,
    told: &news::Told,
) -> Result<Result<(), Trouble>, Error> {
    let (read, what, id) = match system.understand(&told.topic, &told.body) {
        Said::Nothing => return Ok(Ok(())),
        Said::News(pieces) => (Ok(pieces), "news", String::new()),
        Said::LookAt(order) => (system.order(&order).await, "order", order),
        Said::LookAtProduct(id) => (system.product(&id).await, "product", id),
    };
    let pieces = match read {
        Ok(pieces) => pieces,
        Err(Trouble::Refused { .. } | Trouble::Missing | Trouble::Strange) => {
            note(app, shop, (what, id), String::new(), "not_understood").await?;
            Vec::new()
        }
        Err(trouble) => return Ok(Err(trouble)),
    };
    take_in(app, shop, system, pieces, How::Told).await?;
    Ok(Ok(()))
}

/// Takes in one order as it is now; why it could not be read is the inner error.
pub async fn see(
    app: &App,
    shop: ShopId,
    system: &dyn ShopSystem,
    order: &str,
) -> Result<Result<(), Trouble>, Error> {
    let pieces = match system.order(order).await {
        Ok(pieces) => pieces,
        Err(trouble) => return Ok(Err(trouble)),
    };
    take_in(app, shop, system, pieces, How::Told).await?;
    Ok(Ok(()))
}

/// Looks at one order again.
pub async fn look(app: &App, job: &Job) -> Result<(), Error> {
    let Look { shop, order } = serde_json::from_str(&job.body)?;
    let Some(Connected { connection, system }) = connected(app, shop).await? else {
        return finish(app, job).await;
    };
    match see(app, shop, system.as_ref(), &order).await? {
        // What could not be read the walk comes by as well.
        Ok(()) | Err(Trouble::Refused { .. } | Trouble::Missing | Trouble::Strange) => {}
        Err(trouble) => return come_again(app, job, &connection, &trouble).await,
    }
    finish(app, job).await
}

/// The carrier of a shop; none when its parcels are where the shop says.
pub async fn carrier_of(app: &App, shop: ShopId) -> Result<Option<(Connection, Box<dyn Carrier>)>, Error> {
    let connection = app.store.read(move |ctx| connection::get(ctx, shop, Role::Carrier)).await?;
    Ok(connection.and_then(|connection| {
        let carrier = carrier::of(&connection, Arc::clone(&app.outgoing) as _)?;
        Some((connection, carrier))
    }))
}

async fn follow_parcels(
    app: &App,
    job: &Job,
    connection: &Connection,
    carrier: &dyn Carrier,
) -> Result<(), Error> {
    let shop = connection.shop;
    let parcels = app.store.read(move |ctx| parcel::unfollowed(ctx, shop, PARCELS)).await?;
    let callback = format!("{}/hooks/carriers/{shop}", app.config.public_url());
    let none_left = parcels.is_empty();
    for one in parcels {
        let wrong = match carrier.follow(&one, &callback).await {
            Ok(()) => None,
            Err(Trouble::Refused { code, .. }) => Some(code),
            Err(trouble) => return come_again(app, job, connection, &trouble).await,
        };
        let id = one.facts.shipment_id;
        app.store.write(move |ctx| parcel::followed(ctx, shop, &id, wrong.as_deref())).await?;
    }
    let every = Duration::from_secs(app.config.connections.look_every_seconds.max(1));
    let job = job.clone();
    app.store
        .write(move |ctx| {
            if !none_left {
                connection::answered(ctx, shop, Role::Carrier)?;
            }
            let again = if none_left { ctx.now + walk::pause(shop, every) } else { ctx.now };
            Ok(jobs::postpone(ctx.tx, &job, again)?)
        })
        .await
}

/// Asks the carrier for a buyer's parcels that were not asked for lately, within the time that an answer may wait. Says
/// whether anything was heard; what was known last stays otherwise, with its time.
pub async fn refresh_parcels(app: &App, shop: ShopId, buyer: BuyerId) -> Result<bool, Error> {
    let Some((_, carrier)) = carrier_of(app, shop).await? else { return Ok(false) };
    let parcels = app.store.read(move |ctx| parcel::stale(ctx, shop, buyer)).await?;
    let budget = Duration::from_millis(app.config.connections.parcel_ms);
    let asking = parcels.iter().map(|one| carrier.track(one));
    let Ok(answers) = tokio::time::timeout(budget, futures::future::join_all(asking)).await else {
        return Ok(false);
    };
    let mut heard = false;
    for (one, answer) in parcels.into_iter().zip(answers) {
        let id = one.facts.shipment_id;
        match answer {
            Ok(Some(tracking)) => {
                heard |= app.store.write(move |ctx| parcel::track(ctx, shop, &tracking)).await?;
            }
            Ok(None) | Err(Trouble::Refused { .. }) => {
                app.store.write(move |ctx| parcel::asked(ctx, shop, &id)).await?;
            }
            Err(trouble) => {
                let word = trouble.to_string();
                app.store.write(move |ctx| connection::troubled(ctx, shop, Role::Carrier, &word)).await?;
            }
        }
    }
    Ok(heard)
}
