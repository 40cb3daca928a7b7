//! Signing in and out, and what a session is good for.

use desk::agent::people::{self, Change};
use desk::agent::{key, session};
use reqwest::Method;
use reqwest::header::{COOKIE, ORIGIN, RETRY_AFTER, SET_COOKIE};
use serde_json::json;

use crate::front::{Front, PASSWORD, Said, said};

const SESSION: &str = "/api/v1/session";

async fn sign_in(front: &Front, login: &str, password: &str) -> Said {
    front.post(SESSION, "", json!({ "login": login, "password": password })).await
}

/// What a browser sends back: the first part of the cookie.
fn cookie(signed_in: &Said) -> String {
    let cookie = signed_in.headers[SET_COOKIE].to_str().expect("text");
    cookie.split(';').next().expect("a first part").to_owned()
}

testkit::both! {
    async fn the_cookie_is_for_our_own_pages_alone(engine) {
        let front = Front::open(engine).await;
        assert_eq!(sign_in(&front, "anna", "wrong horse battery").await.refusal(), (401, "wrong_password"));
        assert_eq!(sign_in(&front, "nobody", PASSWORD).await.refusal(), (401, "wrong_password"));
        let signed_in = sign_in(&front, "anna", PASSWORD).await;
        assert_eq!(signed_in.status, 200, "{signed_in:?}");
        let whole = signed_in.headers[SET_COOKIE].to_str().expect("text");
        assert!(whole.contains("HttpOnly") && whole.contains("SameSite=Strict"), "{whole}");

        let cookie = cookie(&signed_in);
        let with_cookie = |method, path: &str| front.request(method, path).header(COOKIE, &cookie);
        assert_eq!(said(with_cookie(Method::GET, SESSION)).await.text("login"), "anna");
        let pause = |origin: Option<&str>| {
            let request = with_cookie(Method::PUT, "/api/v1/session/presence").json(&json!({ "presence": "online" }));
            said(match origin {
                Some(origin) => request.header(ORIGIN, origin),
                None => request,
            })
        };
        assert_eq!(pause(Some("https://elsewhere.example")).await.refusal(), (403, "origin_refused"));
        assert_eq!(pause(Some(&front.url)).await.status, 204);
        front.close().await;
    }

    async fn signing_out_ends_every_session_of_the_person(engine) {
        let front = Front::open(engine).await;
        let (here, there) = (front.session("anna").await, front.session("anna").await);
        let other = front.session("lena").await;
        assert_eq!(front.ask(Method::DELETE, SESSION, &here, None).await.status, 204);
        for ended in [here, there] {
            assert_eq!(front.get(SESSION, &ended).await.refusal(), (401, "sign_in_first"));
        }
        assert_eq!(front.get(SESSION, &other).await.status, 200);
        front.close().await;
    }

    async fn a_session_ends_by_itself(engine) {
        let front = Front::open(engine).await;
        let token = front.session("anna").await;
        front.clock.advance(session::LASTS.saturating_sub(std::time::Duration::from_secs(1)));
        assert_eq!(front.get(SESSION, &token).await.status, 200);
        front.clock.advance(std::time::Duration::from_secs(2));
        assert_eq!(front.get(SESSION, &token).await.refusal(), (401, "sign_in_first"));
        front.close().await;
    }

    async fn whoever_is_disabled_is_out_at_once(engine) {
        let front = Front::open(engine).await;
        let token = front.session("anna").await;
        let id = front.person("anna").await.id;
        let change = Change { disabled: Some(true), ..Change::default() };
        front.app.store.write(move |ctx| people::change(ctx, id, change).map(drop)).await.expect("a change");
        assert_eq!(front.get(SESSION, &token).await.refusal(), (401, "sign_in_first"));
        assert_eq!(sign_in(&front, "anna", PASSWORD).await.refusal(), (401, "wrong_password"));
        front.close().await;
    }

    async fn a_given_password_is_changed_before_anything_else(engine) {
        let front = Front::open(engine).await;
        let admin = front.session("adam").await;
        let new = json!({ "login": "nils", "name": "Nils", "role": "agent", "language": "en", "password": PASSWORD });
        let made = front.post("/api/v1/people", &admin, new).await;
        assert!(made.status.is_success(), "{made:?}");
        let signed_in = sign_in(&front, "nils", PASSWORD).await;
        assert_eq!(signed_in.body["must_change_password"], true);
        let list = "/api/v1/conversations?view=waiting";
        let refused = said(front.request(Method::GET, list).header(COOKIE, cookie(&signed_in))).await;
        assert_eq!(refused.refusal(), (403, "must_change_password"));

        let change = json!({ "old": PASSWORD, "new": "a password of my own" });
        let request = front.request(Method::PUT, "/api/v1/session/password").json(&change);
        let changed = said(request.header(COOKIE, cookie(&signed_in))).await;
        assert_eq!(changed.status, 204, "{changed:?}");
        let listed = said(front.request(Method::GET, list).header(COOKIE, cookie(&changed))).await;
        assert_eq!(listed.status, 200, "{listed:?}");
        let before = said(front.request(Method::GET, SESSION).header(COOKIE, cookie(&signed_in))).await;
        assert_eq!(before.refusal(), (401, "sign_in_first"));
        front.close().await;
    }

    async fn a_key_is_good_until_it_is_revoked(engine) {
        let front = Front::open(engine).await;
        let list = "/api/v1/conversations?view=waiting";
        assert_eq!(front.get(list, &front.key).await.status, 200);
        assert_eq!(front.get(list, "mhk_guessed").await.refusal(), (401, "sign_in_first"));
        let shop = front.shop.id;
        let keys = front.app.store.read(move |ctx| key::list(ctx, shop)).await.expect("a list");
        let path = format!("/api/v1/keys/{}", keys[0].id);
        assert_eq!(front.ask(Method::DELETE, &path, &front.session("adam").await, None).await.status, 204);
        assert_eq!(front.get(list, &front.key).await.refusal(), (401, "sign_in_first"));
        front.close().await;
    }
}

#[tokio::test]
async fn guessing_passwords_comes_to_an_end() {
    let front = Front::open_with(db::Engine::Sqlite, |config| config.limits.failed_sign_ins = 2).await;
    for _ in 0..2 {
        assert_eq!(sign_in(&front, "anna", "wrong horse battery").await.refusal(), (401, "wrong_password"));
    }
    // Even the right one is not looked at any more, and another login is free.
    let refused = sign_in(&front, "anna", PASSWORD).await;
    assert_eq!(refused.refusal(), (429, "too_many_sign_ins"));
    let seconds: u64 =
        refused.headers[RETRY_AFTER].to_str().ok().and_then(|s| s.parse().ok()).expect("seconds");
    assert!(seconds > 0);
    assert_eq!(sign_in(&front, "lena", PASSWORD).await.status, 200);
    front.close().await;
}
