//! The web chat as a stranger, a recognised buyer and an attacker meet it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use db::Engine;
use desk::buyer::token::{self, Claims};
use desk::inbox;
use reqwest::Method;
use reqwest::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, CONTENT_DISPOSITION,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ORIGIN,
};
use serde_json::json;

use crate::front::{Front, NOON, PAGE, Said, said};
use crate::rights::form;

const BEGIN: &str = "/api/v1/widget/web/session";
const HISTORY: &str = "/api/v1/widget/web/history";
const MESSAGES: &str = "/api/v1/widget/web/messages";
const FILES: &str = "/api/v1/widget/web/files";

/// One white point.
const PNG: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\xdac\xf8\x0f\0\
    \x01\x01\x01\0\x1b\xb6\xeeV\0\0\0\0IEND\xaeB`\x82";

fn claims(ends_in: i64) -> Claims {
    let (name, phone, email, level) = (Some("Kim".into()), None, None, None);
    Claims { sub: "kim-1".into(), exp: NOON + ends_in, name, phone, email, level }
}

async fn begin(front: &Front, token: &str) -> Said {
    front.post(BEGIN, "", json!({ "token": token })).await
}

async fn send_file(front: &Front, session: &str, name: &str, content: &[u8]) -> Said {
    let (kind, body) = form(name, content);
    said(front.request(Method::POST, FILES).bearer_auth(session).header(CONTENT_TYPE, kind).body(body)).await
}

testkit::both! {
    async fn a_shop_vouches_for_its_buyers(engine) {
        let front = Front::open(engine).await;
        let anonymous = front.post(BEGIN, "", json!({})).await;
        assert_eq!((anonymous.status.as_u16(), &anonymous.body["recognised"]), (201, &json!(false)));
        let said = json!({ "client_id": "c-1", "text": "before I was known" });
        assert_eq!(front.post(MESSAGES, &anonymous.text("session"), said).await.status, 201);

        let signed = token::sign(&front.web.secret, &claims(60)).expect("a token");
        let known = front.post(BEGIN, "", json!({ "token": signed, "anonymous": anonymous.text("session") })).await;
        assert_eq!((known.status.as_u16(), &known.body["recognised"]), (201, &json!(true)));
        let history = front.get(HISTORY, &known.text("session")).await;
        assert_eq!(history.body["recognised"], true);
        assert_eq!(history.body["messages"][0]["text"], "before I was known");
        front.close().await;
    }

    async fn what_one_buyer_says_another_never_sees(engine) {
        let front = Front::open(engine).await;
        let (mine, other) = (front.buyer().await, front.buyer().await);
        let file = send_file(&front, &mine, "receipt.png", PNG).await;
        assert_eq!(file.status, 201, "{file:?}");
        let id = file.text("id");
        let path = format!("{FILES}/{id}");
        let seen = async |session: &str| front.get(&path, session).await.status.as_u16();
        // Before it is sent.
        assert_eq!((seen(&mine).await, seen(&other).await), (200, 404));
        // Whoever has not uploaded it cannot send it either.
        let message = json!({ "client_id": "c-1", "text": "my receipt", "attachments": [id] });
        let stolen = front.post(MESSAGES, &other, message.clone()).await;
        assert!(stolen.status.is_client_error(), "{stolen:?}");
        let sent = front.post(MESSAGES, &mine, message.clone()).await;
        assert_eq!(sent.status, 201, "{sent:?}");
        let again = front.post(MESSAGES, &mine, message).await;
        assert_eq!((again.text("message"), &again.body["repeated"]), (sent.text("message"), &json!(true)));
        assert_eq!((seen(&mine).await, seen(&other).await), (200, 404));

        let (own, others) = (front.get(HISTORY, &mine).await, front.get(HISTORY, &other).await);
        assert_eq!(own.body["messages"].as_array().map(Vec::len), Some(1));
        assert_eq!((&others.body["messages"], &others.body["conversation"]), (&json!([]), &json!(null)));

        // The agent of the shop sees it, boxed in; the agent of another does not.
        let agents = format!("/api/v1/files/{}", file.text("id"));
        let shown = front.get(&agents, &front.session("anna").await).await;
        assert_eq!((shown.status.as_u16(), &shown.headers[CONTENT_TYPE]), (200, &"image/png".parse().expect("a kind")));
        assert!(imagesize::blob_size(&shown.bytes).is_ok_and(|size| (size.width, size.height) == (1, 1)));
        assert!(shown.headers[CONTENT_SECURITY_POLICY].to_str().expect("text").contains("sandbox"));
        assert!(shown.headers.contains_key(CONTENT_DISPOSITION));
        assert_eq!(front.get(&agents, &front.session("otto").await).await.status, 404);
        front.close().await;
    }

    async fn an_ended_session_is_worth_nothing(engine) {
        let front = Front::open(engine).await;
        let session = front.buyer().await;
        assert_eq!(front.get(HISTORY, &session).await.status, 200);
        assert_eq!(front.ask(Method::DELETE, BEGIN, &session, None).await.status, 204);
        assert_eq!(front.get(HISTORY, &session).await.refusal(), (401, "sign_in_first"));
        front.close().await;
    }
}

#[tokio::test]
async fn nobody_else_can_vouch() {
    let front = Front::open(Engine::Sqlite).await;
    let encoded = |part: serde_json::Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let body = encoded(json!({ "sub": "kim-1", "exp": NOON + 60 }));
    let good = token::sign(&front.web.secret, &claims(60)).expect("a token");
    let (signed, signature) = good.rsplit_once('.').expect("three parts");
    let (head, _) = signed.split_once('.').expect("three parts");
    let of_another = token::sign(&front.channel.secret, &claims(60)).expect("a token");
    let unsigned = format!("{}.{body}.", encoded(json!({ "alg": "none", "typ": "JWT" })));
    let forged = [
        ("another inbox's secret", of_another),
        ("no signature, by its own word", unsigned),
        ("no signature", format!("{signed}.")),
        ("another claim", format!("{head}.{body}.{signature}")),
        ("another algorithm", format!("{}.{body}.{signature}", encoded(json!({ "alg": "HS512" })))),
        ("no token at all", "hello".to_owned()),
    ];
    for (what, token) in forged {
        assert_eq!(begin(&front, &token).await.refusal(), (401, "token_forged"), "{what}");
    }
    let late = token::sign(&front.web.secret, &claims(-61)).expect("a token");
    assert_eq!(begin(&front, &late).await.refusal(), (401, "token_expired"));
    let eternal = token::sign(&front.web.secret, &claims(3 * 86_400)).expect("a token");
    assert_eq!(begin(&front, &eternal).await.refusal(), (401, "token_lives_too_long"));

    // A new secret makes every token of the old one worthless.
    assert_eq!(begin(&front, &good).await.status, 201);
    let web = front.web.id;
    front.app.store.write(move |ctx| inbox::change_secret(ctx, web).map(drop)).await.expect("a secret");
    assert_eq!(begin(&front, &good).await.refusal(), (401, "token_forged"));
    front.close().await;
}

#[tokio::test]
async fn only_pages_of_the_shop_hold_the_widget() {
    let front = Front::open(Engine::Sqlite).await;
    let config = |origin: &str| {
        let origin = origin.to_owned();
        said(front.request(Method::GET, "/api/v1/widget/web/config").header(ORIGIN, origin))
    };
    let allowed = config(PAGE).await;
    assert_eq!(allowed.status, 200, "{allowed:?}");
    assert!(allowed.headers.contains_key(ACCESS_CONTROL_ALLOW_ORIGIN));
    assert_eq!(config("https://elsewhere.example").await.refusal(), (403, "origin_refused"));
    let begun =
        front.request(Method::POST, BEGIN).header(ORIGIN, "https://elsewhere.example").json(&json!({}));
    assert_eq!(said(begun).await.refusal(), (403, "origin_refused"));

    // Browsers ask before they send a token or JSON: every address answers.
    for (method, path) in
        [("POST", BEGIN), ("DELETE", BEGIN), ("POST", MESSAGES), ("POST", FILES), ("GET", HISTORY)]
    {
        let asked = front
            .request(Method::OPTIONS, path)
            .header(ORIGIN, PAGE)
            .header(ACCESS_CONTROL_REQUEST_METHOD, method)
            .header(ACCESS_CONTROL_REQUEST_HEADERS, "authorization,content-type");
        let answer = said(asked).await;
        assert!(answer.status.is_success(), "{method} {path}: {answer:?}");
        let header = |name| answer.headers[name].to_str().expect("text").to_lowercase();
        assert!(["*", PAGE].contains(&header(ACCESS_CONTROL_ALLOW_ORIGIN).as_str()), "{answer:?}");
        assert!(header(ACCESS_CONTROL_ALLOW_METHODS).contains(&method.to_lowercase()), "{answer:?}");
        for name in ["authorization", "content-type"] {
            assert!(header(ACCESS_CONTROL_ALLOW_HEADERS).contains(name), "{answer:?}");
        }
    }
    front.close().await;
}

#[tokio::test]
async fn files_are_what_they_say_and_not_too_large() {
    let front = Front::open_with(Engine::Sqlite, |config| config.files.max_bytes = 4096).await;
    let session = front.buyer().await;
    let large = [PNG, &[0; 4096]].concat();
    assert_eq!(send_file(&front, &session, "large.png", &large).await.refusal(), (413, "file_too_large"));
    let disguised: [(&str, &[u8]); 7] = [
        ("photo.png", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0"),
        ("photo.png", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0"),
        ("photo.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("page.html", b"<!doctype html><script>alert(1)</script>"),
        ("page.txt", b"<!doctype html><script>alert(1)</script>"),
        ("script.exe", PNG),
    ];
    for (name, content) in disguised {
        let answer = send_file(&front, &session, name, content).await;
        let (status, code) = answer.refusal();
        assert!(status == 422 && ["file_kind", "file_disguised"].contains(&code), "{name}: {answer:?}");
    }
    assert_eq!(send_file(&front, &session, "empty.png", b"").await.refusal(), (422, "file_empty"));
    assert_eq!(send_file(&front, &session, "photo.png", PNG).await.status, 201);
    front.close().await;
}
