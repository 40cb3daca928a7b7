//! The benches in a short form: as tests of what is promised, not of time.

use std::process::Stdio;

use db::Engine;
use serde_json::Value;
use testkit::{TestDb, both};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

both! {
    async fn every_buyer_is_answered_once_and_in_order(engine) {
        let test = TestDb::new(engine);
        let (_server, url) = demo(&test).await;
        let figures = bench(&["chat", "--server", &url, "--buyers", "20", "--rate", "10", "--seconds", "5"]).await;
        assert_eq!(counts(&figures, ["lost", "duplicated", "out_of_order", "errors"]), [0; 4], "{figures}");
        assert_eq!(counts(&figures, ["messages", "acked", "replies"]), [50; 3], "{figures}");
    }

    async fn a_killed_server_has_kept_what_it_acknowledged(engine) {
        let postgres = std::env::var("MIAOHUI_TEST_POSTGRES").unwrap_or_else(|_| testkit::POSTGRES.to_owned());
        let mut asked = vec!["kill", "--rounds", "3"];
        if engine == Engine::Postgres {
            asked.extend(["--database-url", &postgres]);
        }
        let figures = bench(&asked).await;
        let broken = ["lost", "duplicated", "gaps", "out_of_order", "bot_after_person", "unacknowledged"];
        assert_eq!(counts(&figures, broken), [0; 6], "{figures}");
        assert!(counts(&figures, ["acked"]) > [20] && counts(&figures, ["rounds"]) == [3], "{figures}");
    }

    async fn a_buyer_of_many_orders_is_shown(engine) {
        let postgres = std::env::var("MIAOHUI_TEST_POSTGRES").unwrap_or_else(|_| testkit::POSTGRES.to_owned());
        let mut asked = vec!["profile", "--orders", "40", "--conversations", "12", "--buyers", "60", "--asked", "6"];
        if engine == Engine::Postgres {
            asked.extend(["--database-url", &postgres]);
        }
        let figures = bench(&asked).await;
        assert_eq!(counts(&figures, ["orders", "conversations", "asked"]), [40, 12, 6], "{figures}");
    }

    async fn a_flow_that_is_killed_is_carried_on_or_taken_back_and_never_done_twice(engine) {
        let postgres = std::env::var("MIAOHUI_TEST_POSTGRES").unwrap_or_else(|_| testkit::POSTGRES.to_owned());
        let mut asked = vec!["flows", "--runs", "12"];
        if engine == Engine::Postgres {
            asked.extend(["--database-url", &postgres]);
        }
        let figures = bench(&asked).await;
        assert_eq!(counts(&figures, ["stuck", "double_effects", "half_effects"]), [0; 3], "{figures}");
        let [started, completed, compensated] = counts(&figures, ["started", "completed", "compensated"]);
        assert_eq!((started, completed + compensated), (12, 12), "{figures}");
        assert!(counts(&figures, ["faults"]) > [0] && counts(&figures, ["kills"]) > [0], "{figures}");
    }
}

#[tokio::test]
async fn what_waiting_costs_orders_a_queue_better_than_first_come_first_served() {
    let figures = bench(&["queue", "--conversations", "1500", "--agents", "20"]).await;
    let [conversations, past_bound] = counts(&figures, ["conversations", "past_bound"]);
    assert_eq!((conversations, past_bound), (1_500, 0), "{figures}");
    let share = |name: &str| figures[name].as_f64().unwrap_or_else(|| panic!("no {name} in {figures}"));
    assert!(share("expected_loss_vs_fifo") < 0.0 && share("gini") < 0.5, "{figures}");
    assert!(share("urgent_within_5s") >= share("urgent_within_5s_fifo"), "{figures}");
}

/// A server of the demo seller, and where it is.
async fn demo(test: &TestDb) -> (Child, String) {
    let mut command = miaohui();
    command.args(["serve", "--demo", "--listen", "127.0.0.1:0", "--data"]).arg(test.folder());
    command.env("MIAOHUI_DATABASE__URL", test.url());
    let mut server = command.stdout(Stdio::piped()).spawn().expect("the server starts");
    let mut lines = BufReader::new(server.stdout.take().expect("piped")).lines();
    while let Some(line) = lines.next_line().await.expect("readable") {
        if let Some((url, _)) = line.split_once("/console/") {
            let url = url.split_whitespace().last().expect("an address").to_owned();
            // What else it prints must find somebody who reads.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return (server, url);
        }
    }
    panic!("the server ended before it was ready");
}

/// Runs a bench to its end; its figures.
#[expect(clippy::print_stderr, reason = "what a bench complains of says where to look")]
async fn bench(asked: &[&str]) -> Value {
    let ran = miaohui().arg("bench").args(asked).arg("--json").output().await.expect("the bench runs");
    let said = String::from_utf8_lossy(&ran.stderr);
    eprint!("{said}");
    serde_json::from_slice(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {said}"))
}

fn miaohui() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_miaohui"));
    // Many tests run at once, on one PostgreSQL.
    command.env("MIAOHUI_DATABASE__CONNECTIONS", "6").stdin(Stdio::null()).kill_on_drop(true);
    command
}

fn counts<const N: usize>(figures: &Value, names: [&str; N]) -> [u64; N] {
    names.map(|name| figures[name].as_u64().unwrap_or_else(|| panic!("no {name} in {figures}")))
}
