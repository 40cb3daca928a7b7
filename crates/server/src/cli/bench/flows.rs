//! `miaohui bench flows`: one-click flows under load, with a shop that misbehaves and a server that is killed.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Args;
use db::Scratch;
use desk::webhook::sign::Secret;
use rand::Rng as _;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::bad_shop::BadShop;
use super::door::{Door, Failure};
use super::figures::Figures;
use super::process::Server;
use crate::cli::{complain, print};
use crate::demo;

/// The flow of the bench: its name stands in for one that a shop would write itself.
const FLOW: &str = "bench";
/// Starters at the same time.
const AT_ONCE: usize = 8;
/// What a run gives away, in minor units.
const COUPON: usize = 500;
/// Life of a server, in milliseconds, before it is killed.
const LIFE: std::ops::Range<u64> = 700..3500;
/// Kills after everything has been started, while it is carried on: they reach into the waits between two tries of a step.
const KILLS_AFTER: u32 = 12;
/// How long everything may take to end once nobody is killed any more.
const ENDS_WITHIN: Duration = Duration::from_secs(240);
/// Rows of one request.
const ROWS: usize = 200;

/// Flows are started under load against a shop that answers 500, hangs up, says nothing and tells its news twice, while the
/// server is killed with SIGKILL at random moments and started again. Ends with a failure unless every run was completed or
/// taken back, and nothing happened twice or by half.
#[derive(Debug, Args)]
pub struct Flows {
    /// How many.
    #[arg(long, value_name = "N", default_value_t = 500)]
    runs: usize,
    /// Print one line of JSON.
    #[arg(long)]
    json: bool,
    /// postgres://… instead of the embedded database: the bench makes a schema of its own in it, and removes it.
    #[arg(long, value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
}

/// What came of the runs.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    completed: usize,
    compensated: usize,
    stuck: usize,
    double_effects: usize,
    half_effects: usize,
}

#[derive(Clone)]
struct Bench {
    door: Door,
    key: String,
    inbox: String,
    shop: String,
    started: Arc<AtomicUsize>,
}

impl Flows {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let scratch = match self.database_url.clone() {
            Some(url) => Some(tokio::task::spawn_blocking(move || Scratch::create(&url)).await??),
            None => None,
        };
        let mut server = Server::new(scratch.as_ref().map(|scratch| scratch.url().to_owned()))?;
        server.set("MIAOHUI_WEBHOOKS__ALLOW_PRIVATE_ADDRESSES", "true");
        let door = Door::new(&server.url()).await?;
        server.start(&door).await?;
        let begun = Instant::now();
        let (bench, bad_shop) = Bench::prepare(&server, door.clone(), self.runs).await?;
        let starters = bench.clone().start_all(self.runs);
        let kills = kill_while(&mut server, &door, &bench.started, self.runs);
        let ((), kills) = tokio::try_join!(starters, kills)?;
        let runs = bench.settled(self.runs).await?;
        let found = bench.compare(&runs, &bad_shop).await?;
        let good = found.stuck + found.double_effects + found.half_effects == 0
            && found.completed + found.compensated == self.runs;
        let mut figures = Figures::default();
        figures
            .put("started", self.runs)
            .put("completed", found.completed)
            .put("compensated", found.compensated)
            .put("stuck", found.stuck)
            .put("double_effects", found.double_effects)
            .put("half_effects", found.half_effects)
            .put("kills", kills)
            .put("faults", bad_shop.faults())
            .measure("seconds", begun.elapsed().as_secs_f64());
        print(&figures.text(self.json));
        if !good {
            complain(&format!("the server's log is {}", server.keep().display()));
        }
        server.kill().await?;
        Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Kills and starts again until everything has been started, and [`KILLS_AFTER`] times more.
async fn kill_while(
    server: &mut Server,
    door: &Door,
    started: &AtomicUsize,
    runs: usize,
) -> anyhow::Result<u32> {
    let (mut kills, mut more) = (0, KILLS_AFTER);
    while more > 0 {
        let life = rand::rng().random_range(LIFE);
        tokio::time::sleep(Duration::from_millis(life)).await;
        if started.load(Ordering::Relaxed) >= runs {
            more -= 1;
        }
        server.kill().await?;
        server.start(door).await?;
        kills += 1;
    }
    Ok(kills)
}

impl Bench {
    /// Connects the shop to the one that misbehaves, and gives it buyers with orders and the flow.
    async fn prepare(server: &Server, door: Door, runs: usize) -> anyhow::Result<(Self, BadShop)> {
        let way = demo::ways().next().context("the demo seller has a shop")?;
        let admin = door.sign_in("admin", demo::PASSWORD).await?;
        let shops: Vec<Value> = door.get("/api/v1/shops", &admin).await?;
        let shop = shops
            .iter()
            .find(|shop| shop["key"] == way.widget_inbox)
            .and_then(|shop| shop["id"].as_str())
            .context("the demo's shop")?
            .to_owned();
        let secret = Secret::new();
        let hook = format!("{}/hooks/shops/{shop}", server.url());
        let (bad_shop, url) = BadShop::open(hook, secret.clone()).await?;
        let connection = json!({ "kind": "generic", "url": url, "secrets": { "secret": secret.reveal() } });
        let _: Value =
            door.ask(Method::PUT, &format!("/api/v1/shops/{shop}/system"), &admin, Some(&connection)).await?;
        let flow = format!("/api/v1/shops/{shop}/flows/{FLOW}");
        let _: Value = door.ask(Method::PUT, &flow, &admin, Some(&definition())).await?;
        let limits = format!("/api/v1/shops/{shop}/authority");
        let _: Value = door.ask(Method::PUT, &limits, &admin, Some(&programs_may_give(runs))).await?;
        let bench =
            Self { door, key: way.key.to_owned(), inbox: way.api_inbox, shop, started: Arc::default() };
        let orders: Vec<Value> = (0..runs).map(order).collect();
        for some in orders.chunks(ROWS) {
            let path = format!("/api/v1/shops/{}/orders", bench.shop);
            let _: Value = bench.door.ask(Method::PUT, &path, &bench.key, Some(&json!(some))).await?;
        }
        Ok((bench, bad_shop))
    }

