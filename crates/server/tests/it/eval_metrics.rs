//! `miaohui eval metrics` and `miaohui bench metrics`, run as outsiders run them.

use std::process::{Command, Output};

use db::Engine;
use serde_json::{Value, json};
use testkit::TestDb;

fn miaohui(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_miaohui")).args(arguments).output().expect("it runs")
}

/// A folder that is gone with it; its database is not looked at.
struct Ledger(TestDb);

impl Ledger {
    fn of(rows: &str) -> (Self, String) {
        let kept = TestDb::new(Engine::Sqlite);
        let file = kept.folder().join("events.jsonl");
        std::fs::write(&file, rows).expect("a file");
        (Self(kept), file.display().to_string())
    }
}

const ROWS: &str = r#"{"time":"2025-06-10T10:15:20+08:00","conversation":"c1","author":"buyer"}
{"time":"2025-06-10T10:10:15+08:00","conversation":"c1","author":"buyer","kind":"message"}
{"time":"2025-06-10T10:18:10+08:00","conversation":"c1","author":"agent","agent":"a","kind":"message"}
{"time":"2025-06-10T10:18:20+08:00","conversation":"c1","author":"system","kind":"close"}
"#;

#[test]
fn a_ledger_is_counted_with_its_reckoning_whatever_its_order() {
    let (_kept, file) = Ledger::of(ROWS);
    let output =
        miaohui(&["eval", "metrics", "--events", &file, "--definition", "taobao-three-minute", "--json"]);
    let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        (&said["value"], &said["numerator"], &said["denominator"]),
        (&json!(0.0), &json!(0.0), &json!(1))
    );
    let round = &said["rounds"][0];
    assert_eq!((&round["reason"], &round["seconds"]), (&json!("late"), &json!(475.0)));
    assert_eq!(round["start"], "2025-06-10T02:10:15Z");
    let told = miaohui(&["eval", "metrics", "--events", &file, "--definition", "taobao-average-reply"]);
    let told = String::from_utf8(told.stdout).expect("text");
    assert!(told.starts_with("taobao-average-reply (version 1): 475 = 475 / 1"), "{told}");
    let other_day = ["--from", "2025-06-11"];
    let arguments = ["eval", "metrics", "--events", &file, "--definition", "taobao-three-minute", "--json"];
    let said: Value =
        serde_json::from_slice(&miaohui(&[&arguments[..], &other_day].concat()).stdout).expect("JSON");
    assert_eq!((&said["value"], &said["denominator"]), (&Value::Null, &json!(0)));
}

#[test]
fn a_definition_of_ones_own_is_counted_by() {
    let (kept, file) = Ledger::of(ROWS);
    let mut own = serde_json::to_value(desk::metric::shipped::newest("taobao-three-minute")).expect("JSON");
    own["measure"]["due"]["within_seconds"] = json!(600);
    let definition = kept.0.folder().join("own.json");
    std::fs::write(&definition, own.to_string()).expect("a file");
    let definition = definition.display().to_string();
    let said = miaohui(&["eval", "metrics", "--events", &file, "--definition", &definition, "--json"]);
    let said: Value = serde_json::from_slice(&said.stdout).expect("JSON");
    assert_eq!(said["value"], 1.0);
}

#[test]
fn what_is_wrong_is_named() {
    let refused = |rows: &str, definition: &str| {
        let (_kept, file) = Ledger::of(rows);
        let output = miaohui(&["eval", "metrics", "--events", &file, "--definition", definition]);
        assert!(!output.status.success() && output.stdout.is_empty());
        String::from_utf8(output.stderr).expect("text")
    };
    let row = |fields: &str| format!(r#"{{"time":"2025-06-10T10:00:00Z","conversation":"c",{fields}}}"#);
    for (rows, wanted) in [
        (row(r#""author":"robot""#), "line 1, field author"),
        (row(r#""author":"agent","kind":"claim""#), "line 1, field agent: is missing"),
        (row(r#""author":"system","kind":"label""#), "line 1, field label: is missing"),
        (row(r#""author":"buyer","who":"x""#), "line 1, field who"),
        (
            "{\"time\":\"yesterday\",\"conversation\":\"c\",\"author\":\"buyer\"}".to_owned(),
            "line 1, field time",
        ),
    ] {
        let said = refused(&rows, "first-response");
        assert!(said.contains(wanted), "{rows}: {said}");
    }
    let said = refused(ROWS, "no-such-thing");
    assert!(
        said.contains("--definition: there is no no-such-thing") && said.contains("jd-average-reply"),
        "{said}"
    );
}

#[test]
fn a_long_ledger_is_counted_anew() {
    let output = miaohui(&["bench", "metrics", "--messages", "20000", "--json"]);
    let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(said["messages"], 20_000);
    assert!(said["denominator"].as_u64() > Some(1000) && said["sums_ms"].is_number(), "{said}");
}
