//! What a buyer is promised, where it would be easiest to break: the moment a person takes over, other people's orders,
//! notes, and who may speak for buyers.

use std::time::Duration;

use desk::agent::people;
use desk::bot::answer;
use desk::bot::surge::ANSWER_JOB;
use desk::conversation::{self, hold, receive};
use desk::fact::Author;
use desk::id::ConversationId;
use desk::inbox::{self, Inbound};
use desk::routing::surge;
use desk::{buyer, order, shop};
use jobs::Job;
use reqwest::{Method, StatusCode};
use serde_json::json;
use server::app::App;
use server::config::Config;
use server::{demo, telemetry};
use testkit::{TestDb, both};

use crate::street::{KEY, Street, hear, hear_until};

both! {
    async fn a_person_who_takes_over_while_the_bot_thinks_has_the_word(engine) {
        let db = TestDb::new(engine);
        let app = without_workers(&db).await;
        for (handle, comes) in [("left-alone", None), ("taken-over", Some("agent"))] {
            let id = receive(&app, &format!("m-{handle}"), handle, "可以开发票吗").await;
            let job = due(&app, answer::JOB, id).await.expect("the answer is due");
            answer_it(&app, id, job, comes).await;
            let said = app.store.read(move |ctx| conversation::messages_after(ctx, id, 0, 100)).await.expect("read");
            let by_bot = said.iter().filter(|message| message.author == Author::Bot).count();
            assert_eq!(by_bot, usize::from(comes.is_none()), "{said:?}");
        }
    }

    async fn an_order_is_told_to_whom_it_belongs_and_to_nobody_else(engine) {
        let street = Street::open(engine).await;
        let own = street.app.store.read(|ctx| {
            let shop = inbox::by_key(ctx, "qinghe")?.shop;
            let first = buyer::by_external_id(ctx, shop, "QH-B001")?.expect("the demo's");
            Ok(order::of_buyer(ctx, first.id, 1)?.remove(0))
        }).await.expect("an order");
        let tracking = own.shipments[0].facts.tracking_number.clone();
        let phone: String = own.receiver_phone.iter().flat_map(|phone| phone.chars()).filter(char::is_ascii_digit).collect();
        let ending = &phone[phone.len() - 4..];

        let mut other = street.buyer(Some(1)).await;
        let (text, _) = other.ask(&format!("订单{}到哪了", own.number)).await;
        assert!(!text.contains(&tracking), "{text}");

        let mut stranger = street.buyer(None).await;
        let (text, _) = stranger.ask(&format!("订单{}到哪了", own.number)).await;
        assert!(!text.contains(&tracking) && text.contains("后四位"), "{text}");
        let (text, _) = stranger.ask(ending).await;
        assert!(text.contains(&tracking), "{text}");
        street.close().await;
    }

    async fn a_packet_names_the_one_order_that_stands_badly(engine) {
        let street = Street::open(engine).await;
        let mut buyer = street.buyer(Some(7)).await;
        let (_, queued) = buyer.ask("转人工").await;
        let agent = street.sign_in("agent").await;
        let open = street.conversation(&agent, queued["conversation"].as_str().expect("an id")).await["conversation"].clone();
        let profile = street.get(&format!("/api/v1/buyers/{}", open["buyer"].as_str().expect("an id")), &agent).await;
        let orders = profile["orders"].as_array().expect("orders");
        let badly: Vec<_> = orders
            .iter()
            .filter(|order| ["late", "stuck", "lost", "returned"].iter().any(|word| order["standing"] == *word))
            .collect();
        assert!(orders.len() > 1 && badly.len() == 1, "{badly:?}");
        assert_eq!(open["packet"]["order"], badly[0]["number"]);
        street.close().await;
    }

    async fn who_writes_in_another_language_is_told_which_are_spoken_and_gets_a_person(engine) {
        let street = Street::open(engine).await;
        let agent = street.sign_in("agent").await;
        let mut buyer = street.buyer(None).await;
        let (text, told) = buyer.ask("¿Dónde está mi pedido? No ha llegado todavía").await;
        let (zh, en) = (text.find("中文"), text.find("Chinese"));
        assert!(zh.is_some() && zh < en, "the shop's own language first: {text}");
        let open = street.conversation(&agent, told["conversation"].as_str().expect("an id")).await["conversation"].clone();
        assert_eq!(open["status"], "waiting", "{open}");
        assert!(open["packet"]["next_step"]["en"].as_str().is_some_and(|step| step.contains("translator")), "{open}");
        street.close().await;
    }

    async fn a_shop_chooses_what_is_answered_first(engine) {
        let street = Street::open(engine).await;
        let (admin, agent) = (street.sign_in("admin").await, street.sign_in("agent").await);
        let mut urgencies = Vec::new();
        for preset in ["A", "B"] {
            let mut buyer = street.buyer(None).await;
            let (_, told) = buyer.ask("能便宜点吗").await;
            let id = told["conversation"].as_str().expect("an id").to_owned();
            let open = street.conversation(&agent, &id).await["conversation"].clone();
            urgencies.push((preset, open["urgency"].as_str().expect("an urgency").to_owned()));
            let path = format!("/api/v1/shops/{}/settings", open["shop"].as_str().expect("a shop"));
            let mut settings = street.get(&path, &admin).await;
            settings["urgency_preset"] = json!("B");
            let put = street.ask(Method::PUT, &path, Some(&admin), Some(&settings)).await;
            assert!(put.status.is_success(), "{put:?}");
            settings["urgency_preset"] = json!("C");
            let put = street.ask(Method::PUT, &path, Some(&admin), Some(&settings)).await;
            assert!(put.status.is_client_error(), "{put:?}");
        }
        assert_eq!(urgencies, [("A", "important".to_owned()), ("B", "urgent".to_owned())]);
        street.close().await;
    }

    async fn a_burst_has_one_answer(engine) {
        let db = TestDb::new(engine);
        let app = without_workers(&db).await;
        let mut id = None;
        for (number, line) in ["在吗", "想问一下", "可以开发票吗"].into_iter().enumerate() {
            id = Some(receive(&app, &format!("b-{number}"), "burst", line).await);
        }
        let id = id.expect("a conversation");
        let job = due(&app, answer::JOB, id).await.expect("the answer is due");
        answer_it(&app, id, job, None).await;
        assert!(due(&app, answer::JOB, id).await.is_none(), "one answer for all of it");
        let said = app.store.read(move |ctx| conversation::messages_after(ctx, id, 3, 100)).await.expect("read");
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].text.contains("发票") && said[0].meta.answers_seq == Some(3), "{said:?}");
    }

    async fn who_waits_when_people_become_too_few_while_the_bot_thinks_is_answered_once(engine) {
        let db = TestDb::new(engine);
        let app = without_workers(&db).await;
        let id = receive(&app, "w-1", "waits", "转人工").await;
        let job = due(&app, answer::JOB, id).await.expect("the hand-off is due");
        answer_it(&app, id, job, None).await;
        receive(&app, "w-2", "waits", "可以开发票吗").await;
        let own = due(&app, answer::JOB, id).await.expect("the answer is due");
        begin_surge(&app).await;
        let waiting = due(&app, ANSWER_JOB, id).await.expect("who waits is to be answered");
        // Both have read what there is to answer before either has said it.
        let gathered = app.store.read(move |ctx| answer::gather_waiting(ctx, id)).await.expect("read");
        answer_it(&app, id, own, None).await;
        answer_waiting(&app, gathered, waiting).await;
        assert!(due(&app, ANSWER_JOB, id).await.is_none(), "the answer is given");
        let said = app.store.read(move |ctx| conversation::messages_after(ctx, id, 0, 100)).await.expect("read");
        let answers: Vec<_> = said.iter().filter(|message| message.author == Author::Bot).collect();
        assert_eq!(answers.len(), 1, "{said:?}");
        assert!(answers[0].text.contains("发票"), "{said:?}");
    }

    async fn who_asks_for_a_person_once_more_is_told_what_they_asked_before(engine) {
        let db = TestDb::new(engine);
        let app = without_workers(&db).await;
        let id = receive(&app, "o-1", "again", "转人工").await;
        let job = due(&app, answer::JOB, id).await.expect("the hand-off is due");
        answer_it(&app, id, job, None).await;
        receive(&app, "o-2", "again", "可以开发票吗").await;
        receive(&app, "o-3", "again", "转人工").await;
        let own = due(&app, answer::JOB, id).await.expect("the answer is due");
        begin_surge(&app).await;
        let waiting = due(&app, ANSWER_JOB, id).await.expect("who waits is to be answered");
        let gathered = app.store.read(move |ctx| answer::gather_waiting(ctx, id)).await.expect("read");
        answer_waiting(&app, gathered, waiting).await;
        answer_it(&app, id, own, None).await;
        let answers = async || {
            let said = app.store.read(move |ctx| conversation::messages_after(ctx, id, 0, 100)).await.expect("read");
            said.into_iter().filter(|message| message.author == Author::Bot).collect::<Vec<_>>()
        };
        assert_eq!(answers().await, [], "the place is told, and nothing else");
        let once_more = due(&app, ANSWER_JOB, id).await.expect("what is open before it");
        let gathered = app.store.read(move |ctx| answer::gather_waiting(ctx, id)).await.expect("read");
        answer_waiting(&app, gathered, once_more).await;
        let told = answers().await;
        assert!(told.len() == 1 && told[0].text.contains("发票"), "{told:?}");
    }

    async fn a_note_reaches_no_buyer_by_any_way(engine) {
        let street = Street::open(engine).await;
        let mut channel = street.socket("/api/v1/inboxes/qinghe-api/live", KEY).await;
        let mut buyer = street.buyer(None).await;
        let agent = street.sign_in("agent").await;
        let (_, queued) = buyer.ask("转人工").await;
        let said = json!({ "external_id": "e", "handle": "h", "text": "转人工" });
        let carried = street.channel(KEY, &said).await;
        hear(&mut channel, |frame| frame["message"]["notice"] == "queued").await;
        for id in [&queued["conversation"], &carried.body["conversation"]] {
            let path = format!("/api/v1/conversations/{}", id.as_str().expect("an id"));
            street.post(&format!("{path}/claim"), &agent, &json!({})).await;
            for (what, text) in [("notes", "只给同事看"), ("messages", "我来帮您")] {
                let new = json!({ "client_id": format!("{what}-{path}"), "text": text });
                let sent = street.post(&format!("{path}/{what}"), &agent, &new).await;
                assert_eq!(sent.status, StatusCode::CREATED, "{sent:?}");
            }
        }
        for socket in [&mut buyer.socket, &mut channel] {
            let heard = hear_until(socket, |frame| frame["message"]["text"] == "我来帮您").await;
            assert!(heard.iter().all(|frame| !frame.to_string().contains("只给同事看")), "{heard:?}");
        }
        street.close().await;
    }

    async fn a_key_that_may_not_speak_for_buyers_does_not(engine) {
        let street = Street::open(engine).await;
        let admin = street.sign_in("admin").await;
        let shops = street.get("/api/v1/shops", &admin).await;
        let shop = shops.as_array().expect("shops").iter().find(|shop| shop["key"] == "qinghe").expect("the demo's");
        let path = format!("/api/v1/shops/{}/keys", shop["id"].as_str().expect("an id"));
        let made = street.post(&path, &admin, &json!({ "name": "import", "permissions": ["import"] })).await;
        let token = made.body["token"].as_str().expect("shown once");
        let refused = street.channel(token, &json!({ "external_id": "e", "handle": "h", "text": "在吗" })).await;
        assert_eq!(refused.refusal().0, 403, "{refused:?}");
        street.close().await;
    }
}

