//! The demo seller: all of it is there, once, whenever it is loaded, and its preview page has a buyer for each situation.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderValue, Request, StatusCode, header};
use db::{Engine, Time};
use desk::agent::{people, team};
use desk::buyer::token;
use desk::ctx::FrozenClock;
use desk::order::standing::{self, Standing};
use desk::order::{self, Order, OrderStatus, ShipmentStatus};
use desk::{buyer, catalog, inbox, knowledge, shop};
use serde_json::Value;
use server::app::App;
use server::config::Config;
use server::{api, demo, telemetry};
use testkit::TestDb;
use tower::ServiceExt as _;

/// Wednesday noon in Shanghai, eleven at night in New York.
const NOON: &str = "2026-11-25T04:00:00Z";
const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(86_400);

/// Every way an order can stand, by name.
const STANDINGS: [&str; 15] = [
    "cancelled",
    "completed",
    "delivered",
    "in time",
    "in transit",
    "late",
    "lost",
    "no scan",
    "out for delivery",
    "presale",
    "refunded",
    "refunding",
    "returned",
    "stuck",
    "unpaid",
];

fn at(text: &str) -> Time {
    text.parse::<jiff::Timestamp>().expect("a moment").into()
}

async fn open(db: &TestDb, now: &str) -> App {
    let mut config = Config::load(None, std::iter::empty()).expect("the defaults");
    config.server.data = db.folder().to_owned();
    config.database.url = db.url().to_owned();
    config.database.connections = 4;
    let metrics = telemetry::start_metrics().expect("metrics");
    App::open_with(config, metrics, Arc::new(FrozenClock::at(at(now)))).await.expect("it opens")
}

async fn get(app: &App, path: &str, key: Option<&str>) -> (StatusCode, Value) {
    let address = SocketAddr::from(([127, 0, 0, 1], 9));
    let mut request = Request::get(path).body(Body::empty()).expect("a request");
    if let Some(key) = key {
        let bearer = HeaderValue::from_str(&format!("Bearer {key}")).expect("a header");
        request.headers_mut().insert(header::AUTHORIZATION, bearer);
    }
    request.extensions_mut().insert(ConnectInfo(address));
    let response = api::router(app.clone()).oneshot(request).await.expect("an answer");
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

/// All that a demo shop has, as figures.
#[derive(Debug, PartialEq, Eq)]
struct Inventory {
    products: usize,
    presale: usize,
    promotions: usize,
    size_tables: usize,
    articles: usize,
    buyers: usize,
    orders: usize,
    standings: BTreeMap<&'static str, usize>,
    counts: Value,
}

async fn inventory(app: &App, key: &'static str) -> Inventory {
    let (orders, now) = (orders(app, key).await, app.store.clock.now());
    let mut standings = BTreeMap::new();
    for order in orders.iter().flatten() {
        *standings.entry(standing(order, now)).or_default() += 1;
    }
    let (status, listed) = get(app, "/api/v1/conversations?view=bot", Some(&format!("mhk_demo_{key}"))).await;
    assert_eq!(status, StatusCode::OK);
    app.store
        .read(move |ctx| {
            let shop = shop::by_key(ctx, key)?.expect("a shop of the demo").id;
            let products = catalog::products(ctx, shop)?;
            Ok(Inventory {
                presale: products.iter().filter(|product| product.facts.presale_ships_on.is_some()).count(),
                products: products.len(),
                promotions: catalog::promotions(ctx, shop)?.len(),
                size_tables: catalog::size_tables(ctx, shop)?.len(),
                articles: knowledge::list(ctx, shop)?.len(),
                buyers: orders.len(),
                orders: orders.iter().map(Vec::len).sum(),
                standings,
                counts: listed["counts"].clone(),
            })
        })
        .await
        .expect("an inventory")
}

/// The orders of every buyer of a shop.
async fn orders(app: &App, key: &'static str) -> Vec<Vec<Order>> {
    let prefix = if key == "qinghe" { "QH" } else { "HP" };
    app.store
        .read(move |ctx| {
            let shop = shop::by_key(ctx, key)?.expect("a shop of the demo").id;
            let mut all = Vec::new();
            while let Some(buyer) =
                buyer::by_external_id(ctx, shop, &format!("{prefix}-B{:03}", all.len() + 1))?
            {
                all.push(order::of_buyer(ctx, buyer.id, 1000)?);
            }
            Ok(all)
        })
        .await
        .expect("orders")
}

/// What an order means to its buyer, finer than the bot needs.
fn standing(order: &Order, now: Time) -> &'static str {
    match standing::of(order, now) {
        Standing::Unpaid => "unpaid",
        Standing::Preparing { late: true, .. } => "late",
        Standing::Preparing { .. } if order.ship_by.is_some_and(|by| by > now + 3 * DAY) => "presale",
        Standing::Preparing { .. } => "in time",
        Standing::OnItsWay(shipment) if shipment.facts.events.is_empty() => "no scan",
        Standing::OnItsWay(shipment) if shipment.facts.status == ShipmentStatus::OutForDelivery => {
            "out for delivery"
        }
        Standing::OnItsWay(_) => "in transit",
        Standing::Stuck { .. } => "stuck",
        Standing::Lost(_) => "lost",
        Standing::Returned(_) => "returned",
        Standing::Delivered { .. } if order.status == OrderStatus::Completed => "completed",
        Standing::Delivered { .. } => "delivered",
        Standing::Cancelled => "cancelled",
        Standing::Refunding => "refunding",
        Standing::Refunded => "refunded",
    }
}

