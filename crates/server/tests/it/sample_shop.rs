//! The sample of the guide is a whole shop system: it is walked through, it tells, and it does what it is asked to.

use std::process::Stdio;
use std::time::Duration;

use desk::order::{self, Action, Failure, Order, OrderStatus};
use reqwest::Method;
use serde_json::json;
use server::shop_system;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use tokio::process::Command;

use crate::contracts::{root, text};
use crate::front::Front;

const SAMPLE: &str = "docs/guide/sample_shop.py";
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

#[test]
fn the_sample_is_short_enough_to_be_read() {
    let lines = text(SAMPLE).lines().count();
    assert!(lines <= 100, "{lines} lines");
}

async fn order_once(front: &Front, number: &str, so: impl Fn(&Order) -> bool) -> Order {
    let look = async {
        loop {
            let (shop, number) = (front.shop.id, number.to_owned());
            let found = front.app.store.read(move |ctx| order::by_number(ctx, shop, &number)).await;
            if let Some(order) = found.expect("a read").filter(&so) {
                return order;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), look).await.expect("it comes to that in time")
}

#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
#[tokio::test]
async fn the_sample_is_a_shop() {
    if Command::new("python3").arg("--version").output().await.is_err() {
        eprintln!("LEFT OUT: there is no python3 on this machine, which the sample needs");
        return;
    }
    // The sample refuses what is older than five minutes: it goes by the machine's clock, and so does the house.
    let allow = |config: &mut server::config::Config| config.webhooks.allow_private_addresses = true;
    let front = Front::open_now(db::Engine::Sqlite, allow).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let mut sample = Command::new("python3")
        .arg(root().join(SAMPLE))
        .arg(port.to_string())
        .env("MIAOHUI", &front.url)
        .env("SHOP", front.shop.id.to_string())
        .env("SECRET", SECRET)
        .env("no_proxy", "127.0.0.1")
        .stdin(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("python3 starts");
    let reached = async { while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {} };
    tokio::time::timeout(Duration::from_secs(30), reached).await.expect("it listens");
    let admin = front.session("adam").await;
    let path = format!("/api/v1/shops/{}/system", front.shop.id);
    let body = json!({ "kind": "generic", "url": format!("http://127.0.0.1:{port}"), "secrets": { "secret": SECRET } });
    assert_eq!(front.ask(Method::PUT, &path, &admin, Some(body)).await.status, 200);

    // It is walked through: goods first, then one order a page.
    let order = order_once(&front, "S-2", |_| true).await;
    assert_eq!(
        (order.status, order.total, order.lines[0].product.as_deref()),
        (OrderStatus::Paid, 4900, Some("P1"))
    );

    // It does a thing once for each key, and the mirror follows.
    let cancel = || Action::Cancel { order: "S-1".into(), reason: "too late".into() };
    let perform = async |key: &str, action: Action| {
        shop_system::perform(&front.app, front.shop.id, key.to_owned(), action)
            .await
            .expect("no fault of ours")
    };
    let receipt = perform("k-1", cancel()).await.expect("a receipt");
    assert_eq!((receipt.number.as_str(), receipt.amount), ("S-1", Some(4900)));
    assert_eq!(perform("k-1", cancel()).await, Ok(receipt));
    let again = perform("k-2", cancel()).await;
    assert!(matches!(&again, Err(Failure::Refused { code, .. }) if code == "order_has_left"), "{again:?}");
    let revoke = perform("k-3", Action::RevokeCoupon { code: "X".into() }).await;
    assert_eq!(revoke, Err(Failure::NotOffered));
    order_once(&front, "S-1", |order| order.status == OrderStatus::Cancelled).await;

    // It tells of what is new.
    let mut typed = sample.stdin.take().expect("its input");
    typed.write_all(b"S-3 kim\n").await.expect("it reads");
    order_once(&front, "S-3", |_| true).await;
    sample.kill().await.expect("it ends");
    front.close().await;
}
