//! What is asked and not answered becomes a gap, is answered, and closes when its own questions are; ratings; the rule of
//! fifty a week.

use std::time::Duration;

use db::Engine;
use desk::asked::suggestion::{self, Use};
use reqwest::Method;
use serde_json::{Value, json};

use crate::front::{Front, Said};

const DAY: Duration = Duration::from_secs(86_400);

/// A front whose articles are told as soon as one of their wordings is asked.
async fn open(engine: Engine) -> Front {
    Front::open(engine).await
}

/// A buyer asks through the shop's channel; the message and its conversation.
async fn ask(front: &Front, handle: &str, id: &str, text: &str) -> (String, String) {
    let message = json!({ "external_id": format!("{handle}-{id}"), "handle": handle, "text": text });
    let said = front.post("/api/v1/inboxes/till/messages", &front.key, message).await;
    assert!(said.status.is_success(), "{said:?}");
    (said.text("message"), said.text("conversation"))
}

/// Asks until the server's own work has come so far.
pub(crate) async fn until<T>(mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let looking = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), looking).await.expect("it comes in time")
}

async fn gaps(front: &Front, query: &str) -> Vec<Value> {
    let keeper = front.session("lena").await;
    let said = front.get(&format!("/api/v1/shops/{}/gaps{query}", front.shop.id), &keeper).await;
    assert_eq!(said.status, 200, "{said:?}");
    said.body.as_array().expect("a list").clone()
}

/// The gap that was asked so often, once it was.
async fn gap_with(front: &Front, count: i64) -> Value {
    until(async || gaps(front, "").await.into_iter().find(|gap| gap["count"] == count)).await
}

/// Asks what nobody can answer; the gap and the question in it.
pub(crate) async fn gap_of(front: &Front, handle: &str, text: &str) -> (String, String) {
    ask(front, handle, "1", text).await;
    let gap = gap_with(front, 1).await["id"].as_str().expect("an id").to_owned();
    let keeper = front.session("lena").await;
    let open = front.get(&format!("/api/v1/gaps/{gap}"), &keeper).await;
    let question = open.body["questions"][0]["asked"]["id"].as_str().expect("an id").to_owned();
    (gap, question)
}

async fn keeper_posts(front: &Front, path: &str, body: Value) -> Said {
    let keeper = front.session("lena").await;
    front.post(&format!("/api/v1/{path}"), &keeper, body).await
}

/// Messages of a conversation, once the bot has said so many things in it.
async fn answers(front: &Front, conversation: &str, count: usize) -> Vec<Value> {
    until(async || {
        let path = format!("/api/v1/conversations/{conversation}/messages?after=0");
        let said = front.get(&path, &front.key).await;
        let bot = said.body.as_array().cloned().unwrap_or_default();
        let bot: Vec<Value> = bot.into_iter().filter(|message| message["author"] == "bot").collect();
        (bot.len() >= count).then_some(bot)
    })
    .await
}

async fn publish(front: &Front, id: &str, question: &str, answer: &str) {
    let article = json!([{ "article_id": id, "question": question, "answer": answer }]);
    let path = format!("/api/v1/shops/{}/articles", front.shop.id);
    let keeper = front.session("lena").await;
    let said = front.ask(Method::PUT, &path, &keeper, Some(article)).await;
    assert!(said.status.is_success(), "{said:?}");
}

/// Asks a published article's question anew until the bot tells it: the shelf follows the ledger.
async fn told(front: &Front, handle: &str, question: &str) -> (Value, String) {
    let mut tries = 0;
    until(async || {
        tries += 1;
        let handle = format!("{handle}{tries}");
        let (_, conversation) = ask(front, &handle, "1", question).await;
        let path = format!("/api/v1/conversations/{conversation}/messages?after=0");
        let answer = until(async || {
            let said = front.get(&path, &front.key).await;
            let messages = said.body.as_array().cloned().unwrap_or_default();
            messages.into_iter().find(|message| message["author"] == "bot" || message["author"] == "system")
        })
        .await;
        (answer["author"] == "bot").then_some((answer, handle))
    })
    .await
}

