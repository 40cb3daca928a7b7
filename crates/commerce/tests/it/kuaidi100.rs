use std::sync::Arc;

use commerce::carrier::Carrier as _;
use commerce::carrier::kuaidi100::{Kuaidi100, status};
use commerce::system::Trouble;
use desk::connection::parcel::Parcel;
use desk::order::{ShipmentInput, ShipmentStatus};
use futures::executor::block_on;
use md5::{Digest as _, Md5};
use serde_json::{Value, json};

use crate::{Fault, Provider, says};

fn md5(text: &str) -> String {
    desk::secret::hex(&Md5::digest(text.as_bytes())).to_uppercase()
}

fn parcel() -> Parcel {
    let facts = ShipmentInput {
        shipment_id: "P-1".into(),
        order_id: "O-1".into(),
        carrier: "顺丰速运".into(),
        tracking_number: "SF1234567890123".into(),
        status: ShipmentStatus::Created,
        shipped_at: None,
        delivered_at: None,
        eta: None,
        events: Vec::new(),
    };
    Parcel { facts, phone_ending: Some("0101".into()) }
}

fn way(state: &str) -> Value {
    json!({ "message": "ok", "nu": "SF1234567890123", "ischeck": "0", "com": "shunfeng", "status": "200", "state": state,
        "data": [
            { "time": "2025-11-25 09:30:00", "ftime": "2025-11-25 09:30:00", "context": "快件正在派送", "areaName": "北京" },
            { "time": "2025-11-24 21:00:00", "ftime": "2025-11-24 21:00:00", "context": "快件已发车", "areaName": "上海" },
        ] })
}

/// A stand-in that checks signatures as theirs does.
fn account() -> (Kuaidi100, Arc<Provider>) {
    let http = Provider::new(|request| {
        let body = request.body.as_deref().expect("a form");
        let field = |name: &str| {
            let mut fields = url::form_urlencoded::parse(body);
            fields.find(|(one, _)| one == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
        };
        let param: Value = serde_json::from_str(&field("param")).expect("JSON");
        match request.url.as_str() {
            "https://poll.example/poll/query.do" => {
                if field("sign") != md5(&format!("{}good-keyACC", field("param"))) {
                    return says(
                        200,
                        &[],
                        json!({ "result": false, "returnCode": "503", "message": "验证签名失败" }),
                    );
                }
                assert_eq!((&param["com"], &param["phone"]), (&json!("shunfeng"), &json!("0101")));
                says(200, &[], way("5"))
            }
            "https://poll.example/poll" => {
                assert_eq!(field("schema"), "json");
                assert_eq!(param["parameters"]["callbackurl"], "https://us.example/hooks/carriers/1");
                says(200, &[], json!({ "result": true, "returnCode": "200", "message": "提交成功" }))
            }
            other => panic!("no such address: {other}"),
        }
    });
    let account = Kuaidi100 {
        url: "https://poll.example".into(),
        customer: "ACC".into(),
        key: "good-key".into(),
        salt: "pepper".into(),
        http: Arc::<Provider>::clone(&http),
    };
    (account, http)
}

#[test]
fn a_parcel_is_asked_for_and_followed() {
    let (account, http) = account();
    let tracking = block_on(account.track(&parcel())).expect("an answer").expect("a way");
    assert_eq!((tracking.status, tracking.events.len()), (ShipmentStatus::OutForDelivery, 2));
    // Oldest first, and their clock is that of China.
    assert_eq!(tracking.events[0].at.to_string(), "2025-11-24T13:00:00Z");
    assert_eq!(
        (tracking.events[1].place.as_str(), tracking.events[1].text.as_str()),
        ("北京", "快件正在派送")
    );
    block_on(account.follow(&parcel(), "https://us.example/hooks/carriers/1")).expect("it is followed");
    let says_no = |code: &str| {
        Fault::Says(says(200, &[], json!({ "result": false, "returnCode": code, "message": "" })))
    };
    http.fail(says_no("501"));
    block_on(account.follow(&parcel(), "https://us.example/hooks/carriers/1"))
        .expect("it is followed already");
    http.fail(says_no("500"));
    assert_eq!(block_on(account.track(&parcel())), Ok(None));
    http.fail(says_no("601"));
    assert_eq!(block_on(account.track(&parcel())), Err(Trouble::Denied));
    http.fail(Fault::Says(says(200, &[], "<html>")));
    assert_eq!(block_on(account.track(&parcel())), Err(Trouble::Strange));
    http.fail(Fault::Lost);
    assert_eq!(block_on(account.track(&parcel())), Err(Trouble::Lost));
    let mut unknown = parcel();
    unknown.facts.carrier = "门口的大爷".into();
    assert!(matches!(block_on(account.track(&unknown)), Err(Trouble::Refused { .. })));
    let wrong = Kuaidi100 { key: "bad-key".into(), ..account };
    assert_eq!(block_on(wrong.track(&parcel())), Err(Trouble::Denied));
}

#[test]
fn what_it_tells_is_signed_with_the_salt() {
    let (account, _) = account();
    let told = json!({ "status": "polling", "billstatus": "got", "message": "", "lastResult": way("3") })
        .to_string();
    let form = |sign: &str| {
        url::form_urlencoded::Serializer::new(String::new())
            .append_pair("param", &told)
            .append_pair("sign", sign)
            .finish()
    };
    let (id, kept) = account.recognise(&form(&md5(&format!("{told}pepper")))).expect("it is theirs");
    assert!(account.recognise(&form(&md5(&format!("{told}salt")))).is_none());
    assert_eq!(account.recognise(&form(&md5(&format!("{told}pepper")))).expect("again").0, id);
    let tracking = account.understand(&kept).expect("it is understood").expect("a way");
    assert_eq!(tracking.status, ShipmentStatus::Delivered);
    let gone =
        json!({ "status": "abort", "message": "3天查无结果", "lastResult": { "data": [] } }).to_string();
    assert_eq!(account.understand(&gone), Ok(None));
}

#[test]
fn states_are_told_in_our_words() {
    for (state, ours) in [
        ("0", ShipmentStatus::InTransit),
        ("1", ShipmentStatus::InTransit),
        ("101", ShipmentStatus::Created),
        ("102", ShipmentStatus::Created),
        ("103", ShipmentStatus::InTransit),
        ("2", ShipmentStatus::Stuck),
        ("3", ShipmentStatus::Delivered),
        ("4", ShipmentStatus::Returned),
        ("5", ShipmentStatus::OutForDelivery),
        ("6", ShipmentStatus::Returned),
        ("1001", ShipmentStatus::InTransit),
        ("304", ShipmentStatus::Delivered),
        ("204", ShipmentStatus::Stuck),
        ("205", ShipmentStatus::Stuck),
        ("206", ShipmentStatus::Stuck),
        ("8", ShipmentStatus::InTransit),
        ("10", ShipmentStatus::InTransit),
        ("11", ShipmentStatus::InTransit),
        ("12", ShipmentStatus::InTransit),
        ("13", ShipmentStatus::Stuck),
        ("99", ShipmentStatus::InTransit),
    ] {
        assert_eq!(status(state), ours, "{state}");
    }
}