testkit::both! {
    async fn all_of_the_demo_is_there_and_only_once(engine) {
        let db = TestDb::new(engine);
        let app = open(&db, NOON).await;
        let said = demo::prepare(&app).await.expect("it loads");
        let (qinghe, harbor) = (inventory(&app, "qinghe").await, inventory(&app, "harbor").await);

        assert!(qinghe.products >= 40 && harbor.products >= 15, "{qinghe:?} {harbor:?}");
        assert!(qinghe.articles >= 120 && harbor.articles >= 40, "{qinghe:?} {harbor:?}");
        assert_eq!((qinghe.buyers + harbor.buyers, qinghe.orders + harbor.orders), (200, 600));
        assert!(qinghe.presale > 0 && harbor.presale > 0 && qinghe.promotions > 5 && harbor.promotions > 3);
        for inventory in [&qinghe, &harbor] {
            let all: Vec<&str> = inventory.standings.keys().copied().collect();
            assert_eq!(all, STANDINGS);
            assert_eq!(inventory.counts, serde_json::json!({ "waiting": 0, "mine": 0, "others": 1, "bot": 2 }));
        }
        for word in ["{url}/preview/qinghe", "{url}/preview/harbor", demo::PASSWORD, "mhk_demo_qinghe"] {
            assert!(said.contains(word), "{word} is not in: {said}");
        }

        let again = demo::prepare(&app).await.expect("it is there already");
        assert_eq!(again, said);
        assert_eq!(inventory(&app, "qinghe").await, qinghe);
        assert_eq!(inventory(&app, "harbor").await, harbor);
    }

    async fn a_demo_that_cannot_be_loaded_leaves_nothing(engine) {
        let db = TestDb::new(engine);
        let app = open(&db, NOON).await;
        // The second shop's team cannot be founded.
        app.store.write(|ctx| team::create(ctx, "Harbor & Pine", &[], &[]).map(drop)).await.expect("a team");
        demo::prepare(&app).await.expect_err("it cannot");
        let (shops, people) = app.store.read(|ctx| Ok((shop::list(ctx)?, people::list(ctx)?))).await.expect("lists");
        assert!(shops.is_empty() && people.is_empty());
    }
}