testkit::both! {
    async fn a_gap_grows_is_answered_and_closes(engine) {
        let front = open(engine).await;
        ask(&front, "ann", "1", "Do you do engraving? 13812345678").await;
        ask(&front, "ben", "1", "engraving possible?").await;
        ask(&front, "cat", "1", "Is there parking near your place?").await;
        let gap = gap_with(&front, 2).await;
        assert_eq!((&gap["state"], &gap["language"], &gap["unanswered"]), (&json!("open"), &json!("en"), &json!(2)));
        assert_eq!(gap_with(&front, 1).await["title"], "Is there parking near your place?");
        let id = gap["id"].as_str().expect("an id");
        let keeper = front.session("lena").await;
        let open = front.get(&format!("/api/v1/gaps/{id}"), &keeper).await.body;
        let texts: Vec<_> = open["questions"].as_array().expect("a list").iter()
            .map(|question| question["asked"]["text"].as_str().expect("a text")).collect();
        assert!(texts.contains(&"engraving possible?") && texts.iter().all(|text| !text.contains("138")), "{texts:?}");
        assert!(open["questions"][0]["asked"]["conversation"].is_string());
        // Nothing is closed by hand while questions are open.
        let patch = Some(json!({ "state": "closed" }));
        let by_hand = front.ask(Method::PATCH, &format!("/api/v1/gaps/{id}"), &keeper, patch).await;
        assert_eq!(by_hand.refusal(), (409, "gap_not_answered"));
        // An answer that has one of the wordings answers that one alone.
        let answer = json!({ "question": "Do gift boxes cost extra?", "answer": "Yes, 5 euros.",
            "similar": ["engraving possible?"] });
        let half = keeper_posts(&front, &format!("gaps/{id}/answer"), answer).await;
        assert_eq!(half.body["gap"]["state"], "answering", "{half:?}");
        let answered = |body: &Value| body["questions"].as_array().expect("a list").iter()
            .filter(|question| question["again"]["answered"] == true).count();
        assert_eq!(answered(&half.body), 1, "{half:?}");
        // Another wording for the same article answers the other as well: then it closes.
        let article = half.body["questions"].as_array().expect("a list").iter()
            .find_map(|question| question["again"]["article"]["article_id"].as_str()).expect("an article").to_owned();
        let more = json!({ "article_id": article, "similar": texts });
        let whole = keeper_posts(&front, &format!("gaps/{id}/answer"), more).await;
        assert_eq!(answered(&whole.body), 2, "{whole:?}");
        assert_eq!(whole.body["gap"]["state"], "closed");
        assert!(gaps(&front, "").await.iter().all(|gap| gap["id"] != id));
        assert_eq!(gaps(&front, "?state=closed").await.len(), 1);
        // The same, asked once more and not well answered, opens it again.
        let (_, conversation) = ask(&front, "dan", "1", "Engraving possible??").await;
        answers(&front, &conversation, 1).await;
        ask(&front, "dan", "2", "talk to a person").await;
        let again = until(async || gaps(&front, "?state=open").await.into_iter().find(|gap| gap["id"] == id)).await;
        assert_eq!((&again["count"], &again["unanswered"]), (&json!(3), &json!(1)));
        front.close().await;
    }

    async fn what_is_not_the_shops_is_withdrawn_and_what_is_the_same_is_merged(engine) {
        let front = open(engine).await;
        ask(&front, "ann", "1", "Do you do engraving?").await;
        ask(&front, "ben", "1", "Is there parking near your place?").await;
        let both = until(async || Some(gaps(&front, "").await).filter(|gaps| gaps.len() == 2)).await;
        let ids: Vec<_> = both.iter().map(|gap| gap["id"].as_str().expect("an id")).collect();
        let merged = keeper_posts(&front, &format!("gaps/{}/merge", ids[0]), json!({ "into": ids[1] })).await;
        assert_eq!(merged.body["count"], 2, "{merged:?}");
        assert_eq!(gaps(&front, "").await.len(), 1);
        let alone = keeper_posts(&front, &format!("gaps/{}/merge", ids[1]), json!({ "into": ids[1] })).await;
        assert_eq!(alone.refusal(), (422, "cannot_be_merged"));
        let keeper = front.session("lena").await;
        let open = front.get(&format!("/api/v1/gaps/{}", ids[1]), &keeper).await.body;
        for (at, state) in [(0, "open"), (1, "closed")] {
            let question = open["questions"][at]["asked"]["id"].as_str().expect("an id");
            let path = format!("gaps/{}/questions/{question}/withdraw", ids[1]);
            let empty = keeper_posts(&front, &path, json!({ "reason": " " })).await;
            assert_eq!(empty.refusal(), (422, "required"));
            let withdrawn = keeper_posts(&front, &path, json!({ "reason": "not ours" })).await;
            assert_eq!(withdrawn.body["gap"]["state"], state, "{withdrawn:?}");
        }
        front.close().await;
    }

    async fn fifty_a_week_about_the_same_must_be_answered(engine) {
        let front = open(engine).await;
        let (shop, mut settings) = (front.shop.id, front.shop.settings.clone());
        settings.gap_weekly_limit = 4;
        settings.gap_due_days = 2;
        front.app.store.write(move |ctx| desk::shop::set(ctx, shop, &settings)).await.expect("it is set");
        for (day, count) in [(0, 3), (8, 2)] {
            if day > 0 {
                front.clock.advance(DAY * day);
            }
            for number in 0..count {
                ask(&front, &format!("b{day}-{number}"), "1", "Do you do engraving?").await;
            }
            gap_with(&front, if day == 0 { 3 } else { 5 }).await;
        }
        // Five in all, but two within the last week.
        let gap = gap_with(&front, 5).await;
        assert_eq!((&gap["week"], &gap["must_at"], &gap["owner"]), (&json!(2), &Value::Null, &Value::Null));
        for number in 0..2 {
            ask(&front, &format!("c{number}"), "1", "Do you do engraving?").await;
        }
        let gap = gap_with(&front, 7).await;
        let lena = front.person("lena").await.id.to_string();
        assert!(gap["must_at"].is_string(), "{gap}");
        assert_eq!((&gap["owner"], &gap["overdue"]), (&json!(lena), &json!(false)));
        front.clock.advance(DAY * 3);
        let gap = gap_with(&front, 7).await;
        assert_eq!(gap["overdue"], true);
        let keeper = front.session("lena").await;
        let health = front.get(&format!("/api/v1/shops/{shop}/knowledge/health"), &keeper).await.body;
        let part = |name: &str| health["parts"].as_array().expect("parts").iter()
            .find(|part| part["part"] == name).expect("the part").clone();
        assert_eq!((&part("gaps")["good"], &part("gaps")["of"]), (&json!(0), &json!(1)));
        assert_eq!(part("coverage")["score"], 0);
        assert_eq!(part("satisfaction")["score"], Value::Null);
        front.close().await;
    }

    async fn a_buyer_says_whether_an_answer_helped(engine) {
        let front = open(engine).await;
        publish(&front, "post", "What does shipping cost?", "Nothing from 50 euros on.").await;
        let (answer, handle) = told(&front, "ann", "What does shipping cost?").await;
        let id = answer["id"].as_str().expect("an id");
        let rate = async |handle: &str, helpful: bool| {
            let path = format!("/api/v1/inboxes/till/messages/{id}/rating");
            front.post(&path, &front.key, json!({ "handle": handle, "helpful": helpful })).await
        };
        assert_eq!(rate(&handle, true).await.status, 204);
        ask(&front, "zoe", "1", "hello").await;
        assert_eq!(rate("zoe", true).await.refusal(), (404, "no_such_message"), "of somebody else");
        let keeper = front.session("lena").await;
        let row = async || {
            let path = format!("/api/v1/shops/{}/articles/figures?days=30", front.shop.id);
            front.get(&path, &keeper).await.body[0].clone()
        };
        let good = row().await;
        assert_eq!((&good["figures"]["good"], &good["satisfaction"]), (&json!(1), &json!(1.0)), "{good}");
        assert!(good["satisfaction_at_least"].as_f64().is_some_and(|share| share < 0.3), "{good}");
        // Changed their mind: what was answered badly is a gap, until they change it back.
        rate(&handle, false).await;
        assert_eq!(row().await["figures"]["bad"], 1);
        gap_with(&front, 1).await;
        rate(&handle, true).await;
        until(async || gaps(&front, "").await.is_empty().then_some(())).await;
        let path = format!("/api/v1/shops/{}/asked?rating=good", front.shop.id);
        let behind = front.get(&path, &keeper).await.body;
        assert_eq!(behind[0]["conversation"], answer["conversation"]);
        // Only what rests on something is rated.
        let (question, _) = ask(&front, "zoe", "2", "are you there?").await;
        let path = format!("/api/v1/inboxes/till/messages/{question}/rating");
        let own = front.post(&path, &front.key, json!({ "handle": "zoe", "helpful": true })).await;
        assert_eq!(own.refusal(), (409, "only_answers_are_rated"));
        front.close().await;
    }

    async fn what_a_buyer_does_after_an_answer_rates_it(engine) {
        let front = open(engine).await;
        publish(&front, "post", "What does shipping cost?", "Nothing from 50 euros on.").await;
        let (_, asked_person) = told(&front, "ann", "What does shipping cost?").await;
        ask(&front, &asked_person, "2", "talk to a person").await;
        let (answer, asked_again) = told(&front, "ben", "What does shipping cost?").await;
        ask(&front, &asked_again, "2", "what does shipping cost??").await;
        answers(&front, answer["conversation"].as_str().expect("an id"), 2).await;
        let keeper = front.session("lena").await;
        let path = format!("/api/v1/shops/{}/asked?rating=bad", front.shop.id);
        let rated = until(async || {
            let rated = front.get(&path, &keeper).await.body.as_array().cloned().unwrap_or_default();
            (rated.len() == 2).then_some(rated)
        })
        .await;
        let mut why: Vec<_> = rated.iter().map(|asked| asked["rated_by"].as_str().expect("a word")).collect();
        why.sort_unstable();
        assert_eq!(why, ["asked_again", "asked_person"]);
        // What agents did with the article as a suggestion stands beside it.
        let article = rated[0]["article"].as_str().expect("an id").parse().expect("an id");
        let shop = front.shop.id;
        let used = [(Use::Accepted, None), (Use::Edited, Some(0.5)), (Use::Rejected, None)];
        front.app.store.write(move |ctx| {
            used.into_iter().try_for_each(|(outcome, edited)| suggestion::record(ctx, shop, article, outcome, edited))
        }).await.expect("it is kept");
        let path = format!("/api/v1/shops/{shop}/articles/figures");
        let figures = front.get(&path, &keeper).await.body[0]["figures"].clone();
        let counted: Vec<_> = ["accepted", "edited", "rejected", "edited_share"].iter().map(|name| figures[*name].clone()).collect();
        assert_eq!(counted, [json!(1), json!(1), json!(1), json!(0.5)]);
        front.close().await;
    }

    async fn a_rating_in_the_web_chat_is_there_again_after_a_reload(engine) {
        let front = open(engine).await;
        publish(&front, "post", "What does shipping cost?", "Nothing from 50 euros on.").await;
        told(&front, "ann", "What does shipping cost?").await;
        let buyer = front.buyer().await;
        let message = json!({ "client_id": "c1", "text": "What does shipping cost?" });
        front.post("/api/v1/widget/web/messages", &buyer, message).await;
        let answer = until(async || {
            let history = front.get("/api/v1/widget/web/history", &buyer).await.body;
            history["messages"].as_array()?.iter().find(|message| message["rateable"] == true).cloned()
        })
        .await;
        assert_eq!(answer["helpful"], Value::Null);
        let path = format!("/api/v1/widget/web/messages/{}/rating", answer["id"].as_str().expect("an id"));
        let stranger = front.buyer().await;
        let other = front.post(&path, &stranger, json!({ "helpful": true })).await;
        assert_eq!(other.refusal(), (404, "no_such_message"));
        for helpful in [true, false] {
            assert_eq!(front.post(&path, &buyer, json!({ "helpful": helpful })).await.status, 200);
            let history = front.get("/api/v1/widget/web/history", &buyer).await.body;
            let shown = history["messages"].as_array().expect("messages").iter()
                .find(|message| message["id"] == answer["id"]).expect("the answer").clone();
            assert_eq!(shown["helpful"], helpful);
        }
        front.close().await;
    }
}
