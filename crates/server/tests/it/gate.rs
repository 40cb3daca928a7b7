//! Nothing that the bot's own skills say over the demo's facts is held back by the gate; and what no fact bears out is not said.

use std::sync::Arc;

use desk::bot::trial;
use desk::conversation::checked::CheckOutcome;
use desk::shop::{self, Lang};
use desk::{catalog, inbox, knowledge};
use reqwest::{Method, StatusCode};
use serde_json::json;
use server::app::App;
use server::config::Config;
use server::{demo, telemetry};
use testkit::{TestDb, both};

use crate::street::Street;

/// The demo seller's house with nobody at work in it.
async fn open(db: &TestDb) -> App {
    let mut config = Config::load(None, std::iter::empty()).expect("the defaults");
    config.server.data = db.folder().to_owned();
    config.database.url = db.url().to_owned();
    config.database.connections = 4;
    config.language.model = "none".into();
    let app = App::open(config, telemetry::start_metrics().expect("metrics")).await.expect("it opens");
    demo::prepare(&app).await.expect("the demo seller moves in");
    app
}

const ZH: [&str; 10] = [
    "{}多少钱",
    "{}有货吗",
    "{}什么时候发货",
    "{}是什么面料",
    "{}有什么优惠",
    "165cm 50kg 穿{}什么码",
    "{}保修多久",
    "{}怎么洗",
    "{}能便宜点吗",
    "{}还有M码吗",
];
const EN: [&str; 10] = [
    "how much is the {}",
    "is the {} in stock",
    "when does the {} ship",
    "what is the {} made of",
    "any discount on the {}",
    "I'm 5'6\" and 130 lb, which size of the {}",
    "how long is the warranty of the {}",
    "how do I wash the {}",
    "can I get the {} cheaper",
    "do you have the {} in M",
];

both! {
    async fn every_answer_from_facts_passes(engine) {
        let db = TestDb::new(engine);
        let app = open(&db).await;
        let shops = app.store.read(shop::list).await.expect("shops");
        let mut held = Vec::new();
        let mut checked = 0;
        for shop in shops {
            let id = shop.id;
            app.read_anew(id).await.expect("shelves");
            let (products, articles) = app
                .store
                .read(move |ctx| Ok((catalog::products(ctx, id)?, knowledge::list(ctx, id)?)))
                .await
                .expect("facts");
            let forms = if shop.language == Lang::Zh { ZH } else { EN };
            let mut questions: Vec<String> = articles.iter().map(|article| article.facts.question.clone()).collect();
            // A few of each kind: what is worded alike is checked alike.
            for product in products.iter().step_by(4) {
                questions.extend(forms.iter().map(|form| form.replace("{}", &product.facts.title)));
            }
            questions.extend(["有什么活动", "满减和优惠券能一起用吗", "打折和优惠券可以叠加吗", "包邮吗", "any offers", "can I combine coupons"].map(str::to_owned));
            let told = app
                .think(move |mind, now| {
                    let shelves = mind.shelves(shop.id);
                    questions
                        .into_iter()
                        .map(|question| {
                            let tried = trial::try_question(mind, &Arc::clone(&shelves), &shop, &question, now)?;
                            Ok((question, tried))
                        })
                        .collect::<desk::error::Result<Vec<_>>>()
                })
                .await
                .expect("trials");
            for (question, tried) in told {
                let Some(found) = tried.checked else { continue };
                checked += 1;
                if found.outcome != CheckOutcome::Passed {
                    held.push(format!("{question}\n  {}\n  {found:?}", tried.text));
                }
            }
        }
        assert!(checked > 50, "{checked} answers stated something");
        assert!(held.is_empty(), "{} of {checked} held:\n{}", held.len(), held.join("\n"));
    }

    async fn an_answer_shows_what_was_checked_and_a_line_drawn_anew_holds_at_once(engine) {
        let street = Street::open(engine).await;
        let (lead, agent) = (street.sign_in("lead").await, street.sign_in("agent").await);
        let shop = street.app.store.read(|ctx| Ok(inbox::by_key(ctx, "qinghe")?.shop)).await.expect("the demo's");
        let question = "能便宜点吗";
        let mut buyer = street.buyer(None).await;
        let (_, told) = buyer.ask(question).await;
        let id = told["conversation"].as_str().expect("an id").to_owned();
        let said = street.conversation(&agent, &id).await;
        let all = said["messages"].as_array().expect("messages");
        let checked = all.iter().map(|message| &message["checked"]).find(|checked| checked.is_object());
        let checked = checked.unwrap_or_else(|| panic!("what is on offer was told: {said}"));
        assert_eq!(checked["outcome"], "passed", "{checked}");
        assert!(checked["statements"][0]["source"]["title"].is_string(), "{checked}");
        assert_eq!(said["conversation"]["packet"]["reason"], "boundary", "{said}");
        assert_eq!(said["conversation"]["packet"]["boundary"]["intent"], "bargain", "{said}");

        let path = format!("/api/v1/shops/{shop}/boundaries");
        let draft = |intent: &str| json!({ "rows": [{ "intent": intent, "here": "answer", "away": "answer" }] });
        let refused = street.ask(Method::PUT, &path, Some(&lead), Some(&draft("no_intent"))).await;
        assert_eq!(refused.refusal(), (422, "no_such_intent", "intent"));
        let refused = street.ask(Method::PUT, &path, Some(&lead), Some(&draft("ask_human"))).await;
        assert_eq!(refused.refusal(), (422, "always_a_person", "intent"));
        let agents = street.ask(Method::PUT, &path, Some(&agent), Some(&draft("bargain"))).await;
        assert_eq!(agents.status, StatusCode::FORBIDDEN);
        let drawn = street.ask(Method::PUT, &path, Some(&lead), Some(&draft("bargain"))).await;
        assert_eq!(drawn.status, StatusCode::OK, "{drawn:?}");
        let changes = drawn["changes"].as_array().expect("changes");
        assert_eq!(changes.len(), 2, "while people are here, and while nobody is");
        assert!(changes[0]["by_name"].is_string() && changes[0]["becomes"] == "answer", "{changes:?}");

        let mut other = street.buyer(None).await;
        let (_, told) = other.ask(question).await;
        let id = told["conversation"].as_str().expect("an id").to_owned();
        let open = street.conversation(&agent, &id).await["conversation"].clone();
        assert_eq!(open["status"], "bot", "{open}");
        street.close().await;
    }
}
