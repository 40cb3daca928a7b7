//! How sure the bot must be: measured with the shop's own articles, and set.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::both;

use crate::front::{Front, Said};

impl Front {
    async fn thresholds(&self) -> Value {
        let lead = self.session("lena").await;
        let said = self.get(&format!("/api/v1/shops/{}/thresholds", self.shop.id), &lead).await;
        assert_eq!(said.status, StatusCode::OK, "{said:?}");
        said.body
    }

    async fn set_thresholds(&self, answer_at: f64, offer_at: f64) -> Said {
        let senior = self.session("sven").await;
        let path = format!("/api/v1/shops/{}/thresholds", self.shop.id);
        let wanted = json!({ "answer_at": answer_at, "offer_at": offer_at });
        self.ask(Method::PUT, &path, &senior, Some(wanted)).await
    }

    /// Articles of three wordings each.
    async fn know_things(&self) {
        let lead = self.session("lena").await;
        let asked = [
            ("gift", ["Can you wrap it as a gift?", "do you wrap gifts", "gift wrap for a present"]),
            (
                "size",
                ["Which bracelet size do I need?", "what bracelet size fits", "bracelet size for my wrist"],
            ),
            ("gold", ["Is the gold real?", "is it real gold", "real gold or plated gold"]),
            (
                "wash",
                ["Can I shower with the necklace?", "necklace in the shower", "shower wearing a necklace"],
            ),
            ("box", ["Does it come in a box?", "is a box included", "comes with a box?"]),
        ];
        for (id, [question, similar @ ..]) in asked {
            let article = json!({ "article_id": id, "question": question, "similar": similar, "answer": "Yes.",
                "language": "en" });
            let path = format!("/api/v1/shops/{}/articles/drafts", self.shop.id);
            let said = self.post(&path, &lead, json!({ "article": article, "publish": true })).await;
            assert_eq!(said.status, StatusCode::CREATED, "{said:?}");
        }
    }
}

both! {
    async fn a_shop_sees_what_thresholds_would_do_and_sets_them(engine) {
        let front = Front::open(engine).await;
        front.know_things().await;
        let seen = front.thresholds().await;
        let points = seen["curve"]["points"].as_array().expect("points");
        assert_eq!(points.len(), 49);
        let coverage = |at: usize| points[at]["coverage"].as_f64().expect("a share");
        assert!(coverage(0) >= coverage(48), "the surer it must be the less is told: {seen}");
        assert!(seen["curve"]["samples"].as_u64() >= Some(20), "{seen}");
        for part in [&seen["present"], &seen["curve"]["proposed"]] {
            assert!(part["offer_at"].as_f64() <= part["answer_at"].as_f64(), "{seen}");
        }
        let set = front.set_thresholds(0.8, 0.2).await;
        assert_eq!(set.status, StatusCode::OK, "{set:?}");
        assert_eq!(front.thresholds().await["present"], json!({ "answer_at": 0.8, "offer_at": 0.2 }));
        front.close().await;
    }

    async fn thresholds_that_cannot_be_are_refused(engine) {
        let front = Front::open(engine).await;
        for (answer_at, offer_at, field) in [(1.2, 0.2, "bot.answer_at"), (0.3, 0.5, "bot.offer_at")] {
            let said = front.set_thresholds(answer_at, offer_at).await;
            assert_eq!(said.refusal(), (422, "not_a_share"), "{said:?}");
            assert_eq!(said.text("field"), field);
        }
        front.close().await;
    }
}