#[tokio::test]
async fn orders_make_sense_at_any_hour() {
    for hour in ["00:10", "05:20", "09:40", "13:00", "17:30", "22:50"] {
        let db = TestDb::new(Engine::Sqlite);
        let app = open(&db, &format!("2026-11-25T{hour}:00Z")).await;
        demo::prepare(&app).await.expect("it loads");
        let now = app.store.clock.now();
        for key in ["qinghe", "harbor"] {
            for order in orders(&app, key).await.iter().flatten() {
                makes_sense(order, now);
            }
        }
    }
}

fn makes_sense(order: &Order, now: Time) {
    let number = &order.number;
    assert!(order.placed_at <= now && order.total > 0, "{order:?}");
    let paid = order.paid_at.unwrap_or(order.placed_at);
    assert!(order.placed_at <= paid && paid <= now, "{number} is paid at {paid}");
    assert!(order.ship_by.is_none_or(|by| by > paid), "{number}");
    for parcel in order.shipments.iter().map(|shipment| &shipment.facts) {
        let shipped = parcel.shipped_at.expect("a parcel was shipped");
        assert!(paid < shipped && shipped <= now, "{number}: paid {paid}, shipped {shipped}");
        let times: Vec<Time> = parcel.events.iter().map(|event| event.at).collect();
        assert!(
            times.is_sorted() && times.iter().all(|time| shipped <= *time && *time <= now),
            "{number}: {times:?}"
        );
        assert!(parcel.delivered_at.is_none_or(|at| times.contains(&at)), "{number}");
    }
}

#[tokio::test]
async fn the_preview_page_has_a_buyer_for_each_situation() {
    let db = TestDb::new(Engine::Sqlite);
    let app = open(&db, NOON).await;
    demo::prepare(&app).await.expect("it loads");
    let (status, refused) = get(&app, "/preview/qinghe/buyers", None).await;
    assert_eq!((status, refused["code"].as_str()), (StatusCode::NOT_FOUND, Some("no_such_page")));

    let app = app.with_demo(true);
    for key in ["qinghe", "harbor"] {
        let (status, buyers) = get(&app, &format!("/preview/{key}/buyers"), None).await;
        assert_eq!(status, StatusCode::OK);
        let buyers = buyers.as_array().expect("a list").clone();
        let notes: BTreeSet<&str> = buyers.iter().filter_map(|buyer| buyer["note"]["zh"].as_str()).collect();
        assert!(buyers.len() >= 10 && notes.len() == buyers.len(), "{notes:?}");
        for buyer in buyers {
            let (signed, name) =
                (buyer["token"].as_str().expect("a token").to_owned(), buyer["name"].as_str());
            let inbox = app.store.read(move |ctx| inbox::by_key(ctx, key)).await.expect("an inbox");
            let profile =
                token::verify(&inbox.secret, &signed, app.store.clock.now()).expect("signed by the shop");
            assert_eq!(profile.name.as_deref(), name);
            token::verify(&inbox.secret, &signed, app.store.clock.now() + 2 * 3600 * SECOND)
                .expect_err("short-lived");
        }
    }
    for key in ["qinghe-api", "nowhere"] {
        let (status, refused) = get(&app, &format!("/preview/{key}/buyers"), None).await;
        assert_eq!((status, refused["code"].as_str()), (StatusCode::NOT_FOUND, Some("no_such_inbox")));
    }
}

#[tokio::test]
async fn a_house_with_shops_of_its_own_stays_as_it_is() {
    let db = TestDb::new(Engine::Sqlite);
    let app = open(&db, NOON).await;
    let own = shop::NewShop {
        key: "own".into(),
        name: "Own".into(),
        language: shop::Lang::En,
        currency: "EUR".into(),
        time_zone: "Europe/Berlin".into(),
        settings: shop::ShopSettings::default(),
    };
    app.store.write(|ctx| shop::create(ctx, own).map(drop)).await.expect("a shop");
    let said = demo::prepare(&app).await.expect("it goes on");
    assert!(!said.contains(demo::PASSWORD), "{said}");
    let people = app.store.read(people::list).await.expect("a list");
    assert!(people.is_empty());
}