async fn receive(app: &App, external_id: &str, handle: &str, text: &str) -> ConversationId {
    let (external_id, handle, text) = (external_id.to_owned(), handle.to_owned(), text.to_owned());
    let received = app.store.write(move |ctx| {
        let inbox = inbox::by_key(ctx, "qinghe-api")?.id;
        let inbound = Inbound {
            inbox,
            handle,
            external_id,
            client_id: None,
            text,
            attachments: Vec::new(),
            product: None,
            profile: None,
        };
        receive::receive(ctx, &inbound)
    });
    received.await.expect("received").conversation
}

/// Takes the job of this kind about a conversation, if it is due.
async fn due(app: &App, kind: &'static str, id: ConversationId) -> Option<Job> {
    let taken = app.store.write(move |ctx| {
        let due = jobs::take(ctx.tx, "test", 100, Duration::from_secs(60), ctx.now)?;
        Ok(due.into_iter().find(|job| job.kind == kind && job.body == id.to_string()))
    });
    taken.await.expect("looked")
}

/// Does what a worker does; between thinking and saying, the person with this login takes the conversation.
async fn answer_it(app: &App, id: ConversationId, job: Job, comes: Option<&'static str>) {
    let gathered = app.store.read(move |ctx| answer::gather(ctx, id)).await.expect("read").expect("open");
    let thought = answer::think(&app.mind, gathered, app.store.clock.now()).expect("thought");
    if let Some(login) = comes {
        let claimed = app.store.write(move |ctx| {
            let agent =
                people::list(ctx)?.into_iter().find(|agent| agent.login == login).expect("the demo's");
            hold::claim(ctx, id, agent.id).map(drop)
        });
        claimed.await.expect("claimed");
    }
    app.store.write(move |ctx| answer::commit(ctx, &thought, &job).map(drop)).await.expect("committed");
}

