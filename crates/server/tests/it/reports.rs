//! How it went, through the API: conversations worked by hand, with the figures they come to.

use std::io::{Cursor, Read as _};
use std::time::Duration;

use desk::shop::WeekHours;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::both;

use crate::front::{Front, Said, said};
use crate::street::{Socket, hear, socket_at};

const PERSON: &str = "I want to talk to a person";

/// A shop that is never closed.
pub(crate) struct Desk {
    pub(crate) front: Front,
    pub(crate) anna: String,
    pub(crate) sven: String,
    pub(crate) lead: String,
    live: Socket,
}

impl Desk {
    pub(crate) async fn open(engine: db::Engine) -> Self {
        let front = Front::open(engine).await;
        let (id, mut settings) = (front.shop.id, front.shop.settings.clone());
        settings.people_hours = WeekHours::daily("00:00", "24:00");
        front.app.store.write(move |ctx| desk::shop::set(ctx, id, &settings)).await.expect("it is set");
        let admin = front.session("adam").await;
        let live = socket_at(&front.url, "/api/v1/live", &admin).await;
        let (anna, sven) = (front.session("anna").await, front.session("sven").await);
        let lead = front.session("lena").await;
        Self { front, anna, sven, lead, live }
    }

    pub(crate) fn later(&self, seconds: u64) {
        self.front.clock.advance(Duration::from_secs(seconds));
    }

    /// A buyer asks for a person, whom the bot asks two seconds later; the conversation.
    pub(crate) async fn asks(&mut self, buyer: &str) -> String {
        let body = json!({ "external_id": format!("m-{buyer}"), "handle": buyer, "text": PERSON });
        let taken = self.front.post("/api/v1/inboxes/till/messages", &self.front.key, body).await;
        self.later(2);
        let conversation = taken.text("conversation");
        hear(&mut self.live, |frame| {
            frame["fact"]["kind"] == "handed_off" && frame["conversation"]["id"] == conversation.as_str()
        })
        .await;
        conversation
    }

    pub(crate) async fn does(&self, session: &str, conversation: &str, what: &str) {
        let path = format!("/api/v1/conversations/{conversation}/{what}");
        let said = self.front.ask(Method::POST, &path, session, None).await;
        assert!(said.status.is_success(), "{what}: {said:?}");
    }

    pub(crate) async fn answers(&self, session: &str, conversation: &str, text: &str) {
        let path = format!("/api/v1/conversations/{conversation}/messages");
        let said = self.front.post(&path, session, json!({ "client_id": conversation, "text": text })).await;
        assert!(said.status.is_success(), "{said:?}");
    }

    async fn report(&self, query: &str) -> Value {
        let said = self.front.get(&format!("/api/v1/report?{query}"), &self.lead).await;
        assert_eq!(said.status.as_u16(), 200, "{said:?}");
        said.body
    }

    async fn refused(&self, path: &str) -> (u16, String, String) {
        let said = self.front.get(&format!("/api/v1/report{path}"), &self.lead).await;
        (said.status.as_u16(), said.text("code"), said.body["field"].as_str().unwrap_or_default().to_owned())
    }

    /// Taken after so many seconds, and answered after so many more.
    async fn served(&mut self, buyer: &str, session: &str, (taken, answered): (u64, u64)) -> String {
        let conversation = self.asks(buyer).await;
        self.later(taken);
        self.does(session, &conversation, "claim").await;
        self.later(answered);
        self.answers(session, &conversation, "Here I am.").await;
        conversation
    }
}

/// What stands in a report of the five: two that Anna answered, one that Sven did, one that ended without an answer, and
/// one that waits.
struct Five {
    quick: String,
    late: String,
    by_sven: String,
    left: String,
    open: String,
}

async fn five(desk: &mut Desk) -> Five {
    let (anna, sven) = (desk.anna.clone(), desk.sven.clone());
    let quick = desk.served("quick", &anna, (10, 10)).await;
    let late = desk.served("late", &anna, (5, 200)).await;
    let by_sven = desk.served("sven", &sven, (4, 6)).await;
    let left = desk.asks("left").await;
    desk.later(20);
    desk.does(&anna, &left, "claim").await;
    desk.later(20);
    desk.does(&anna, &left, "resolve").await;
    let open = desk.asks("open").await;
    desk.later(7);
    Five { quick, late, by_sven, left, open }
}

fn line<'r>(report: &'r Value, key: &str) -> &'r Value {
    let lines = report["lines"].as_array().expect("lines");
    lines.iter().find(|line| line["key"] == key).map_or(&Value::Null, |line| &line["figures"])
}

fn seconds(causes: &Value, cause: &str) -> f64 {
    let causes = causes.as_array().expect("causes");
    causes
        .iter()
        .find(|one| one["cause"] == cause)
        .map_or(0.0, |one| one["seconds"].as_f64().expect("a number"))
}

fn ids(said: &Said) -> Vec<&str> {
    let rows = said.body["conversations"].as_array().expect("rows");
    rows.iter().map(|row| row["conversation"].as_str().expect("an id")).collect()
}

