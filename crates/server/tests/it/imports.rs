//! A shop's own data over HTTP: files and JSON, all or nothing, with every bad row named in the reader's language.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use desk::agent::{Permission, key};
use desk::ctx::FrozenClock;
use desk::shop::{self, Lang, NewShop, ShopSettings};
use serde_json::{Value, json};
use server::app::App;
use server::config::Config;
use server::{api, telemetry};
use testkit::TestDb;
use tower::ServiceExt as _;

const BOUNDARY: &str = "a-line-nobody-writes";

/// A house with one Chinese shop, seen through the key of a program.
struct House {
    app: App,
    shop: String,
    key: String,
    /// Gone with the house.
    _db: TestDb,
}

impl House {
    async fn open(engine: db::Engine) -> Self {
        let db = TestDb::new(engine);
        let mut config = Config::load(None, std::iter::empty()).expect("the defaults");
        config.server.data = db.folder().to_owned();
        config.database.url = db.url().to_owned();
        config.database.connections = 4;
        config.files.max_import_bytes = 20_000;
        let now: jiff::Timestamp = "2026-11-25T04:00:00Z".parse().expect("a moment");
        let metrics = telemetry::start_metrics().expect("metrics");
        let app =
            App::open_with(config, metrics, Arc::new(FrozenClock::at(now.into()))).await.expect("it opens");
        let (shop, key) =
            app.store.write(|ctx| found(ctx, "own", vec![Permission::Import])).await.expect("a shop");
        Self { app, shop, key, _db: db }
    }

    async fn send(&self, request: Request<Body>, lang: &str) -> (StatusCode, Value) {
        let (mut parts, body) = request.into_parts();
        parts.extensions.insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 9))));
        parts
            .headers
            .insert(header::AUTHORIZATION, format!("Bearer {}", self.key).parse().expect("a header"));
        parts.headers.insert(header::ACCEPT_LANGUAGE, lang.parse().expect("a header"));
        let request = Request::from_parts(parts, body);
        let response = api::router(self.app.clone()).oneshot(request).await.expect("an answer");
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    async fn file(&self, query: &str, bytes: &[u8]) -> (StatusCode, Value) {
        self.file_in("en", query, bytes).await
    }

    async fn file_in(&self, lang: &str, query: &str, bytes: &[u8]) -> (StatusCode, Value) {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"any.csv\"\r\n\r\n"
        );
        let body = [head.as_bytes(), bytes, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat();
        let request = Request::post(format!("/api/v1/shops/{}/imports?{query}", self.shop))
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
            .body(Body::from(body))
            .expect("a request");
        self.send(request, lang).await
    }

    async fn rows(&self, kind: &str, rows: &Value) -> (StatusCode, Value) {
        let request = Request::builder()
            .method(Method::PUT)
            .uri(format!("/api/v1/shops/{}/{kind}", self.shop))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(rows.to_string()))
            .expect("a request");
        self.send(request, "en").await
    }
}

fn found(
    ctx: &mut desk::ctx::Ctx<'_, '_>,
    name: &str,
    permissions: Vec<Permission>,
) -> desk::error::Result<(String, String)> {
    let new = NewShop {
        key: name.to_owned(),
        name: name.to_owned(),
        language: Lang::Zh,
        currency: "CNY".to_owned(),
        time_zone: "Asia/Shanghai".to_owned(),
        settings: ShopSettings::default(),
    };
    let shop = shop::create(ctx, new)?;
    let (_, token) = key::create(ctx, shop.id, "import", permissions)?;
    Ok((shop.id.to_string(), token))
}

/// Stored, added, updated, unchanged.
fn counts((status, report): &(StatusCode, Value)) -> (u16, bool, [u64; 3]) {
    let count = |name: &str| report[name].as_u64().unwrap_or(u64::MAX);
    let stored = report["stored"].as_bool().unwrap_or_default();
    (status.as_u16(), stored, [count("added"), count("updated"), count("unchanged")])
}

