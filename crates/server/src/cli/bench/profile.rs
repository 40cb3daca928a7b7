//! `miaohui bench profile`: how soon everything about a buyer of very many orders and conversations is there, and how soon
//! a buyer is found among very many.
//!
//! The house is made up through the same operations as any other, by a clock that stands; then it is asked over HTTP.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Args;
use db::{Db, Options, Scratch, Time};
use desk::agent::Permission;
use desk::agent::key;
use desk::agent::password::Password;
use desk::agent::people::{self, NewAgent};
use desk::agent::{Agent, Role};
use desk::conversation::{hold, receive, resolve};
use desk::ctx::{FrozenClock, Store};
use desk::id::{BuyerId, ShopId};
use desk::inbox::{self, Channel, Inbound, Inbox, InboxSettings, NewInbox, Profile as Vouched};
use desk::order::{
    LineInput, OrderInput, OrderStatus, ShipmentInput, ShipmentStatus, TrackingEvent, upsert, upsert_shipment,
};
use desk::shop::{self, Lang, NewShop, ShopSettings};
use desk::{buyer, reaction};
use reqwest::Method;
use serde::de::IgnoredAny;
use uuid::Uuid;

use super::door::Door;
use super::figures::{Figures, Latencies};
use crate::app::App;
use crate::cli::print;
use crate::config::Config;
use crate::{serve, telemetry};

/// 1 November 2025.
const BEGIN: i64 = 1_761_955_200;
/// Written in one transaction.
const AT_ONCE: usize = 500;
/// Asked before it counts: what a server has not done yet since it started.
const WARM: usize = 20;
/// Every so manieth of the other buyers has ordered.
const TENTH: usize = 10;
const WITHIN_MS: f64 = 50.0;

/// Asks for everything about one buyer, and finds buyers by whatever is known of them.
///
/// Ends with a failure when 99 of 100 profiles do not come within 50 ms.
#[derive(Debug, Args)]
pub struct Profile {
    /// Orders of the buyer.
    #[arg(long, value_name = "N", default_value_t = 5000)]
    orders: usize,
    /// Conversations of the buyer.
    #[arg(long, value_name = "N", default_value_t = 200)]
    conversations: usize,
    /// Buyers of the shop; every tenth has an order.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    buyers: usize,
    /// How often each question is asked.
    #[arg(long, value_name = "N", default_value_t = 200)]
    asked: usize,
    /// Print one line of JSON.
    #[arg(long)]
    json: bool,
    /// postgres://… instead of the embedded database: the bench makes a schema of its own in it, and removes it.
    #[arg(long, value_name = "URL", hide_env_values = true)]
    database_url: Option<String>,
}