both! {
    async fn a_report_says_who_answered_when_and_why_it_took_so_long(engine) {
        let mut desk = Desk::open(engine).await;
        let five = five(&mut desk).await;
        let report = desk.report("by=person").await;
        let whole = &report["whole"];
        assert_eq!((&whole["conversations"], &whole["with_people"], &report["open"]), (&json!(5), &json!(5), &json!(1)));
        // Counted from the hand-off: 20, 205 and 10 seconds.
        let response = &whole["response"];
        assert_eq!((&response["count"], &response["median"], &response["p90"]), (&json!(3), &json!(20.0), &json!(205.0)));
        assert!((response["mean"].as_f64().expect("a number") - 235.0 / 3.0).abs() < 1e-6, "{response}");
        assert_eq!(whole["first"], whole["response"]);
        // The one that ended had waited 40 s, the open one 7 s: neither can be late yet.
        assert_eq!(whole["in_time"], json!({ "part": 2, "of": 3, "share": 2.0 / 3.0 }));
        assert_eq!(whole["left"], json!({ "part": 1, "of": 5, "share": 0.2 }));
        let taken = &whole["answering"];
        assert_eq!((seconds(taken, "queue"), seconds(taken, "reading")), (19.0, 216.0), "{taken}");
        let spent: f64 = whole["spent"].as_array().expect("causes").iter().filter_map(|c| c["seconds"].as_f64()).sum();
        // From the first word of each until it was done, or now: 503, 481, 274, 42 and 9 seconds before the end.
        let ages = [22 + 207 + 12 + 42 + 9, 207 + 12 + 42 + 9, 12 + 42 + 9, 42, 9];
        assert!((spent - f64::from(ages.iter().sum::<i32>())).abs() < 1e-6, "{spent} {ages:?}");

        let (anna, sven) = (desk.front.person("anna").await.id.to_string(), desk.front.person("sven").await.id.to_string());
        let hers = line(&report, &anna);
        assert_eq!((&hers["conversations"], &hers["response"]["mean"]), (&json!(2), &json!(112.5)));
        assert_eq!((&hers["in_time"]["share"], seconds(&hers["spent"], "reading")), (&json!(0.5), 210.0), "{hers}");
        assert_eq!(line(&report, &sven)["response"]["mean"], 10.0);
        let nobody = line(&report, "nobody");
        assert_eq!((&nobody["conversations"], &nobody["left"]["part"]), (&json!(2), &json!(1)));
        let day = desk.report("by=day").await;
        assert_eq!(line(&day, "2025-11-25")["conversations"], 5, "{day}");
        // Tuesday at five in Berlin.
        assert_eq!(line(&desk.report("by=hour").await, "2-05")["conversations"], 5);
        assert_eq!(line(&desk.report("by=channel").await, "api")["in_time"], whole["in_time"]);

        // Each figure opens what is behind it, the longest wait first.
        let behind = |query: String| {
            let (front, lead) = (&desk.front, &desk.lead);
            async move { front.get(&format!("/api/v1/report/conversations?{query}"), lead).await }
        };
        assert_eq!(ids(&behind("which=late".into()).await), [five.late.as_str()]);
        assert_eq!(ids(&behind("which=left".into()).await), [five.left.as_str()]);
        assert_eq!(ids(&behind("which=open".into()).await), [five.open.as_str()]);
        let answered = behind(format!("which=answered&of=person&key={anna}")).await;
        assert_eq!(ids(&answered), [five.late.as_str(), five.quick.as_str()]);
        assert_eq!(answered.body["conversations"][0]["longest"], 205.0);
        let paged = behind("limit=2&after=2&of=hour&key=2-05".into()).await;
        assert_eq!((&paged.body["total"], &paged.body["next"]), (&json!(5), &json!(4)));
        assert_eq!(ids(&behind(format!("agent={sven}")).await), [five.by_sven.as_str()]);
        assert!(ids(&behind("key=3-05&of=hour".into()).await).is_empty());

        // An agent sees what is theirs.
        let mine = desk.front.get("/api/v1/report/mine?by=person", &desk.anna).await.body;
        assert_eq!((&mine["whole"]["response"]["mean"], &mine["lines"][0]["key"]), (&json!(112.5), &json!(anna)), "{mine}");
        assert_eq!(mine["lines"].as_array().map(Vec::len), Some(1));
        desk.front.close().await;
    }

    async fn a_comparison_says_what_the_difference_comes_of(engine) {
        let mut desk = Desk::open(engine).await;
        five(&mut desk).await;
        let (anna, sven) = (desk.front.person("anna").await.id, desk.front.person("sven").await.id);
        let path = format!("/api/v1/report/compare?a={anna}&b={sven}");
        let told = desk.front.get(&path, &desk.lead).await.body;
        assert_eq!(told["difference"], 102.5, "{told}");
        let of = |cause: &str| {
            let causes = told["causes"].as_array().expect("causes").iter();
            let one = causes.clone().find(|one| one["cause"] == cause).expect("the cause");
            one["same"].as_f64().expect("a number") + one["mix"].as_f64().expect("a number")
        };
        // Anna's were taken after 7.5 s and read for 105; Sven's after 4 and 6.
        assert!((of("queue") - 3.5).abs() < 1e-9 && (of("reading") - 99.0).abs() < 1e-9, "{told}");
        assert_eq!((&told["same"], &told["mix"]), (&json!(102.5), &json!(0.0)));
        let why = &told["why"];
        assert_eq!(
            why["en"],
            "anna answers after 112.5 s on average, 102.5 s later than sven (10 s). Of this: reading and looking up +99 s, \
             waiting to be taken +3.5 s. At the same matters it is +102.5 s, and 0 s come of having other matters. There are \
             few answers (1): take this as a hint."
        );
        assert!(why["zh"].as_str().is_some_and(|zh| zh.starts_with("anna 平均 112.5 秒回复，比 sven（10 秒）慢 102.5 秒。")), "{why}");
        desk.front.close().await;
    }

    async fn all_rows_are_given_as_sheets(engine) {
        let mut desk = Desk::open(engine).await;
        five(&mut desk).await;
        let rename = |id: desk::id::AgentId| {
            let app = desk.front.app.clone();
            async move {
                let change = desk::agent::people::Change { name: Some("=cmd()".into()), ..Default::default() };
                app.store.write(move |ctx| desk::agent::people::change(ctx, id, change)).await.expect("it is changed")
            }
        };
        rename(desk.front.person("sven").await.id).await;
        let csv = desk.front.get("/api/v1/report/rows.csv", &desk.lead).await;
        assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
        assert_eq!(csv.headers["content-disposition"], "attachment; filename=\"report.csv\"");
        let text = String::from_utf8(csv.bytes).expect("text");
        assert!(text.starts_with("\u{feff}Conversation,Shop,"), "{text}");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 6, "{text}");
        assert!(lines[1].contains("2025-11-25 05:00:00") && lines[1].contains(",anna,"), "{text}");
        assert!(lines[3].contains(",'=cmd(),"), "{text}");
        // The longest wait of the late one, and that it is one of one that counts and not in time.
        assert!(lines[2].contains(",205,205,205,0,1,no,") || lines[2].contains(",205,1,205,205,0,1,no,"), "{text}");
        let chinese = said(desk.front.request(Method::GET, "/api/v1/report/rows.csv").bearer_auth(&desk.lead)
            .header("accept-language", "zh-CN")).await;
        assert!(String::from_utf8_lossy(&chinese.bytes).contains("会话编号"));

        let book = desk.front.get("/api/v1/report/rows.xlsx", &desk.lead).await;
        assert!(book.headers["content-type"].to_str().is_ok_and(|kind| kind.contains("spreadsheetml")));
        let mut book = zip::ZipArchive::new(Cursor::new(book.bytes)).expect("a workbook");
        let mut sheet = String::new();
        book.by_name("xl/worksheets/sheet1.xml").expect("a sheet").read_to_string(&mut sheet).expect("text");
        assert_eq!(sheet.matches("<row ").count(), 6, "{sheet}");
        assert!(!sheet.contains("<f>") && sheet.contains("=cmd()"), "{sheet}");
        desk.front.close().await;
    }

    async fn what_cannot_be_counted_is_refused_by_its_field(engine) {
        let desk = Desk::open(engine).await;
        let told = |code: &str, field: &str| (422, code.to_owned(), field.to_owned());
        assert_eq!(desk.refused("?from=2025-11-25T00:00:00Z&to=2025-11-24T00:00:00Z").await, told("ends_before_start", "to"));
        assert_eq!(desk.refused("?from=2023-01-01T00:00:00Z").await, told("window_too_long", "from"));
        assert_eq!(desk.refused("/rows.xlsx?from=2023-01-01T00:00:00Z").await, told("window_too_long", "from"));
        assert_eq!(desk.refused("?of=hour&key=8-05").await, told("not_of_dimension", "key"));
        assert_eq!(desk.refused("?key=8-05").await, told("dimension_missing", "of"));
        assert_eq!(desk.refused("/compare?by=channel&a=api&b=pigeon").await, told("not_of_dimension", "b"));
        assert_eq!(desk.refused("/compare?by=channel&a=api&b=api").await, told("same_twice", "b"));
        assert_eq!(desk.refused("/conversations?limit=0").await, told("too_large", "limit"));
        // Another shop is not seen, and of all that one sees, only that.
        let two = desk.front.app.store.read(|ctx| desk::shop::by_key(ctx, "two")).await.expect("a read").expect("it is");
        assert_eq!(desk.refused(&format!("?shop={}", two.id)).await.1, "no_such_shop");
        let report = desk.report("").await;
        assert_eq!(report["shops"], json!([desk.front.shop.id]));
        desk.front.close().await;
    }
}
