//! The reference set: cases worked out by hand, each with its arithmetic. `metrics/cases/*.jsonl` holds them.
//!
//! An event is written `[+days] HH:MM:SS author[/account] [kind] [>to] [!label] [#conversation] [@buyer] ["text]`.

use jiff::Span;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Value, json};

use super::definition::Definition;
use super::evaluate::{Detail, Evaluator, Frame, Outcome, evaluate};
use super::event::{Event, Keys};
use super::row::Row;
use super::shipped;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    /// What it shows.
    name: String,
    definition: String,
    /// The newest when not given.
    version: Option<u32>,
    /// The first day of its events.
    day: Date,
    zone: Option<String>,
    /// When it is looked at, like an event's time; when nothing more will happen if not given.
    now: Option<String>,
    /// Fields of the definition that are otherwise here.
    #[serde(default)]
    set: serde_json::Map<String, Value>,
    events: Vec<String>,
    numerator: f64,
    denominator: i64,
    /// The reasons of its rounds, in their order.
    #[serde(default)]
    reasons: Vec<String>,
    /// What is told when it is not the numerator by the denominator.
    value: Option<f64>,
    /// The arithmetic.
    because: String,
}

const FILES: [(&str, &str); 12] = [
    ("taobao", include_str!("../../metrics/cases/taobao.jsonl")),
    ("jd", include_str!("../../metrics/cases/jd.jsonl")),
    ("douyin", include_str!("../../metrics/cases/douyin.jsonl")),
    ("pdd", include_str!("../../metrics/cases/pdd.jsonl")),
    ("kuaishou", include_str!("../../metrics/cases/kuaishou.jsonl")),
    ("amazon", include_str!("../../metrics/cases/amazon.jsonl")),
    ("tiktok-us", include_str!("../../metrics/cases/tiktok-us.jsonl")),
    ("tiktok-sea", include_str!("../../metrics/cases/tiktok-sea.jsonl")),
    ("walmart", include_str!("../../metrics/cases/walmart.jsonl")),
    ("lazada", include_str!("../../metrics/cases/lazada.jsonl")),
    ("shopee", include_str!("../../metrics/cases/shopee.jsonl")),
    ("house", include_str!("../../metrics/cases/house.jsonl")),
];

pub(super) fn all() -> Vec<Case> {
    FILES.iter().flat_map(|(file, text)| of(file, text)).collect()
}

fn of(file: &str, text: &str) -> Vec<Case> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            serde_json::from_str(line).unwrap_or_else(|e| panic!("{file}, line {}: {e}", at + 1))
        })
        .collect()
}

impl Case {
    pub(super) fn definition(&self) -> Definition {
        let mut found = shipped::all().iter().filter(|d| d.name == self.definition).collect::<Vec<_>>();
        found.sort_by_key(|definition| definition.version);
        let wanted = |d: &&&Definition| self.version.is_none_or(|version| d.version == version);
        let found = found.iter().rfind(wanted).unwrap_or_else(|| panic!("{}: no definition", self.name));
        let mut fields = serde_json::to_value(found).expect("JSON");
        for (field, value) in &self.set {
            fields[field] = value.clone();
        }
        serde_json::from_value(fields).unwrap_or_else(|e| panic!("{}: {e}", self.name))
    }

    pub(super) fn frame(&self) -> Frame {
        let mut frame = Frame::everything(self.zone());
        if let Some(now) = &self.now {
            let words: Vec<&str> = now.split_whitespace().collect();
            frame.now = self.time(&words).0;
        }
        frame
    }

    fn zone(&self) -> TimeZone {
        TimeZone::get(self.zone.as_deref().unwrap_or("Asia/Shanghai")).expect("a zone")
    }