impl Profile {
    pub(super) async fn run(self) -> anyhow::Result<ExitCode> {
        let scratch = match self.database_url.clone() {
            Some(url) => Some(tokio::task::spawn_blocking(move || Scratch::create(&url)).await??),
            None => None,
        };
        let folder = Folder::new()?;
        let mut config = Config::load(None, std::iter::empty())?;
        config.server.data.clone_from(&folder.0);
        config.server.listen = ([127, 0, 0, 1], 0).into();
        config.language.model = "none".into();
        config.limits.requests_per_second = 1_000_000;
        config.database.url = match &scratch {
            Some(scratch) => scratch.url().to_owned(),
            None => format!("sqlite:{}", folder.0.join("bench.db").display()),
        };
        let started = Instant::now();
        let (buyer, token) = self.make_up(&config).await?;
        let made_up = started.elapsed();

        let app = App::open(config, telemetry::start_metrics()?).await?;
        let running = serve::start(app).await?;
        let door = Door::new(&format!("http://{}", running.address)).await?;
        let profiles = self.measure(&door, &token, |_| format!("/api/v1/buyers/{buyer}")).await?;
        let found = self.measure(&door, &token, |n| sought(n, self.buyers)).await?;
        let likely = self.measure(&door, &token, |_| format!("/api/v1/buyers/{buyer}/likely")).await?;
        running.stop().await;

        let mut figures = Figures::default();
        figures
            .put("engine", if scratch.is_some() { "postgres" } else { "sqlite" })
            .put("build", if cfg!(debug_assertions) { "debug" } else { "release" })
            .put("orders", self.orders)
            .put("conversations", self.conversations)
            .put("buyers", self.buyers)
            .put("asked", profiles.count())
            .measure("made_up_s", made_up.as_secs_f64())
            .measure("profile_p50_ms", profiles.ms(0.5))
            .measure("profile_p99_ms", profiles.ms(0.99))
            .measure("found_p50_ms", found.ms(0.5))
            .measure("found_p99_ms", found.ms(0.99))
            .measure("likely_p50_ms", likely.ms(0.5))
            .measure("likely_p99_ms", likely.ms(0.99));
        print(&figures.text(self.json));
        Ok(if profiles.ms(0.99) <= WITHIN_MS { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    async fn measure(
        &self,
        door: &Door,
        token: &str,
        path: impl Fn(usize) -> String,
    ) -> anyhow::Result<Latencies> {
        let mut latencies = Latencies::default();
        for n in 0..WARM + self.asked {
            let started = Instant::now();
            let _: IgnoredAny = door.ask(Method::GET, &path(n), token, None).await?;
            if n >= WARM {
                latencies.record(started.elapsed());
            }
        }
        Ok(latencies)
    }

    /// A shop with its buyers, and one among them whom it has known for long.
    async fn make_up(&self, config: &Config) -> anyhow::Result<(BuyerId, String)> {
        let options = Options { url: config.database.url.parse()?, connections: 4 };
        let db = tokio::task::spawn_blocking(move || Db::open(&options)).await??;
        let clock = Arc::new(FrozenClock::at(Time::from_micros(BEGIN * 1_000_000)));
        let store = Store::new(db, Arc::<FrozenClock>::clone(&clock), reaction::ABOVE);
        let house = store.write(House::found).await?;
        let shop = house.shop;
        for first in (0..self.buyers).step_by(AT_ONCE) {
            let some = first..(first + AT_ONCE).min(self.buyers);
            store.write(move |ctx| some.into_iter().try_for_each(|n| other(ctx, shop, n))).await?;
        }
        for first in (0..self.orders).step_by(AT_ONCE) {
            let some = first..(first + AT_ONCE).min(self.orders);
            store.write(move |ctx| some.into_iter().try_for_each(|n| own(ctx, shop, n))).await?;
        }
        for n in 0..self.conversations {
            clock.advance(Duration::from_secs(3600));
            let (inbox, agent) = (house.inbox.clone(), house.agent.clone());
            store.write(move |ctx| talk(ctx, &inbox, &agent, n)).await?;
        }
        let vouched = vouched(REGULAR.into(), "林小满".into(), "13800000000".into());
        let buyer = store.write(move |ctx| buyer::vouched_for(ctx, shop, &vouched)).await?;
        let (id, agent) = (buyer.id, house.agent.id);
        store
            .write(move |ctx| {
                buyer::set_tags(ctx, id, &["VIP".to_owned(), "老客".to_owned()])?;
                (0..50).try_for_each(|n| buyer::note(ctx, id, agent, &format!("note {n}")).map(drop))
            })
            .await?;
        Ok((id, house.key))
    }
}

/// The account of the buyer of many orders.
const REGULAR: &str = "regular";

struct House {
    shop: ShopId,
    inbox: Inbox,
    agent: Agent,
    key: String,
}

impl House {
    fn found(ctx: &mut desk::ctx::Ctx<'_, '_>) -> desk::error::Result<Self> {
        let mut settings = ShopSettings::default();
        settings.bot.enabled = false;
        let shop = shop::create(
            ctx,
            NewShop {
                key: "bench".into(),
                name: "Bench".into(),
                language: Lang::Zh,
                currency: "CNY".into(),
                time_zone: "Asia/Shanghai".into(),
                settings,
            },
        )?;
        let inbox = inbox::create(
            ctx,
            NewInbox {
                key: "bench".into(),
                shop: shop.id,
                channel: Channel::Api,
                name: "Bench".into(),
                settings: InboxSettings::default(),
            },
        )?;
        let password = Password::new("password", Uuid::now_v7().to_string()).and_then(|one| one.hash())?;
        let agent = people::create(
            ctx,
            NewAgent {
                login: "bench".into(),
                name: "Bench".into(),
                role: Role::Admin,
                language: Lang::Zh,
                password,
                must_change_password: false,
            },
        )?;
        let (_, key) = key::create(ctx, shop.id, "bench", vec![Permission::ReadConversations])?;
        Ok(Self { shop: shop.id, inbox, agent, key })
    }
}

fn vouched(external_id: String, name: String, phone: String) -> Vouched {
    Vouched { external_id, name: Some(name), phone: Some(phone), email: None, level: Some("gold".into()) }
}

fn other(ctx: &mut desk::ctx::Ctx<'_, '_>, shop: ShopId, n: usize) -> desk::error::Result<()> {
    let (account, name, phone) = (format!("acct-{n}"), format!("买家{n}"), format!("139{n:08}"));
    let told = Vouched {
        email: Some(format!("buyer{n}@bench.example")),
        ..vouched(account.clone(), name.clone(), phone.clone())
    };
    buyer::vouched_for(ctx, shop, &told)?;
    if n.is_multiple_of(TENTH) {
        upsert(ctx, shop, &order(format!("B{n:08}"), account, name, phone, ctx.now))?;
    }
    Ok(())
}

fn own(ctx: &mut desk::ctx::Ctx<'_, '_>, shop: ShopId, n: usize) -> desk::error::Result<()> {
    let hours = i64::try_from(n).unwrap_or(i64::MAX);
    let at = Time::from_micros(ctx.now.micros() - hours * 3_600_000_000);
    let number = format!("R{n:08}");
    upsert(ctx, shop, &order(number.clone(), REGULAR.into(), "林小满".into(), "13800000000".into(), at))?;
    let events =
        (0..6).map(|_| TrackingEvent { at, place: "上海".into(), text: "已到达转运中心".into() });
    let shipment = ShipmentInput {
        shipment_id: format!("S{n:08}"),
        order_id: number,
        carrier: "SF".into(),
        tracking_number: format!("SF{n:010}"),
        status: ShipmentStatus::InTransit,
        shipped_at: Some(at),
        delivered_at: None,
        eta: None,
        events: events.collect(),
    };
    upsert_shipment(ctx, shop, &shipment).map(drop)
}

fn order(order_id: String, buyer_id: String, name: String, phone: String, placed_at: Time) -> OrderInput {
    let line = LineInput {
        sku_id: "bench".into(),
        product_title: Some("衬衫".into()),
        quantity: 1,
        unit_price: Some(9_900),
    };
    OrderInput {
        order_id,
        buyer_id,
        buyer_name: Some(name),
        phone: Some(phone),
        email: None,
        level: None,
        status: OrderStatus::Shipped,
        placed_at,
        paid_at: Some(placed_at),
        ship_by: None,
        total: None,
        receiver_phone: None,
        city: Some("上海".into()),
        address: None,
        payments: Vec::new(),
        methods: Vec::new(),
        gift_note: None,
        cancel_reason: None,
        lines_changed: false,
        changed_at: None,
        lines: vec![line],
    }
}

/// A conversation that somebody took and ended.
fn talk(ctx: &mut desk::ctx::Ctx<'_, '_>, inbox: &Inbox, agent: &Agent, n: usize) -> desk::error::Result<()> {
    let inbound = Inbound {
        inbox: inbox.id,
        external_id: format!("m-{n}"),
        handle: "wx-regular".into(),
        text: "衬衫什么时候发货".into(),
        attachments: Vec::new(),
        profile: Some(vouched(REGULAR.into(), "林小满".into(), "13800000000".into())),
        client_id: None,
        product: None,
    };
    let conversation = receive::receive(ctx, &inbound)?.conversation;
    hold::claim(ctx, conversation, agent.id)?;
    resolve::by_agent(ctx, conversation, agent.id, agent.role).map(drop)
}

/// A buyer by one of the ways in which they can be known.
fn sought(n: usize, buyers: usize) -> String {
    let who = n * 7919 % buyers.max(1);
    let q = match n % 6 {
        0 => format!("139{who:08}"),
        1 => format!("{:04}", who % 10_000),
        2 => format!("buyer{who}@bench.example"),
        3 => format!("B{:08}", who - who % TENTH),
        4 => format!("acct-{who}"),
        _ => format!("SF{:010}", who % 5000),
    };
    format!("/api/v1/buyers?q={q}")
}

/// A folder that is gone with this.
struct Folder(PathBuf);

impl Folder {
    fn new() -> anyhow::Result<Self> {
        let path = std::env::temp_dir().join(format!("miaohui-bench-{}", Uuid::now_v7().simple()));
        std::fs::create_dir(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that cannot be removed is only litter in the system's own temporary folder.
        drop(std::fs::remove_dir_all(&self.0));
    }
}