/// Row, field and code of each problem.
fn problems((status, report): &(StatusCode, Value)) -> Vec<(u64, String, String)> {
    assert_eq!((*status, &report["stored"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(false)), "{report}");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = report["problems"].as_array().expect("a list");
    all.iter().map(|p| (p["row"].as_u64().unwrap_or(0), text(&p["field"]), text(&p["code"]))).collect()
}

fn named(row: u64, field: &str, code: &str) -> (u64, String, String) {
    (row, field.to_owned(), code.to_owned())
}

/// A file of each kind, in the order in which they rest on each other.
const FILES: [(&str, &str); 8] = [
    ("size_tables", "尺码表编码,名称,尺码,身高下限,身高上限\nT1,女装,S,150,160\nT1,,M,158,166\n"),
    (
        "products",
        "商品编码,商品名称,类目,尺码表,规格编码,规格,价格\nP1,亚麻衬衫,衬衫,T1,P1-S,尺码=S,129.9\nP1,,,,P1-M,尺码=M,129.9\n",
    ),
    (
        "promotions",
        "promotion_id,title,kind,threshold,amount,scope\nM1,满100减10,满减,100,10,category:衬衫\n",
    ),
    ("policies", "政策编码,类型,范围,天数,退货运费\nR1,退货,category:衬衫,7,买家\n"),
    (
        "orders",
        "order_id,buyer_id,status,placed_at,sku_id\nO1,U1,shipped,2026-11-20 10:00,P1-S\nO1,,,,P1-M\n",
    ),
    (
        "shipments",
        "shipment_id,order_id,carrier,tracking_number,status,event_at,event_text\nS1,O1,中通快递,78,in_transit,2026-11-21,已揽收\n",
    ),
    (
        "returns",
        "退货单编号,订单编号,类型,状态,退款金额,快递公司,运单号,规格编码,数量\nR1,O1,退货,寄回中,129.9,顺丰,SF1,P1-S,1\nR1,,,,,,,P1-M,1\n",
    ),
    ("articles", "article_id,question,answer,scope\nA1,能开发票吗,能开。,product:P1\n"),
];

testkit::both! {
    async fn a_file_of_each_kind_is_tried_stored_and_known_again(engine) {
        let house = House::open(engine).await;
        for (kind, file) in FILES {
            let tried = house.file(&format!("kind={kind}&dry_run=true"), file.as_bytes()).await;
            assert_eq!(counts(&tried), (200, false, [1, 0, 0]), "{kind}");
            let stored = house.file(&format!("kind={kind}"), file.as_bytes()).await;
            assert_eq!(counts(&stored), (200, true, [1, 0, 0]), "{kind}");
            let again = house.file(&format!("kind={kind}"), file.as_bytes()).await;
            assert_eq!(counts(&again), (200, true, [0, 0, 1]), "{kind}");
        }
        let changed = house.file("kind=articles", "article_id,question,answer\nA1,能开发票吗,能。\nA2,q,a\n".as_bytes()).await;
        assert_eq!(counts(&changed), (200, true, [1, 1, 0]));
    }

    async fn one_bad_row_keeps_all_rows_out(engine) {
        let house = House::open(engine).await;
        let file = "article_id,question,answer\nA1,q,a\nA2,,a\n".as_bytes();
        assert_eq!(problems(&house.file("kind=articles", file).await), [named(3, "question", "required")]);
        let (_, zh) = house.file_in("zh-CN", "kind=articles", file).await;
        assert_eq!(zh["problems"][0]["message"], "必填。");

        // What only the database knows is wrong undoes the good rows too.
        let file = "shipment_id,order_id,carrier,tracking_number,status\nS1,O1,UPS,1,created\nS2,NONE,UPS,2,created\n";
        for (kind, rows) in FILES.iter().take_while(|(kind, _)| *kind != "shipments") {
            house.file(&format!("kind={kind}"), rows.as_bytes()).await;
        }
        let refused = house.file("kind=shipments", file.as_bytes()).await;
        assert_eq!(problems(&refused), [named(3, "order_id", "no_such_order")]);
        let good = file.lines().take(2).collect::<Vec<_>>().join("\n");
        assert_eq!(counts(&house.file("kind=shipments", good.as_bytes()).await), (200, true, [1, 0, 0]));
    }

    async fn what_refers_to_nothing_is_named(engine) {
        let house = House::open(engine).await;
        let tried = house.file("kind=products", b"product_id,title,size_table,sku_id,price\nP1,x,T9,S1,1\n").await;
        assert_eq!(problems(&tried), [named(2, "size_table", "no_such_size_table")]);
        let tried = house.file("kind=promotions", b"promotion_id,title,kind,percent,scope\nM1,x,percent,5,product:P9\n").await;
        assert_eq!(problems(&tried), [named(2, "scope", "no_such_product")]);
        let tried = house.file("kind=articles", b"article_id,question,answer,scope\nA1,q,a,category:hats\n").await;
        assert_eq!(problems(&tried), [named(2, "scope", "no_such_category")]);
        let tried = house.file("kind=articles", b"article_id,question,answer\nA1,q,a\nA2,q,a\nA1,q,b\n").await;
        assert_eq!(problems(&tried), [named(4, "article_id", "twice_in_file")]);
    }

    async fn rows_as_json_are_the_same(engine) {
        let house = House::open(engine).await;
        let product = json!({ "product_id": "P1", "title": "Shirt", "skus": [{ "sku_id": "S1", "price": 12_900 }] });
        assert_eq!(counts(&house.rows("products", &json!([product])).await), (200, true, [1, 0, 0]));
        assert_eq!(counts(&house.rows("products", &json!([product])).await), (200, true, [0, 0, 1]));
        let bad = json!({ "product_id": "P2", "title": "", "skus": [{ "sku_id": "S2", "price": -1 }] });
        let refused = house.rows("products", &json!([product, bad, product])).await;
        assert_eq!(problems(&refused), [named(2, "title", "required"), named(3, "product_id", "twice_in_file")]);
        // Many rows are longer than other requests may be.
        let article = |n: usize| json!({ "article_id": format!("A{n}"), "question": "q", "answer": "a".repeat(3000) });
        let many: Vec<Value> = (0..200).map(article).collect();
        assert_eq!(counts(&house.rows("articles", &json!(many)).await), (200, true, [200, 0, 0]));
    }
}

#[tokio::test]
async fn files_that_are_no_tables_are_refused_as_a_whole() {
    let house = House::open(db::Engine::Sqlite).await;
    for (bytes, status, code) in [
        (b"".as_slice(), 422, "file_empty"),
        (b"\n\n", 422, "file_empty"),
        (b"a\0b", 422, "unknown_encoding"),
        (b"PK\x03\x04nonsense", 422, "not_a_table"),
        (b"article_id,question\nA1,q\n", 422, "missing_column"),
        (b"article_id,question,answer,colour\nA1,q,a,red\n", 422, "unknown_column"),
        (b"article_id,question,answer\n1.2E+17,q,a\n", 422, "digits_lost"),
        ("x".repeat(30_000).as_bytes(), 413, "file_too_large"),
    ] {
        let (answered, problem) = house.file("kind=articles", bytes).await;
        assert_eq!((answered.as_u16(), problem["code"].as_str()), (status, Some(code)), "{problem}");
    }
    let (status, problem) = house.file("kind=hats", b"a\n").await;
    assert_eq!((status.as_u16(), problem["field"].as_str()), (422, Some("query")), "{problem}");
}

#[tokio::test]
async fn only_who_may_import_into_this_shop_does() {
    let mut house = House::open(db::Engine::Sqlite).await;
    let (other, other_key) = house
        .app
        .store
        .write(|ctx| found(ctx, "other", vec![Permission::ReadConversations]))
        .await
        .expect("a shop");
    let file = FILES[5].1.as_bytes();

    let own = std::mem::replace(&mut house.shop, other);
    let (status, problem) = house.file("kind=articles", file).await;
    assert_eq!((status, &problem["code"]), (StatusCode::NOT_FOUND, &json!("no_such_shop")));

    let import = std::mem::replace(&mut house.key, other_key);
    let (status, problem) = house.file("kind=articles", file).await;
    assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("forbidden")));

    house.key = "mhk_nobody".to_owned();
    let (status, _) = house.file("kind=articles", file).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);

    (house.shop, house.key) = (own, import);
    let stored = house.file("kind=articles", b"article_id,question,answer\nA1,q,a\n").await;
    assert_eq!(counts(&stored), (200, true, [1, 0, 0]));
}