    fn time<'w>(&self, words: &'w [&'w str]) -> (db::Time, &'w [&'w str]) {
        let (days, words) = match words[0].strip_prefix('+') {
            Some(days) => (days.parse().expect("days"), &words[1..]),
            None => (0_i64, words),
        };
        let clock: jiff::civil::Time = words[0].parse().unwrap_or_else(|e| panic!("{}: {e}", self.name));
        let date = self.day.checked_add(Span::new().days(days)).expect("a date");
        let zoned = self.zone().to_zoned(date.to_datetime(clock)).expect("a moment");
        (zoned.timestamp().into(), &words[1..])
    }

    pub(super) fn rows(&self) -> Vec<Row> {
        self.events.iter().map(|text| self.row(text)).collect()
    }

    fn row(&self, text: &str) -> Row {
        let (text, said) = text.split_once(" \"").map_or((text, None), |(text, said)| (text, Some(said)));
        let words: Vec<&str> = text.split_whitespace().collect();
        let (time, words) = self.time(&words);
        let (author, agent) = words[0].split_once('/').map_or((words[0], None), |(a, b)| (a, Some(b)));
        let mut row =
            json!({ "time": time, "author": author, "conversation": "c", "agent": agent, "text": said });
        for word in &words[1..] {
            let (field, value) = match word.split_at(1) {
                (">", to) => ("to", to),
                ("!", label) => ("label", label),
                ("#", conversation) => ("conversation", conversation),
                ("@", buyer) => ("buyer", buyer),
                _ => ("kind", *word),
            };
            row[field] = value.into();
        }
        serde_json::from_value(row).unwrap_or_else(|e| panic!("{}: {text}: {e}", self.name))
    }

    pub(super) fn events(&self) -> Vec<Event> {
        let mut keys = Keys::default();
        let rows = self.rows();
        rows.iter().flat_map(|row| row.events(&mut keys).expect("a whole row")).collect()
    }

    fn outcome(&self, definition: &Definition) -> Outcome {
        evaluate(definition, self.frame(), &self.events())
    }
}

#[test]
fn every_case_comes_to_what_was_worked_out_by_hand() {
    let mut wrong = Vec::new();
    for case in all() {
        let definition = case.definition();
        let outcome = case.outcome(&definition);
        let numerator = outcome.tally.told_numerator(&definition);
        let reasons: Vec<&str> = outcome.rounds.iter().map(|round| round.reason.as_str()).collect();
        let as_told = (numerator - case.numerator).abs() < 1e-6
            && outcome.tally.denominator == case.denominator
            && (case.reasons.is_empty() || case.reasons == reasons)
            && (case.value.is_none() || case.value == outcome.tally.value(&definition));
        if !as_told {
            wrong.push(format!(
                "{}: {}: wanted {}/{} ({}), came to {numerator}/{} {reasons:?}",
                case.definition,
                case.name,
                case.numerator,
                case.denominator,
                case.because,
                outcome.tally.denominator
            ));
        }
        let mut sums = Evaluator::new(&definition, case.frame(), Detail::Sums);
        case.events().iter().for_each(|event| sums.feed(event));
        assert_eq!(sums.finish().tally, outcome.tally, "{}: with sums only", case.name);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn there_are_enough_cases_and_each_says_why() {
    let mut names = std::collections::BTreeSet::new();
    for (file, text) in FILES {
        let cases = of(file, text);
        assert!(cases.len() >= 8, "{file} has {} cases", cases.len());
        for case in cases {
            assert!(case.because.len() > 8, "{}: why?", case.name);
            assert!(names.insert((case.definition.clone(), case.name.clone())), "{} twice", case.name);
        }
    }
    assert!(names.len() >= 120, "{} cases", names.len());
}

/// Definitions that are wrong by design: each field otherwise than the platform says.
#[test]
fn whatever_is_changed_about_the_definitions_some_case_notices() {
    let flips: [(&str, &[Value]); 20] = [
        ("unit", &[json!("message"), json!("round"), json!("session"), json!("person"), json!("chat")]),
        ("judged", &[json!("first"), json!("all")]),
        ("measure", &[json!({ "kind": "average", "until": "reply" }), json!({ "kind": "rate", "due": {} })]),
        ("start", &[json!("first_unanswered"), json!("session_start"), json!("hand_off")]),
        ("valid", &[json!(["human"]), json!(["human", "assist", "bot", "welcome", "auto_reply"])]),
        ("account", &[json!("shop"), json!("sub_account")]),
        ("bot_reception", &[json!("excluded"), json!("counted")]),
        ("begun_by", &[json!("buyer"), json!("anybody")]),
        ("cap_seconds", &[json!(null), json!(10)]),
        ("unanswered", &[json!("failed"), json!("dropped"), json!({ "seconds": 60 })]),
        ("hours", &[json!([{ "days": [1, 2, 3, 4, 5, 6, 7], "from": "00:00", "to": "24:00" }]), json!([])]),
        ("hours_by", &[json!("start"), json!("event"), json!("either")]),
        ("day_starts", &[json!("00:00"), json!("18:00")]),
        ("same_day_only", &[json!(true), json!(false)]),
        ("merge_gap_seconds", &[json!(0), json!(600), json!(86_400)]),
        ("exempt", &[json!([]), json!([{ "from": "2020-01-01", "to": "2030-01-01" }])]),
        ("exclude", &[json!([]), json!([{ "label": "ad", "extent": "unit" }])]),
        ("only", &[json!(null), json!("left_message")]),
        ("minimum", &[json!(null), json!({ "units": 3, "value": 0.5 })]),
        ("extent", &[json!("unit"), json!("conversation")]),
    ];
    let cases = all();
    for (field, values) in flips {
        for value in values {
            let noticed = cases.iter().any(|case| {
                let right = case.definition();
                let mut fields = serde_json::to_value(&right).expect("JSON");
                if field == "extent" {
                    let exclusions = fields["exclude"].as_array_mut().expect("a list");
                    for exclusion in exclusions {
                        exclusion[field] = value.clone();
                    }
                } else {
                    fields[field] = value.clone();
                }
                let other: Definition = serde_json::from_value(fields).expect("a definition");
                let (a, b) = (case.outcome(&right).tally, case.outcome(&other).tally);
                other != right && (a, a.value(&right)) != (b, b.value(&other))
            });
            assert!(noticed, "no case notices {field} = {value}");
        }
    }
}

/// Nothing that a definition's `due` says can be left out unnoticed.
#[test]
fn whatever_is_changed_about_a_due_time_some_case_notices() {
    for (part, value) in [
        ("within_seconds", json!(5)),
        ("by_clock", json!("23:59")),
        ("weekend", Value::Null),
        ("by_clock", Value::Null),
    ] {
        let noticed = all().iter().any(|case| {
            let right = case.definition();
            let mut fields = serde_json::to_value(&right).expect("JSON");
            if fields["measure"]["due"].is_null() {
                return false;
            }
            fields["measure"]["due"][part] = value.clone();
            let other: Definition = serde_json::from_value(fields).expect("a definition");
            case.outcome(&right).tally != case.outcome(&other).tally
        });
        assert!(noticed, "no case notices {part} = {value}");
    }
}
