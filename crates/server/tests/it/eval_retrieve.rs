//! `miaohui eval retrieve` measures what outsiders bring, and names what is wrong with it.

use std::fs;

use db::Engine;
use serde_json::Value;
use testkit::TestDb;
use tokio::process::Command;

const ARTICLES: &str = r#"{"id":"invoice","question":"可以开发票吗","similar":["能开票不"],"answer":"能开，在订单里申请。"}
{"id":7,"question":"运费怎么算","similar":["包邮吗"],"answer":"满 59 元包邮。"}

{"id":"wash","question":"毛衣能机洗吗"}
"#;
const QUERIES: &str = r#"{"text":"发票可以开吗","id":"invoice"}
{"text":"运费怎么算？","id":7}
{"text":"毛衣可以机洗不","id":"wash"}
{"text":"月亮离地球多远","id":null}
"#;

/// Runs it on these files; what it printed, and what it complained of.
async fn eval(articles: &[u8], queries: &[u8]) -> Result<Value, String> {
    let test = TestDb::new(Engine::Sqlite);
    let (a, q) = (test.folder().join("a.jsonl"), test.folder().join("q.jsonl"));
    fs::write(&a, articles).expect("written");
    fs::write(&q, queries).expect("written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_miaohui"));
    command.args(["eval", "retrieve", "--json", "--articles"]).arg(&a).arg("--queries").arg(&q);
    command.arg("--data").arg(test.folder());
    let ran = command.output().await.expect("it runs");
    if ran.status.success() {
        return Ok(serde_json::from_slice(&ran.stdout).expect("one object"));
    }
    assert!(ran.stdout.is_empty(), "what is refused has no figures");
    Err(String::from_utf8_lossy(&ran.stderr).into_owned())
}

#[tokio::test]
async fn figures_are_those_of_the_bots_own_search() {
    let figures = eval(ARTICLES.as_bytes(), QUERIES.as_bytes()).await.expect("good rows");
    for (name, wanted) in [("articles", 3.0), ("queries", 4.0), ("answerable", 3.0), ("r_at_1", 1.0)] {
        assert_eq!(figures[name].as_f64(), Some(wanted), "{name} in {figures}");
    }
    for (name, wanted) in [("r_at_3", 1.0), ("mrr_at_10", 1.0), ("auc_answerable", 1.0), ("precision", 1.0)] {
        assert_eq!(figures[name].as_f64(), Some(wanted), "{name} in {figures}");
    }
    let coverage = figures["coverage"].as_f64().expect("a share");
    assert!((0.3..=1.0).contains(&coverage), "one is asked word for word: {figures}");
    for name in ["offered", "p50_ms", "p99_ms"] {
        assert!(figures[name].is_f64(), "{name} in {figures}");
    }
}

#[tokio::test]
async fn what_cannot_be_said_is_null() {
    let figures = eval(ARTICLES.as_bytes(), br#"{"text":"hello","id":null}"#).await.expect("good rows");
    for name in ["r_at_1", "r_at_3", "mrr_at_10", "auc_answerable", "coverage"] {
        assert!(figures[name].is_null(), "{name} in {figures}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_named_with_file_line_and_field() {
    let long = format!(r#"{{"id":"x","question":"{}","answer":"a"}}"#, "长".repeat(301));
    let cases: [(&[u8], &[u8], &[&str]); 12] = [
        (b"", QUERIES.as_bytes(), &["a.jsonl", "no rows"]),
        (ARTICLES.as_bytes(), b" \n\n", &["q.jsonl", "no rows"]),
        (b"{\"id\":\"\xff\"}", QUERIES.as_bytes(), &["a.jsonl", "line 1", "UTF-8"]),
        (b"PK\x03\x04 not text", QUERIES.as_bytes(), &["a.jsonl", "line 1"]),
        (br#"{"id":"a","question":5}"#, QUERIES.as_bytes(), &["a.jsonl", "line 1", "field question"]),
        (br#"{"id":"a"}"#, QUERIES.as_bytes(), &["a.jsonl", "line 1", "question"]),
        (
            b"{\"id\":1,\"question\":\"a\"}\n{\"id\":\"1\",\"question\":\"b\"}",
            QUERIES.as_bytes(),
            &["a.jsonl", "line 2", "field id", "line 1"],
        ),
        (br#"{"id":"a","question":" "}"#, QUERIES.as_bytes(), &["a.jsonl", "line 1", "field question"]),
        (long.as_bytes(), QUERIES.as_bytes(), &["a.jsonl", "line 1", "field question"]),
        (
            ARTICLES.as_bytes(),
            br#"{"text":"x","id":"nowhere"}"#,
            &["q.jsonl", "line 1", "field id", "nowhere"],
        ),
        (ARTICLES.as_bytes(), br#"{"text":"x"}"#, &["q.jsonl", "line 1", "id"]),
        (ARTICLES.as_bytes(), br#"{"text":"","id":null}"#, &["q.jsonl", "line 1", "field text"]),
    ];
    for (articles, queries, wanted) in cases {
        let said = eval(articles, queries).await.expect_err("wrong rows");
        for part in wanted {
            assert!(said.contains(part), "{part} in {said}");
        }
    }
}
