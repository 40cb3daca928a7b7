//! The page of a return as a buyer's phone meets it, and as somebody who guesses at links does.

use std::time::Duration;

use desk::buyer::token::{self, Claims};
use desk::ctx::Ctx;
use desk::id::{ReturnId, ShopId};
use desk::order::return_page::link;
use desk::order::{self, Action, OrderInput, ReturnInput, ReturnStatus, embedded};
use serde_json::{Value, json};

use crate::front::{Front, NOON};

const NUMBER: &str = "1Z999AA10123456784";

/// An order of a buyer who writes in the web chat, with a return that is to be sent; its id and the shop's number.
async fn open_return(front: &Front) -> (ReturnId, String) {
    let shop = front.shop.id;
    let opened = front.app.store.write(move |ctx| returned(ctx, shop)).await;
    opened.expect("a return")
}

fn returned(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> desk::error::Result<(ReturnId, String)> {
    let input: OrderInput = serde_json::from_value(json!({
        "order_id": "NL-77001", "buyer_id": "kim-1", "buyer_name": "Kim Kimura", "phone": "13812345678",
        "status": "received", "placed_at": "2025-11-01T10:00:00Z", "paid_at": "2025-11-01T10:05:00Z",
        "address": { "recipient": "Kim Kimura", "line1": "Bergmannstr. 3", "city": "Berlin" },
        "lines": [{ "sku_id": "S1", "product_title": "Linen shirt", "quantity": 2, "unit_price": 4900 }],
    }))?;
    order::upsert(ctx, shop, &input)?;
    let lines = vec![order::Pieces { sku: "S1".into(), quantity: 1 }];
    let (order, reason) = ("NL-77001".to_owned(), "size".to_owned());
    let action = Action::OpenReturn { order, lines, method: None, reason };
    let receipt = embedded::perform(ctx, shop, "k-1", &action)?.expect("the shop does it");
    let known = order::returned(ctx, shop, &receipt.number)?.expect("it is there");
    Ok((known.id, receipt.number))
}

async fn token(front: &Front, id: ReturnId) -> String {
    let url = front.app.store.write(move |ctx| link::address(ctx, id)).await.expect("a link");
    url.rsplit('/').next().expect("a token").to_owned()
}

/// A conversation of the buyer; their session.
async fn in_chat(front: &Front) -> String {
    let claims =
        Claims { sub: "kim-1".into(), exp: NOON + 60, name: None, phone: None, email: None, level: None };
    let signed = token::sign(&front.web.secret, &claims).expect("a token");
    let session =
        front.post("/api/v1/widget/web/session", "", json!({ "token": signed })).await.text("session");
    let said = json!({ "client_id": "c-1", "text": "I sent it back" });
    assert_eq!(front.post("/api/v1/widget/web/messages", &session, said).await.status, 201);
    session
}

fn parcel(courier: &str, number: &str) -> Value {
    json!({ "courier": courier, "tracking_number": number })
}

testkit::both! {
    async fn what_the_buyer_enters_reaches_everybody_once(engine) {
        let front = Front::open(engine).await;
        let (id, number) = open_return(&front).await;
        let session = in_chat(&front).await;
        let page = format!("/api/v1/returns/{}", token(&front, id).await);

        let shown = front.get(&page, "").await;
        assert_eq!((shown.status.as_u16(), shown.text("stage").as_str()), (200, "open"), "{shown:?}");
        assert_eq!(shown.body["goods"], json!([{ "title": "Linen shirt", "options": "", "quantity": 1 }]));
        let told = String::from_utf8(shown.bytes).expect("text");
        for secret in ["Kim", "1381234", "Bergmann", "NL-77001", "kim-1"] {
            assert!(!told.contains(secret), "{secret}: {told}");
        }

        let pasted = json!({ "text": "UPS: your parcel 1Z999AA10123456784 has been picked up" });
        let found = front.post(&format!("{page}/read"), "", pasted).await;
        assert_eq!(found.body, json!({ "courier": "ups", "tracking_number": NUMBER }));

        let wrong = front.post(&page, "", parcel("sf_express", NUMBER)).await;
        assert_eq!(wrong.refusal(), (422, "number_of_other_courier"));
        assert_eq!(wrong.text("field"), "tracking_number");
        assert_eq!(front.post(&page, "", parcel("ups", "hello")).await.refusal(), (422, "not_a_waybill"));
        assert_eq!(front.get(&page, "").await.text("stage"), "open");

        for _ in 0..2 {
            let sent = front.post(&page, "", parcel("ups", "1z 999aa1 0123456784")).await;
            assert_eq!((sent.status.as_u16(), sent.text("stage").as_str()), (200, "sent"), "{sent:?}");
            assert_eq!((sent.text("carrier").as_str(), sent.text("tracking_number").as_str()), ("UPS", NUMBER));
        }
        let other = front.post(&page, "", parcel("ups", "1Z999AA10123456785")).await;
        assert_eq!(other.refusal(), (409, "return_already_sent"));

        let history = front.get("/api/v1/widget/web/history", &session).await;
        let messages = history.body["messages"].as_array().expect("messages");
        let telling = messages.iter().filter(|m| m["text"].as_str().is_some_and(|text| text.contains(NUMBER)));
        assert_eq!(telling.count(), 1, "{messages:?}");

        let anna = front.session("anna").await;
        let list = front.get("/api/v1/conversations?view=bot", &anna).await;
        let waiting = front.get("/api/v1/conversations?view=waiting", &anna).await;
        let all = [&list.body["conversations"], &waiting.body["conversations"]];
        let one = all.iter().find_map(|list| list.as_array()?.first()).expect("the conversation");
        let buyer = front.get(&format!("/api/v1/buyers/{}", one["buyer"].as_str().expect("an id")), &anna).await;
        let returned = &buyer.body["orders"][0]["returns"][0];
        assert_eq!((&returned["number"], &returned["status"]), (&json!(number), &json!("sent")), "{buyer:?}");
        assert_eq!(returned["tracking_number"], NUMBER);
        front.close().await;
    }

    async fn links_end_and_cannot_be_made_up(engine) {
        let front = Front::open(engine).await;
        let (id, number) = open_return(&front).await;
        let token = token(&front, id).await;
        let page = format!("/api/v1/returns/{token}");
        let first = if token.starts_with('A') { "B" } else { "A" };
        for forged in ["x", &format!("{first}{}", &token[1..]), &"A".repeat(43), &"A".repeat(500)] {
            let path = format!("/api/v1/returns/{forged}");
            assert_eq!(front.get(&path, "").await.refusal(), (404, "link_forged"), "{forged}");
            assert_eq!(front.post(&path, "", parcel("ups", NUMBER)).await.refusal(), (404, "link_forged"));
            let text = json!({ "text": NUMBER });
            assert_eq!(front.post(&format!("{path}/read"), "", text).await.refusal(), (404, "link_forged"));
        }

        let shop = front.shop.id;
        let close = Action::CloseReturn { number };
        let closed = front.app.store.write(move |ctx| embedded::perform(ctx, shop, "k-2", &close)).await;
        closed.expect("no error").expect("it is closed");
        assert_eq!(front.get(&page, "").await.text("stage"), "closed");
        assert_eq!(front.post(&page, "", parcel("ups", NUMBER)).await.refusal(), (409, "return_closed"));

        front.clock.advance(Duration::from_secs(15 * 86_400));
        assert_eq!(front.get(&page, "").await.refusal(), (404, "link_expired"));
        front.close().await;
    }

    async fn a_parcel_entered_before_a_crash_reaches_the_shop_after_it(engine) {
        let front = Front::open(engine).await;
        let (id, number) = open_return(&front).await;
        let token = token(&front, id).await;
        // Entered and committed; whoever took it died before telling the shop.
        let entered = front.app.store.write(move |ctx| order::return_page::enter(ctx, &token, "ups", NUMBER)).await;
        assert_eq!(entered.expect("entered").stage, order::return_page::Stage::Noted);
        let mut woken = front.app.store.db.listen(desk::fact::TOPIC);
        front.clock.advance(Duration::from_secs(20));
        let shop = front.shop.id;
        let sent = async {
            loop {
                let number = number.clone();
                let known = front.app.store.read(move |ctx| order::returned(ctx, shop, &number)).await;
                let ReturnInput { status, tracking_number, .. } = known.expect("read").expect("a return").facts;
                if status == ReturnStatus::Sent {
                    return tracking_number;
                }
                woken.changed().await.expect("it runs");
            }
        };
        let sent = tokio::time::timeout(Duration::from_secs(20), sent).await.expect("in time");
        assert_eq!(sent.as_deref(), Some(NUMBER));
        front.close().await;
    }
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    let front =
        Front::open_with(db::Engine::Sqlite, |config| config.limits.return_pages_per_minute = 3).await;
    let mut refused = Vec::new();
    for _ in 0..5 {
        refused.push(front.get("/api/v1/returns/guessed", "").await.status.as_u16());
    }
    assert_eq!(refused, [404, 404, 404, 429, 429]);
    front.close().await;
}
