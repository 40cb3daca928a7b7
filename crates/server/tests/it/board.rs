//! The live board, through the API.

use reqwest::Method;
use serde_json::json;
use testkit::both;

use crate::reports::Desk;

both! {
    async fn the_board_shows_who_waits_and_who_needs_help(engine) {
        let mut desk = Desk::open(engine).await;
        for session in [&desk.anna, &desk.sven] {
            let body = json!({ "presence": "online" });
            desk.front.ask(Method::PUT, "/api/v1/session/presence", session, Some(body)).await;
        }
        let answered = desk.asks("answered").await;
        desk.later(8);
        desk.does(&desk.sven.clone(), &answered, "claim").await;
        desk.answers(&desk.sven.clone(), &answered, "Here I am.").await;
        let held = desk.asks("held").await;
        desk.does(&desk.anna.clone(), &held, "claim").await;
        let waiting = desk.asks("waiting").await;
        desk.later(25);
        let board = desk.front.get("/api/v1/board", &desk.lead).await;
        assert_eq!(board.status.as_u16(), 200, "{board:?}");
        let board = board.body;
        assert_eq!(board["waiting"], 2, "{board}");
        let waits: Vec<_> = board["waits"].as_array().expect("waits").iter()
            .map(|one| (one["conversation"].as_str().unwrap_or_default(), !one["agent"].is_null())).collect();
        assert_eq!(waits, [(held.as_str(), true), (waiting.as_str(), false)], "whoever has waited longest first");
        assert_eq!(board["longest_since"], board["waits"][0]["since"]);
        assert_eq!(board["queues"][0]["length"], 1);
        assert!(board["queues"][0]["expected_seconds"].as_f64() > Some(0.0), "{board}");
        let people = board["people"].as_array().expect("people");
        assert_eq!(people[0]["name"], "anna", "somebody waits for her: {board}");
        assert_eq!((&people[0]["held"], &people[0]["unanswered"], &people[0]["units"]), (&json!(1), &json!(1), &json!(1)));
        assert_eq!(people[0]["oldest"]["conversation"], held.as_str());
        let sven = people.iter().find(|one| one["name"] == "sven").expect("he is there");
        assert_eq!((&sven["answered_today"], &sven["mean_seconds"], &sven["in_time"]), (&json!(1), &json!(8.0), &json!(1.0)));
        assert_eq!((&sven["presence"], &sven["unanswered"]), (&json!("online"), &json!(0)));

        // As time passes lines are crossed, whoever looks.
        desk.later(3_000);
        let later = desk.front.get("/api/v1/board", &desk.lead).await.body;
        assert_eq!((&later["red"], &later["waits"][0]["line"]), (&json!(2), &json!("red")), "{later}");

        // Who only may see figures is not told who asks, and what.
        let shop = desk.front.shop.id;
        let (_, key) = desk.front.app.store
            .write(move |ctx| desk::agent::key::create(ctx, shop, "a screen", vec![desk::agent::Permission::SeeFigures]))
            .await
            .expect("a key");
        let told = desk.front.get("/api/v1/board", &key).await.body;
        assert_eq!((&told["waiting"], &told["waits"][0]["last_text"], &told["waits"][0]["buyer_name"]), (&json!(2), &json!(""), &json!(null)));

        // The lead of another shop sees nothing of it.
        let other = desk.front.session("olga").await;
        let elsewhere = desk.front.get("/api/v1/board", &other).await.body;
        assert_eq!((&elsewhere["waiting"], elsewhere["people"].to_string().contains("anna")), (&json!(0), false));
        let asked = desk.front.get(&format!("/api/v1/board?shop={}", desk.front.shop.id), &other).await;
        assert_eq!(asked.refusal(), (404, "no_such_shop"));
        desk.front.close().await;
    }
}
