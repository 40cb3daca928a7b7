//! Texts to phones, with a provider on this machine that checks every signature, throttles, and loses answers.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use db::{Engine, Time};
use desk::buyer;
use desk::ctx::Ctx;
use desk::id::{ShopId, SmsId};
use desk::inbox::Profile;
use desk::sms::{self, NewSms, Sms, SmsState};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;

use crate::front::{Front, said};

const PHONE: &str = "13812345678";
const SECRET: &str = "a-secret";
const HOUR: Duration = Duration::from_secs(3600);

/// What the provider does with the next texts, then takes all others.
#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Throttles,
    /// Takes the text, and its answer never comes.
    TakesAndLoses,
    Loses,
    Refuses,
}

#[derive(Default)]
struct Desk {
    moods: Vec<Mood>,
    /// What was taken: the parameters of each text, and when.
    taken: Vec<(BTreeMap<String, String>, Time)>,
}

type Shared = Arc<Mutex<Desk>>;

/// Aliyun, as its documents describe it.
struct Aliyun {
    url: String,
    desk: Shared,
}

impl Aliyun {
    async fn open(moods: &[Mood]) -> Self {
        let desk: Shared = Arc::new(Mutex::new(Desk { moods: moods.to_vec(), taken: Vec::new() }));
        let router = Router::new().route("/", post(take)).with_state(Arc::clone(&desk));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, desk }
    }

    fn taken(&self) -> Vec<BTreeMap<String, String>> {
        self.desk.lock().expect("the desk").taken.iter().map(|(text, _)| text.clone()).collect()
    }
}