/// The lead finds that people are too few.
async fn begin_surge(app: &App) {
    let begun = app.store.write(|ctx| {
        let lead = people::list(ctx)?.into_iter().find(|agent| agent.login == "lead").expect("the demo's");
        let shop = shop::by_key(ctx, "qinghe")?.expect("the demo's").id;
        surge::begin(ctx, shop, lead.id)
    });
    begun.await.expect("begun");
}

/// Does what a worker does for somebody who waits, with what was read before.
async fn answer_waiting(app: &App, gathered: Option<answer::Gathered>, job: Job) {
    let now = app.store.clock.now();
    let thought =
        gathered.and_then(|gathered| answer::think_waiting(&app.mind, gathered, now).expect("thought"));
    let done = app.store.write(move |ctx| match thought {
        Some(thought) => answer::commit_waiting(ctx, &thought, &job),
        None => Ok(jobs::done(ctx.tx, &job, ctx.now)?),
    });
    done.await.expect("done");
}

/// The demo seller's house with nobody at work in it: the test itself takes the job.
async fn without_workers(db: &TestDb) -> App {
    let mut config = Config::load(None, std::iter::empty()).expect("the defaults");
    config.server.data = db.folder().to_owned();
    config.database.url = db.url().to_owned();
    config.database.connections = 4;
    config.language.model = "none".into();
    let app = App::open(config, telemetry::start_metrics().expect("metrics")).await.expect("it opens");
    demo::prepare(&app).await.expect("the demo seller moves in");
    app
}
