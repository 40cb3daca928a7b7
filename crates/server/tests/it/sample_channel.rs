//! The sample of the guide is a whole channel: a line typed is a buyer's, and what the shop answers is printed.

use std::process::Stdio;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::process::Command;

use crate::contracts::{root, text};
use crate::front::Front;

const SAMPLE: &str = "docs/guide/sample_channel.py";

#[test]
fn the_sample_is_short_enough_to_be_read() {
    let lines = text(SAMPLE).lines().count();
    assert!(lines <= 50, "{lines} lines");
}

#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
#[tokio::test]
async fn the_sample_carries_a_question_and_its_answer() {
    if Command::new("python3").arg("--version").output().await.is_err() {
        eprintln!("LEFT OUT: there is no python3 on this machine, which the sample needs");
        return;
    }
    // The sample refuses what is older than five minutes: it goes by the machine's clock, and so does the house.
    let allow = |config: &mut server::config::Config| config.webhooks.allow_private_addresses = true;
    let front = Front::open_now(db::Engine::Sqlite, allow).await;
    let port = free_port().await;
    let hook = json!({ "url": format!("http://127.0.0.1:{port}/"), "events": ["message.sent"], "inbox": front.channel.id });
    let made = front.post(&format!("/api/v1/shops/{}/webhooks", front.shop.id), &front.key, hook).await;
    let mut sample = Command::new("python3")
        .arg(root().join(SAMPLE))
        .arg(port.to_string())
        .env("MIAOHUI", &front.url)
        .env("KEY", &front.key)
        .env("INBOX", "till")
        .env("SECRET", made.text("secret"))
        .env("PYTHONIOENCODING", "utf-8")
        .env("no_proxy", "127.0.0.1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("python3 starts");
    let mut typed = sample.stdin.take().expect("its input");
    let mut printed = BufReader::new(sample.stdout.take().expect("its output")).lines();
    typed.write_all(b"hello\n").await.expect("it reads");
    let line = tokio::time::timeout(Duration::from_secs(30), printed.next_line());
    let line = line.await.expect("it is answered in time").expect("a line").expect("it still runs");
    assert!(line.strip_prefix("bot: ").is_some_and(|said| !said.is_empty()), "{line}");
    sample.kill().await.expect("it ends");
    front.close().await;
}

/// A port that nobody listened on a moment ago.
async fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    listener.local_addr().expect("an address").port()
}