    fn start_all(self, runs: usize) -> impl Future<Output = anyhow::Result<()>> {
        let next = Arc::new(AtomicUsize::new(0));
        let mut starters = JoinSet::new();
        for _ in 0..AT_ONCE.min(runs) {
            let (bench, next) = (self.clone(), Arc::clone(&next));
            starters.spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= runs {
                        return anyhow::Ok(());
                    }
                    bench.start(number).await?;
                    bench.started.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        async move {
            while let Some(done) = starters.join_next().await {
                done??;
            }
            Ok(())
        }
    }

    /// A buyer writes, and the shop's program starts the flow: both again and again until they are acknowledged.
    async fn start(&self, number: usize) -> anyhow::Result<()> {
        let said = json!({
            "external_id": format!("bench-{number}"), "handle": format!("bench-{number}"), "text": "我要退货",
            "buyer": { "external_id": format!("bench-buyer-{number}") },
        });
        let path = format!("/api/v1/inboxes/{}/messages", self.inbox);
        let received = self.until_answered(&path, &said).await?;
        let conversation = received["conversation"].as_str().context("a conversation")?;
        let start =
            json!({ "flow": FLOW, "order": format!("BF{number}"), "client_key": format!("bench-{number}") });
        self.until_answered(&format!("/api/v1/conversations/{conversation}/flows"), &start).await?;
        Ok(())
    }

    async fn until_answered(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        loop {
            match self.door.ask::<Value>(Method::POST, path, &self.key, Some(body)).await {
                Ok(answer) => return Ok(answer),
                Err(
                    Failure::NoAnswer(_)
                    | Failure::Refused {
                        status: StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS,
                        ..
                    },
                ) => {}
                Err(refused) => return Err(refused.explained()),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Every run, once none is under way any more, or once it has taken too long.
    async fn settled(&self, runs: usize) -> anyhow::Result<Vec<Value>> {
        let begun = Instant::now();
        loop {
            let mut all = BTreeMap::new();
            for number in 0..runs {
                let said = json!({
                    "external_id": format!("bench-{number}"), "handle": format!("bench-{number}"),
                    "text": "我要退货", "buyer": { "external_id": format!("bench-buyer-{number}") },
                });
                let path = format!("/api/v1/inboxes/{}/messages", self.inbox);
                let received = self.until_answered(&path, &said).await?;
                let conversation = received["conversation"].as_str().context("a conversation")?.to_owned();
                let path = format!("/api/v1/conversations/{conversation}/flows");
                let of_it: Vec<Value> = self.door.get(&path, &self.key).await?;
                for run in of_it {
                    all.insert(run["id"].to_string(), run);
                }
            }
            let under_way =
                |run: &&Value| matches!(run["state"].as_str(), Some("running" | "undoing" | "waiting"));
            if all.values().filter(under_way).count() == 0 || begun.elapsed() > ENDS_WITHIN {
                return Ok(all.into_values().collect());
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    /// What the house says came of each run, beside what the shop has in its books.
    async fn compare(&self, runs: &[Value], shop: &BadShop) -> anyhow::Result<Found> {
        let mut found = Found::default();
        let mut seen = BTreeMap::<String, usize>::new();
        for run in runs {
            let order = run["order"].as_str().context("an order")?.to_owned();
            *seen.entry(order.clone()).or_default() += 1;
            let done = shop.about(&order);
            let said = self.said(run).await?;
            if done.returns.0 > 1 || done.coupons.0 > 1 || done.invoices > 1 || said > 1 {
                found.double_effects += 1;
            }
            match run["state"].as_str() {
                Some("completed") => {
                    found.completed += 1;
                    if (done.returns, done.coupons, done.invoices, said) != ((1, 0), (1, 0), 1, 1) {
                        found.half_effects += 1;
                    }
                }
                Some("undone") => {
                    found.compensated += 1;
                    let even = done.returns.0 == done.returns.1 && done.coupons.0 == done.coupons.1;
                    if !even {
                        found.half_effects += 1;
                    }
                }
                _ => found.stuck += 1,
            }
        }
        found.double_effects += seen.values().filter(|count| **count > 1).count();
        Ok(found)
    }

    /// How often the last step has told the buyer.
    async fn said(&self, run: &Value) -> anyhow::Result<usize> {
        let conversation = run["conversation"].as_str().context("a conversation")?;
        let path = format!("/api/v1/conversations/{conversation}/messages?after=0&limit=200");
        let messages: Vec<Value> = self.door.get(&path, &self.key).await?;
        let told =
            |message: &&Value| message["text"].as_str().is_some_and(|text| text.contains("退货单已办好"));
        Ok(messages.iter().filter(told).count())
    }
}

fn order(number: usize) -> Value {
    json!({
        "order_id": format!("BF{number}"), "buyer_id": format!("bench-buyer-{number}"), "status": "received",
        "placed_at": "2026-11-01T02:00:00Z", "paid_at": "2026-11-01T02:05:00Z",
        "lines": [{ "sku_id": format!("bench-{number}"), "product_title": "衬衫", "quantity": 1, "unit_price": 12_900 }],
    })
}

/// What the flow gives is within the limits of who starts it, however many start in a day.
fn programs_may_give(runs: usize) -> Value {
    json!({ "version": 0, "limits": {
        "rows": [{ "role": "bot", "flow": FLOW, "reason": "*", "order_from": 0,
            "per_case": COUPON, "per_day": COUPON * runs, "per_buyer_month": COUPON }],
        "approval_minutes": 30,
    } })
}

#[expect(clippy::disallowed_methods, reason = "a program of a shop's has a clock of its own")]
fn definition() -> Value {
    let title = |text: &str| json!({ "zh": text, "en": text });
    // Longer than any bench, and no longer than a shop lets a coupon hold.
    let until = (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(30 * 24)).to_string();
    json!({
        "key": FLOW, "title": title("bench"), "starters": ["key"],
        "steps": [
            { "key": "open", "title": title("open"), "act": {
                "action": "open_return", "order": "$order.number", "lines": "$order.lines", "method": null, "reason": "size" } },
            { "key": "invoice", "title": title("invoice"), "act": {
                "action": "invoice", "order": "$order.number", "title": "bench", "tax_number": "",
                "email": "bench@example.com" } },
            { "key": "coupon", "title": title("coupon"), "act": {
                "action": "grant_coupon", "buyer": "$buyer.id", "amount": COUPON, "threshold": 0,
                "until": until, "reason": "bench" } },
            { "key": "told", "title": title("told"), "say": title("退货单已办好") },
        ],
    })
}
