//! `miaohui eval`, run as outsiders run it. Without the model: what it says is the same shape.

use std::process::{Command, Output};

use serde_json::{Value, json};

struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("miaohui-eval-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn file(&self, name: &str, content: &[u8]) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, content).expect("a file");
        path.display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left in the machine's temporary folder hurts nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn eval(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_miaohui"));
    command.env("MIAOHUI_LANGUAGE__MODEL", "none").arg("eval").args(arguments);
    command.output().expect("it runs")
}

fn figures(arguments: &[&str]) -> Value {
    let output = eval(arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("no language model"), "{said}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {said}"))
}

fn refused(arguments: &[&str]) -> String {
    let output = eval(arguments);
    assert!(!output.status.success());
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).expect("text")
}

const TRAIN: &str = r#"{"text":"can you engrave my name","intent":"engraving"}
{"text":"is engraving possible","intent":"engraving"}
{"text":"please engrave a date on it","intent":"engraving"}
{"text":"how much is the engraving","intent":"engraving"}
{"text":"engrave two letters inside the ring","intent":"engraving"}
{"text":"do you repair old watches","intent":"repair"}
{"text":"my watch needs a repair","intent":"repair"}
{"text":"can the strap be repaired","intent":"repair"}
{"text":"what does a repair cost","intent":"repair"}
{"text":"how long does the repair take","intent":"repair"}
{"text":"what is the weather like","intent":null}
"#;

#[test]
fn custom_intents_are_learned_and_measured() {
    let folder = Folder::new("custom");
    let train = folder.file("train.jsonl", TRAIN.as_bytes());
    let test = "{\"text\":\"could you engrave a name\",\"intent\":\"engraving\"}\n\n\
                {\"text\":\"repair my watch please\",\"intent\":\"repair\"}\n\
                {\"text\":\"who won the match yesterday\",\"intent\":null}\n";
    let test = folder.file("test.jsonl", test.as_bytes());
    let asked = ["custom-intents", "--train", &train, "--test", &test, "--json"];
    let first = figures(&asked);
    assert_eq!((first["in_scope"].as_u64(), first["out_of_scope"].as_u64()), (Some(2), Some(1)));
    assert_eq!((first["accuracy"].as_f64(), first["false_rejection"].as_f64()), (Some(1.0), Some(0.0)));
    assert_eq!(first["oos_recall"].as_f64(), Some(1.0), "{first}");
    for figure in ["p50_ms", "p99_ms", "train_seconds"] {
        assert!(first[figure].is_number(), "{figure} in {first}");
    }
    let told = String::from_utf8(eval(&asked[..5]).stdout).expect("text");
    assert!(told.contains("2 rows in scope: 100.0 % recognised rightly, 0.0 % refused"), "{told}");
}

#[test]
fn wrong_rows_are_named_by_file_line_and_field() {
    let folder = Folder::new("wrong");
    let good = folder.file("good.jsonl", TRAIN.as_bytes());
    let cases: [(&str, &[u8], &str); 7] = [
        ("broken.jsonl", b"{\"text\":\"a\",\"intent\":\"b\"}\n{\"text\":", "line 2"),
        ("missing.jsonl", b"{\"text\":\"a\"}", "line 1: missing field `intent`"),
        ("number.jsonl", b"{\"text\":7,\"intent\":null}", "line 1, field text"),
        ("extra.jsonl", b"{\"text\":\"a\",\"intent\":null,\"intnet\":1}", "line 1, field intnet"),
        ("bytes.jsonl", b"{\"text\":\"a\",\"intent\":null}\n\xff\xfe", "line 2: is not UTF-8"),
        ("silent.jsonl", b"{\"text\":\" \",\"intent\":null}", "line 1, field text: is empty"),
        ("empty.jsonl", b"\n", "no rows"),
    ];
    for (name, content, wanted) in cases {
        let bad = folder.file(name, content);
        for (train, test) in [(&bad, &good), (&good, &bad)] {
            let said = refused(&["custom-intents", "--train", train, "--test", test]);
            assert!(said.contains(name) && said.contains(wanted), "{name}: {said}");
        }
    }
    let unknown = folder.file("unknown.jsonl", b"{\"text\":\"a\",\"intent\":\"never seen\"}");
    let said = refused(&["custom-intents", "--train", &good, "--test", &unknown]);
    assert!(said.contains("unknown.jsonl, line 1, field intent: \"never seen\""), "{said}");
    let nothing = folder.file("nothing.jsonl", b"{\"text\":\"a\",\"intent\":null}");
    let said = refused(&["custom-intents", "--train", &nothing, "--test", &good]);
    assert!(said.contains("no row has an intent"), "{said}");
}