async fn take(State(desk): State<Shared>, headers: HeaderMap, uri: Uri) -> Response {
    let query = uri.query().unwrap_or_default();
    let answer = |code: &str, more: Value| {
        let mut body = json!({ "Code": code, "Message": code, "RequestId": "r-1" });
        if let (Some(body), Some(more)) = (body.as_object_mut(), more.as_object()) {
            body.extend(more.clone());
        }
        Json(body).into_response()
    };
    if !is_signed(&headers, query) {
        return (StatusCode::BAD_REQUEST, answer("SignatureDoesNotMatch", json!({}))).into_response();
    }
    let params: BTreeMap<String, String> =
        url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let now =
        headers["x-acs-date"].to_str().expect("text").parse::<jiff::Timestamp>().expect("a time").into();
    let mut desk = desk.lock().expect("the desk");
    if headers["x-acs-action"] == "QuerySendDetails" {
        let all: Vec<Value> = desk
            .taken
            .iter()
            .filter(|(text, at)| {
                text["PhoneNumbers"] == params["PhoneNumber"] && is_shown(*at, now, &params["SendDate"])
            })
            .map(|(text, _)| json!({ "OutId": text["OutId"], "SendStatus": 3, "ErrCode": "DELIVERED" }))
            .collect();
        let details = json!({ "TotalCount": all.len(), "SmsSendDetailDTOs": { "SmsSendDetailDTO": all } });
        return answer("OK", details);
    }
    let mood = (!desk.moods.is_empty()).then(|| desk.moods.remove(0));
    if matches!(mood, None | Some(Mood::TakesAndLoses)) {
        desk.taken.push((params, now));
    }
    match mood {
        None => answer("OK", json!({ "BizId": "900619746936498440^0" })),
        Some(Mood::Throttles) => answer("isv.BUSINESS_LIMIT_CONTROL", json!({})),
        Some(Mood::Refuses) => answer("isv.MOBILE_NUMBER_ILLEGAL", json!({})),
        Some(Mood::TakesAndLoses | Mood::Loses) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Whether a text taken then can be asked about now: by its day in Beijing, and not within its first minute.
fn is_shown(taken: Time, now: Time, day: &str) -> bool {
    let beijing = jiff::tz::TimeZone::fixed(jiff::tz::offset(8));
    let sent = taken.timestamp().to_zoned(beijing).strftime("%Y%m%d").to_string();
    sent == day && now.since(taken) >= Duration::from_secs(60)
}

/// ACS3-HMAC-SHA256 as it is written down, beside the code that is tested.
fn is_signed(headers: &HeaderMap, query: &str) -> bool {
    let text = |name: &str| headers[name].to_str().expect("text").to_owned();
    let given = text("authorization");
    let signed =
        given.split("SignedHeaders=").nth(1).and_then(|rest| rest.split(',').next()).expect("headers");
    let lines: Vec<String> = signed.split(';').map(|name| format!("{name}:{}", text(name))).collect();
    let lines = lines.join("\n");
    let hash = |bytes: &[u8]| desk::secret::hex(&Sha256::digest(bytes));
    let request = format!("POST\n/\n{query}\n{lines}\n\n{signed}\n{}", hash(b""));
    let to_sign = format!("ACS3-HMAC-SHA256\n{}", hash(request.as_bytes()));
    let signature = desk::secret::hex(&crate::webhooks::hmac(SECRET.as_bytes(), to_sign.as_bytes()));
    given.starts_with("ACS3-HMAC-SHA256 Credential=key-1,")
        && given.ends_with(&format!("Signature={signature}"))
        && headers["x-acs-version"] == "2017-05-25"
}

async fn open(engine: Engine, aliyun: &Aliyun) -> Front {
    let front = Front::open_with(engine, |config| config.webhooks.allow_private_addresses = true).await;
    provide(&front, aliyun, "aliyun").await;
    front
}

/// Says who carries the shop's texts.
async fn provide(front: &Front, aliyun: &Aliyun, provider: &str) {
    let settings = json!({ "settings": { "provider": provider, "per_hour": 2, "per_day": 3,
        // The clock of the tests stands at five in the morning in Berlin.
        "hours": [{ "days": [1, 2, 3, 4, 5, 6, 7], "from": "04:00", "to": "22:00" }], "aliyun": {
        "endpoint": aliyun.url, "access_key_id": "key-1", "sign_name": "秒回", "template_code": "SMS_1",
        "params": { "code": "{link_end}" } } }, "secret": SECRET });
    let path = format!("/api/v1/shops/{}/sms-settings", front.shop.id);
    let adam = front.session("adam").await;
    let set = front.ask(Method::PUT, &path, &adam, Some(settings)).await;
    assert_eq!(set.status, 200, "{set:?}");
    assert!(!String::from_utf8_lossy(&set.bytes).contains(SECRET), "{set:?}");
}

/// Queues a text as a flow does.
pub(crate) async fn queue(front: &Front) -> SmsId {
    let shop = front.shop.id;
    front.app.store.write(move |ctx| queued(ctx, shop)).await.expect("queued")
}

fn queued(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> desk::error::Result<SmsId> {
    let profile = Profile {
        external_id: "kim-1".into(),
        name: None,
        phone: Some(PHONE.into()),
        email: None,
        level: None,
    };
    let buyer = buyer::vouched_for(ctx, shop, &profile)?.id;
    let text = "Your return is open: https://shop.example/r/TOKEN.".to_owned();
    let new = NewSms { id: ctx.id(), shop, buyer, run: None, phone: PHONE.into(), text };
    Ok(sms::queue(ctx, new)?.id)
}

/// A person tries it once more.
async fn retry(front: &Front, id: SmsId) {
    let anna = front.session("anna").await;
    let tried =
        said(front.request(Method::POST, &format!("/api/v1/sms/{id}/retry")).bearer_auth(&anna)).await;
    assert_eq!(tried.status, 200, "{tried:?}");
}

/// The text, once it stands so.
pub(crate) async fn once(front: &Front, id: SmsId, so: impl Fn(&Sms) -> bool) -> Sms {
    let mut woken = front.app.store.db.listen(desk::fact::TOPIC);
    let stands = async {
        loop {
            let sms = front.app.store.read(move |ctx| sms::get(ctx, id)).await.expect("a text");
            if so(&sms) {
                return sms;
            }
            woken.changed().await.expect("it runs");
        }
    };
    tokio::time::timeout(Duration::from_secs(20), stands).await.expect("in time")
}

testkit::both! {
    async fn a_text_is_signed_filled_in_and_sent_once(engine) {
        let aliyun = Aliyun::open(&[Mood::Throttles]).await;
        let front = open(engine, &aliyun).await;
        let id = queue(&front).await;
        let waits = once(&front, id, |sms| sms.not_before.is_some()).await;
        assert_eq!(waits.reason.as_deref(), Some("isv.BUSINESS_LIMIT_CONTROL"));
        front.later(Duration::from_secs(6)).await;
        let sent = once(&front, id, |sms| sms.state == SmsState::Sent).await;
        assert_eq!((sent.attempts, sent.provider_id.as_deref()), (2, Some("900619746936498440^0")));
        let [text] = &aliyun.taken()[..] else { panic!("{:?}", aliyun.taken()) };
        assert_eq!(text["PhoneNumbers"], PHONE);
        assert_eq!(text["TemplateParam"], r#"{"code":"TOKEN"}"#);
        assert_eq!(text["OutId"], id.to_string());

        let anna = front.session("anna").await;
        let list = front.get(&format!("/api/v1/shops/{}/sms", front.shop.id), &anna).await;
        assert_eq!((&list.body[0]["state"], &list.body[0]["phone"]), (&json!("sent"), &json!("138****5678")));
        assert!(!String::from_utf8_lossy(&list.bytes).contains(PHONE), "{list:?}");
        front.close().await;
    }

    async fn a_lost_answer_is_asked_about_before_anything_is_sent_again(engine) {
        let aliyun = Aliyun::open(&[Mood::TakesAndLoses, Mood::Loses]).await;
        let front = open(engine, &aliyun).await;
        let taken = queue(&front).await;
        once(&front, taken, |sms| sms.reason.as_deref() == Some("unknown") && sms.not_before.is_some()).await;
        front.later(Duration::from_secs(61)).await;
        once(&front, taken, |sms| sms.state == SmsState::Sent).await;
        assert_eq!(aliyun.taken().len(), 1);

        let lost = queue(&front).await;
        once(&front, lost, |sms| sms.reason.as_deref() == Some("unknown") && sms.not_before.is_some()).await;
        front.later(Duration::from_secs(61)).await;
        once(&front, lost, |sms| sms.state == SmsState::Sent).await;
        assert_eq!(aliyun.taken().len(), 2);
        front.close().await;
    }

    async fn a_text_is_asked_about_on_each_day_since_it_was_queued(engine) {
        let aliyun = Aliyun::open(&[Mood::Refuses, Mood::TakesAndLoses]).await;
        let front = open(engine, &aliyun).await;
        let id = queue(&front).await;
        once(&front, id, |sms| sms.state == SmsState::Failed).await;
        // Tried again a day later, and asked about the day after that.
        front.later(24 * HOUR).await;
        retry(&front, id).await;
        once(&front, id, |sms| sms.reason.as_deref() == Some("unknown") && sms.not_before.is_some()).await;
        front.later(24 * HOUR).await;
        once(&front, id, |sms| sms.state == SmsState::Sent).await;
        assert_eq!(aliyun.taken().len(), 1);
        front.close().await;
    }

    async fn a_try_that_died_is_asked_about_when_it_can_be_seen(engine) {
        let aliyun = Aliyun::open(&[]).await;
        let front = open(engine, &aliyun).await;
        // Queued, taken by the provider, and then whoever sent it died before it heard of that.
        let shop = front.shop.id;
        let desk = Arc::clone(&aliyun.desk);
        let id = front.app.store.write(move |ctx| {
            let id = queued(ctx, shop)?;
            let held = jobs::take(ctx.tx, "the dead", 64, Duration::from_secs(30), ctx.now)?;
            let job = held.iter().find(|job| job.body == id.to_string()).expect("its job");
            assert!(sms::send::begin(ctx, id, job)?.is_some());
            let text = BTreeMap::from([("PhoneNumbers".into(), PHONE.into()), ("OutId".into(), id.to_string())]);
            desk.lock().expect("the desk").taken.push((text, ctx.now));
            Ok(id)
        }).await.expect("it was tried");
        // The lease of the dead ends.
        front.clock.advance(Duration::from_secs(31));
        // Whoever is alive has looked at it, and put it off until it can be asked about: not before that is noted may the
        // clock go on, or the lease of whoever looks would end meanwhile.
        once(&front, id, |sms| sms.not_before.is_some()).await;
        front.later(Duration::from_secs(30)).await;
        let sent = once(&front, id, |sms| sms.state == SmsState::Sent).await;
        assert_eq!((aliyun.taken().len(), sent.provider_id), (1, None), "it was found, not sent again");
        front.close().await;
    }

    async fn what_nobody_knows_stays_in_question_and_counts(engine) {
        let aliyun = Aliyun::open(&[Mood::TakesAndLoses, Mood::TakesAndLoses]).await;
        let front = open(engine, &aliyun).await;
        let in_question = |sms: &Sms| sms.reason.as_deref() == Some("unknown") && sms.not_before.is_some();
        let (first, second) = (queue(&front).await, queue(&front).await);
        once(&front, first, in_question).await;
        once(&front, second, in_question).await;
        // Two an hour, and both may have arrived.
        let third = queue(&front).await;
        let third = once(&front, third, |sms| sms.state == SmsState::Failed).await;
        assert_eq!(third.reason.as_deref(), Some("too_many_in_an_hour"));
        // People send by hand from now on: what may have arrived is not simply theirs to send again.
        provide(&front, &aliyun, "by_hand").await;
        front.later(Duration::from_secs(61)).await;
        for id in [first, second] {
            let held = once(&front, id, |sms| sms.state == SmsState::Held).await;
            assert_eq!(held.reason.as_deref(), Some("unknown"));
        }
        provide(&front, &aliyun, "aliyun").await;
        retry(&front, first).await;
        // What has just been in question may not be shown yet: it is asked about a minute later.
        once(&front, first, in_question).await;
        front.later(Duration::from_secs(61)).await;
        once(&front, first, |sms| sms.state == SmsState::Sent).await;
        assert_eq!(aliyun.taken().len(), 2);
        front.close().await;
    }

    async fn limits_nights_and_refusals_are_kept(engine) {
        let aliyun = Aliyun::open(&[Mood::Refuses]).await;
        let front = open(engine, &aliyun).await;
        let refused = queue(&front).await;
        let refused = once(&front, refused, |sms| sms.state == SmsState::Failed).await;
        assert_eq!(refused.reason.as_deref(), Some("isv.MOBILE_NUMBER_ILLEGAL"));
        for _ in 0..2 {
            let id = queue(&front).await;
            once(&front, id, |sms| sms.state == SmsState::Sent).await;
        }
        let third = queue(&front).await;
        let third = once(&front, third, |sms| sms.state == SmsState::Failed).await;
        assert_eq!(third.reason.as_deref(), Some("too_many_in_an_hour"));
        // Ten in the evening in Berlin, then the shop's morning.
        front.later(17 * HOUR).await;
        let night = queue(&front).await;
        let night = once(&front, night, |sms| sms.state == SmsState::Held).await;
        assert_eq!(night.reason.as_deref(), Some("quiet_hours"));
        front.later(7 * HOUR).await;
        once(&front, night.id, |sms| sms.state == SmsState::Sent).await;
        assert_eq!(aliyun.taken().len(), 3);
        front.close().await;
    }

    async fn without_a_provider_people_send_by_hand_and_are_noted_for_it(engine) {
        let front = Front::open(engine).await;
        let id = queue(&front).await;
        let held = once(&front, id, |sms| sms.state == SmsState::Held).await;
        assert_eq!(held.reason.as_deref(), Some("by_hand"));
        let anna = front.session("anna").await;
        let shown = said(front.request(Method::POST, &format!("/api/v1/sms/{id}/reveal")).bearer_auth(&anna)).await;
        assert_eq!(shown.text("phone"), PHONE);
        front.app.store.write(desk::fact::place).await.expect("places");
        let facts = front.app.store.read(|ctx| desk::fact::since(ctx, 0, 100)).await.expect("facts");
        assert!(facts.iter().any(|line| line.recorded.fact.kind() == "number_revealed"), "{facts:?}");
        for _ in 0..2 {
            let sent = said(front.request(Method::POST, &format!("/api/v1/sms/{id}/sent")).bearer_auth(&anna)).await;
            assert_eq!((sent.status.as_u16(), sent.text("state").as_str()), (200, "sent"));
        }
        let again = said(front.request(Method::POST, &format!("/api/v1/sms/{id}/reveal")).bearer_auth(&anna)).await;
        assert_eq!(again.refusal(), (409, "sms_already_sent"));
        front.close().await;
    }
}