#[test]
fn understanding_is_measured() {
    let folder = Folder::new("understand");
    let data = r#"{"text":"where is my parcel?","context":[],"intent":"where_is_it","also":[],"emotion":"neutral"}
{"text":"我要转人工","intent":"complaint","also":["ask_human"],"emotion":"neutral"}
"#;
    let data = folder.file("data.jsonl", data.as_bytes());
    let figures = figures(&["understand", "--data", &data, "--json"]);
    assert_eq!(figures["intent_accuracy"].as_f64(), Some(1.0), "{figures}");
    assert_eq!(figures["intent_macro_f1"].as_f64(), Some(1.0), "{figures}");
    assert_eq!(figures["per_intent"]["where_is_it"]["support"].as_u64(), Some(1), "{figures}");
    for figure in ["emotion_macro_f1", "p50_ms", "p99_ms"] {
        assert!(figures[figure].is_number(), "{figure} in {figures}");
    }
}

#[test]
fn unknown_ids_are_named() {
    let folder = Folder::new("ids");
    for (row, wanted) in [
        (r#"{"text":"a","intent":"where","emotion":"neutral"}"#, "line 1, field intent: \"where\""),
        (r#"{"text":"a","intent":"other","emotion":"cross"}"#, "line 1, field emotion: \"cross\""),
        (r#"{"text":"a","intent":"other","also":["x"],"emotion":"angry"}"#, "line 1, field also[0]: \"x\""),
        (r#"{"text":"a","intent":"other","context":[1],"emotion":"angry"}"#, "line 1, field context[0]"),
        (r#"{"text":"a","intent":"other"}"#, "line 1: missing field `emotion`"),
    ] {
        let data = folder.file("data.jsonl", row.as_bytes());
        let said = refused(&["understand", "--data", &data]);
        assert!(said.contains("data.jsonl") && said.contains(wanted), "{said}");
    }
}

/// A table, and a row of it to be filled in.
fn size_row(rest: &str) -> String {
    let table = r#"[{"size":"S","ranges":{"height":{"min":153,"max":160},"weight":{"min":40,"max":47.5}}},
        {"size":"M","ranges":{"height":{"min":158,"max":165},"weight":{"min":47.5,"max":54}}},
        {"size":"L","ranges":{"height":{"min":163,"max":170},"weight":{"min":54,"max":60}}}]"#;
    format!("{{\"table\":{},{rest}}}\n", table.replace('\n', " "))
}

#[test]
fn sizes_are_measured_in_the_units_of_buyers() {
    let folder = Folder::new("size");
    let rows: String = [
        r#""measures":{"height":165,"weight":50},"expected":"M""#,
        r#""measures":{"height":"5'4\"","weight":"112 lb"},"expected":["M"]"#,
        r#""text":"身高165体重100斤","fit":"runs_small","expected":"L""#,
        r#""measures":{"height":159,"weight":55},"expected":"between""#,
        r#""measures":{"height":"1米9","weight":"90kg"},"expected":"none""#,
        r#""measures":{"height":165,"weight":50},"expected":"S""#,
    ]
    .map(size_row)
    .concat();
    let file = folder.file("sizes.jsonl", rows.as_bytes());
    let output = eval(&["size", "--data", &file, "--json"]);
    let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(said["rows"], 6, "{said}");
    assert_eq!(said["sizes"], serde_json::json!({ "rows": 4, "right": 3 }), "{said}");
    assert_eq!(said["between"], serde_json::json!({ "rows": 1, "right": 1 }), "{said}");
    assert_eq!(said["none"], serde_json::json!({ "rows": 1, "right": 1 }), "{said}");
    assert_eq!(
        (said["wrong"][0]["line"].as_u64(), said["wrong"][0]["advised"].as_str()),
        (Some(6), Some("M"))
    );
    let nobody =
        folder.file("bad.jsonl", size_row(r#""measures":{"height":"tall"},"expected":"M""#).as_bytes());
    assert!(refused(&["size", "--data", &nobody]).contains("line 1, field measures"));
}

const CLOCKS: &str = r#"{"comment":"Friday 16:00 and four hours of 8 to 17","calendar":{"zone":"Asia/Shanghai","hours":[{"days":[1,2,3,4,5],"from":"08:00","to":"17:00"}]},"from":"2026-11-20T16:00:00+08:00","within_seconds":14400,"expect":{"due_at":"2026-11-23T11:00:00+08:00"}}
{"calendar":{"zone":"America/New_York","hours":[{"days":[1,2,3,4,5,6,7],"from":"01:00","to":"03:00"}]},"from":"2026-11-01T00:00:00-04:00","to":"2026-11-01T12:00:00-05:00","expect":{"elapsed_seconds":10800}}
{"events":[{"at":"2026-11-20T01:00:00Z","what":"buyer_said"},{"at":"2026-11-20T01:00:05Z","what":"handed_off"},{"at":"2026-11-20T01:00:40Z","what":"agent_said"}],"target":{"metric":"first_reply","within_seconds":30},"expect":{"clocks":[{"elapsed_seconds":35,"breached":true,"due_at":"2026-11-20T01:00:35Z","state":"stopped"}]}}
"#;

#[test]
fn clocks_are_told_and_compared_with_what_is_expected() {
    let folder = Folder::new("clocks");
    let good = eval(&["clocks", "--data", &folder.file("good.jsonl", CLOCKS.as_bytes()), "--json"]);
    let said = String::from_utf8(good.stdout).expect("text");
    assert!(good.status.success(), "{said}");
    let last: Value = serde_json::from_str(said.lines().last().expect("a line")).expect("JSON");
    assert_eq!(last, serde_json::json!({ "rows": 3, "expected": 3, "wrong": 0 }));

    let wrong = CLOCKS.replace("10800", "7200");
    let told = eval(&["clocks", "--data", &folder.file("wrong.jsonl", wrong.as_bytes())]);
    assert!(!told.status.success());
    let said = String::from_utf8(told.stdout).expect("text");
    assert!(
        said.starts_with("line 2: ") && said.ends_with("3 rows, 3 with what is expected, 1 otherwise\n"),
        "{said}"
    );

    let bad = CLOCKS.replace("America/New_York", "America/Nowhere");
    let refused = refused(&["clocks", "--data", &folder.file("bad.jsonl", bad.as_bytes())]);
    assert!(refused.contains("line 2, field calendar"), "{refused}");
}

#[test]
fn a_calendar_that_no_clock_would_count_by_is_refused() {
    let folder = Folder::new("clocks-calendar");
    let named = CLOCKS.replace(r#""within_seconds":30}"#, r#""within_seconds":30,"calendar":"office"}"#);
    let refused = refused(&["clocks", "--data", &folder.file("named.jsonl", named.as_bytes())]);
    assert!(refused.contains("line 3, field target.calendar"), "{refused}");
}

/// A shop of our own in the shape of τ²-bench's: two users, two products, four orders.
const SHOP: &str = r#"{
  "products": {
    "p1": { "name": "Lamp", "product_id": "p1", "variants": {
      "11": { "item_id": "11", "options": { "colour": "red" }, "available": true, "price": 20.5 },
      "12": { "item_id": "12", "options": { "colour": "blue" }, "available": true, "price": 24.1 },
      "13": { "item_id": "13", "options": { "colour": "green" }, "available": false, "price": 19.0 } } },
    "p2": { "name": "Rug", "product_id": "p2", "variants": {
      "21": { "item_id": "21", "options": { "size": "small" }, "available": true, "price": 80.0 },
      "22": { "item_id": "22", "options": { "size": "large" }, "available": true, "price": 120.0 } } } },
  "users": {
    "ada": { "user_id": "ada", "name": { "first_name": "Ada", "last_name": "Berg" }, "email": "ada@example.com",
      "address": { "address1": "1 Hill", "address2": "", "city": "Bern", "country": "CH", "state": "BE", "zip": "3000" },
      "payment_methods": { "card_1": { "source": "credit_card", "id": "card_1" },
        "paypal_1": { "source": "paypal", "id": "paypal_1" },
        "gift_card_1": { "source": "gift_card", "id": "gift_card_1", "balance": 5 } },
      "orders": ["\#1", "\#2", "\#3"] },
    "ben": { "user_id": "ben", "name": { "first_name": "Ben", "last_name": "Cole" }, "email": "ben@example.com",
      "address": { "address1": "2 Dale", "address2": "", "city": "Bern", "country": "CH", "state": "BE", "zip": "3000" },
      "payment_methods": { "paypal_2": { "source": "paypal", "id": "paypal_2" } }, "orders": ["\#4"] } },
  "orders": {
    "\#1": { "order_id": "\#1", "user_id": "ada", "status": "pending", "address": HOME, "fulfillments": [],
      "items": [{ "name": "Lamp", "product_id": "p1", "item_id": "11", "price": 20.5, "options": {} }],
      "payment_history": [{ "transaction_type": "payment", "amount": 20.5, "payment_method_id": "card_1" }] },
    "\#2": { "order_id": "\#2", "user_id": "ada", "status": "delivered", "address": HOME, "fulfillments": [],
      "items": [{ "name": "Rug", "product_id": "p2", "item_id": "21", "price": 80.0, "options": {} },
        { "name": "Lamp", "product_id": "p1", "item_id": "11", "price": 20.5, "options": {} }],
      "payment_history": [{ "transaction_type": "payment", "amount": 100.5, "payment_method_id": "card_1" }] },
    "\#3": { "order_id": "\#3", "user_id": "ada", "status": "pending", "address": HOME, "fulfillments": [],
      "items": [{ "name": "Rug", "product_id": "p2", "item_id": "21", "price": 80.0, "options": {} }],
      "payment_history": [{ "transaction_type": "payment", "amount": 80.0, "payment_method_id": "paypal_1" }] },
    "\#4": { "order_id": "\#4", "user_id": "ben", "status": "pending", "address": HOME, "fulfillments": [],
      "items": [{ "name": "Rug", "product_id": "p2", "item_id": "22", "price": 120.0, "options": {} }],
      "payment_history": [{ "transaction_type": "payment", "amount": 120.0, "payment_method_id": "paypal_2" }] } } }"#;

const HOME: &str = r#"{ "address1": "1 Hill", "address2": "", "city": "Bern", "country": "CH", "state": "BE", "zip": "3000" }"#;

fn task(id: usize, calls: &[(&str, Value)]) -> Value {
    let calls: Vec<Value> =
        calls.iter().map(|(name, arguments)| json!({ "name": name, "arguments": arguments })).collect();
    json!({ "id": id.to_string(), "evaluation_criteria": { "actions": calls } })
}

/// What is called: everything once, and twenty times what leaves room for every way to break it.
fn tasks() -> Vec<Value> {
    let swap = |order: &str, from: &str, to: &str, method: &str| json!({ "order_id": order, "item_ids": [from], "new_item_ids": [to], "payment_method_id": method });
    let home = json!({ "address1": "9 New", "address2": "", "city": "Basel", "country": "CH", "state": "BS", "zip": "4000" });
    let with = |id: &str, value: &str| {
        let mut place = home.clone();
        place[id] = json!(value);
        place
    };
    let back = json!({ "order_id": "#2", "item_ids": ["21", "11"], "payment_method_id": "gift_card_1" });
    let mut calls = vec![
        vec![
            ("get_order_details", json!({ "order_id": "#1" })),
            ("cancel_pending_order", json!({ "order_id": "#1", "reason": "no longer needed" })),
            ("modify_user_address", with("user_id", "ada")),
        ],
        vec![
            ("modify_pending_order_payment", json!({ "order_id": "#1", "payment_method_id": "paypal_1" })),
            ("return_delivered_order_items", back),
        ],
        vec![("get_user_details", json!({ "user_id": "ben" }))],
    ];
    for _ in 0..24 {
        calls.push(vec![
            ("modify_pending_order_address", with("order_id", "#1")),
            ("modify_pending_order_items", swap("#1", "11", "12", "gift_card_1")),
            ("exchange_delivered_order_items", swap("#2", "21", "22", "card_1")),
        ]);
    }
    calls.iter().enumerate().map(|(id, calls)| task(id, calls)).collect()
}

#[test]
fn calls_that_keep_a_policy_reach_its_state_and_calls_that_break_it_are_refused() {
    let folder = Folder::new("orders");
    folder.file("db.json", SHOP.replace("\\#", "#").replace("HOME", HOME).as_bytes());
    folder.file("tasks.json", json!(tasks()).to_string().as_bytes());
    let output = eval(&["orders", "--tau2", &folder.0.display().to_string(), "--json"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let figures: Value = serde_json::from_slice(&output.stdout).expect("figures");
    assert_eq!((figures["tasks"].as_u64(), figures["gold_state_reached"].as_u64()), (Some(27), Some(27)));
    assert_eq!((figures["mutated"].as_u64(), figures["rule_named"].as_u64()), (Some(27), Some(27)), "{said}");
    // The one task that cancels is broken in another way.
    assert_eq!(figures["by_kind"].as_object().map(serde_json::Map::len), Some(19), "{figures}");
    let missing = refused(&["orders", "--tau2", "/nowhere"]);
    assert!(missing.contains("db.json"), "{missing}");
}
