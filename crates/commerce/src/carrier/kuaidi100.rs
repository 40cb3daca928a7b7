//! 快递100: asking where a parcel is, asking to be told, and being told.

use std::sync::Arc;

use async_trait::async_trait;
use desk::connection::parcel::{Parcel, Tracking};
use desk::order::{ShipmentStatus, TrackingEvent};
use md5::{Digest as _, Md5};
use serde_json::{Value, json};

use super::{Carrier, courier};
use crate::http::{Broken, Http, Request, Response, Verb};
use crate::system::Trouble;

/// An account with 快递100.
pub struct Kuaidi100 {
    /// Where it answers: `https://poll.kuaidi100.com`.
    pub url: String,
    /// The account's number.
    pub customer: String,
    /// The account's key.
    pub key: String,
    /// What its tellings are signed with.
    pub salt: String,
    /// The way to it.
    pub http: Arc<dyn Http>,
}

/// MD5 in capital hexadecimal, which is what they sign with.
fn md5(text: &str) -> String {
    desk::secret::hex(&Md5::digest(text.as_bytes())).to_uppercase()
}

/// Their state of a parcel. The first figure is what it is about, those after it are finer.
pub fn status(state: &str) -> ShipmentStatus {
    match state {
        // Ordered, and to be fetched: 揽收 itself and 已揽收 mean that the courier has it.
        "101" | "102" => ShipmentStatus::Created,
        "3" | "301" | "302" | "303" | "304" => ShipmentStatus::Delivered,
        "5" | "501" | "502" => ShipmentStatus::OutForDelivery,
        "4" | "6" | "14" | "401" | "601" => ShipmentStatus::Returned,
        // Of the customs only 清关异常 holds a parcel up.
        "13" => ShipmentStatus::Stuck,
        // Nobody met, nobody reached, refused, damaged: none of it says that a parcel is lost.
        other if other.starts_with('2') => ShipmentStatus::Stuck,
        _ => ShipmentStatus::InTransit,
    }
}

/// What they say of a parcel: `com`, `nu`, `state`, `data`.
fn tracking(result: &Value) -> Result<Tracking, Trouble> {
    let number = result["nu"].as_str().filter(|number| !number.is_empty()).ok_or(Trouble::Strange)?;
    let mut events = Vec::new();
    for one in result["data"].as_array().ok_or(Trouble::Strange)? {
        let text = one["ftime"].as_str().or_else(|| one["time"].as_str()).ok_or(Trouble::Strange)?;
        let context: String = one["context"].as_str().unwrap_or_default().chars().take(500).collect();
        if context.trim().is_empty() {
            continue;
        }
        let local: jiff::civil::DateTime =
            text.trim().replace(' ', "T").parse().map_err(|_| Trouble::Strange)?;
        // Their times are those of China, wherever the parcel is.
        let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(8));
        let at = local.to_zoned(zone).map_err(|_| Trouble::Strange)?.timestamp().into();
        let place = one["areaName"].as_str().or_else(|| one["location"].as_str()).unwrap_or_default();
        events.push(TrackingEvent { at, place: place.to_owned(), text: context });
    }
    // Theirs come newest first; of one moment, the later stays later.
    events.reverse();
    events.sort_by_key(|event| event.at);
    let state = match &result["state"] {
        Value::String(state) => state.clone(),
        Value::Number(state) => state.to_string(),
        _ => return Err(Trouble::Strange),
    };
    Ok(Tracking { number: number.to_owned(), status: status(&state), events })
}

impl Kuaidi100 {
    async fn ask(&self, path: &str, fields: &[(&str, &str)]) -> Result<Value, Trouble> {
        let request = Request::new(Verb::Post, format!("{}{path}", self.url)).form(fields);
        let response: Response = self.http.send(request).await.map_err(|broken| match broken {
            Broken::NotSent => Trouble::Unreachable,
            Broken::Lost => Trouble::Lost,
        })?;
        match response.status {
            200 => serde_json::from_str(&response.body).map_err(|_| Trouble::Strange),
            429 | 500.. => Err(Trouble::Busy { after_seconds: None }),
            _ => Err(Trouble::Strange),
        }
    }
}

/// What their codes mean, the same for asking and for following.
fn trouble(code: &str) -> Trouble {
    match code {
        "503" | "600" | "601" => Trouble::Denied,
        "500" | "502" => Trouble::Busy { after_seconds: None },
        other => Trouble::Refused { code: format!("code_{other}"), message: String::new() },
    }
}

#[async_trait]
impl Carrier for Kuaidi100 {
    async fn track(&self, parcel: &Parcel) -> Result<Option<Tracking>, Trouble> {
        let facts = &parcel.facts;
        let Some(company) = courier::code(&facts.carrier) else {
            return Err(Trouble::Refused { code: "unknown_courier".into(), message: String::new() });
        };
        let param = json!({ "com": company, "num": facts.tracking_number,
            "phone": parcel.phone_ending.as_deref().unwrap_or_default(), "resultv2": "4", "order": "desc" })
        .to_string();
        let sign = md5(&format!("{param}{}{}", self.key, self.customer));
        let fields = [("customer", self.customer.as_str()), ("sign", &sign), ("param", &param)];
        let answer = self.ask("/poll/query.do", &fields).await?;
        if answer["result"] == false {
            return match answer["returnCode"].as_str().unwrap_or_default() {
                // Nobody has seen it yet.
                "500" => Ok(None),
                "501" => Err(Trouble::Busy { after_seconds: None }),
                // The ending of the phone is wrong, or is asked for: nothing that trying again could mend.
                code => Err(trouble(code)),
            };
        }
        tracking(&answer).map(Some)
    }

    async fn follow(&self, parcel: &Parcel, callback: &str) -> Result<(), Trouble> {
        let facts = &parcel.facts;
        let Some(company) = courier::code(&facts.carrier) else {
            return Err(Trouble::Refused { code: "unknown_courier".into(), message: String::new() });
        };
        let param = json!({ "company": company, "number": facts.tracking_number, "key": self.key,
            "parameters": { "callbackurl": callback, "salt": self.salt, "resultv2": "4",
                "phone": parcel.phone_ending.as_deref().unwrap_or_default() } })
        .to_string();
        let answer = self.ask("/poll", &[("schema", "json"), ("param", &param)]).await?;
        match answer["returnCode"].as_str().unwrap_or_default() {
            // 501: it is followed already.
            "200" | "501" => Ok(()),
            code => Err(trouble(code)),
        }
    }

    fn recognise(&self, body: &str) -> Option<(String, String)> {
        let field = |name: &str| {
            url::form_urlencoded::parse(body.as_bytes())
                .find(|(one, _)| one == name)
                .map(|(_, value)| value.into_owned())
        };
        let (param, sign) = (field("param")?, field("sign")?);
        let wanted = md5(&format!("{param}{}", self.salt));
        let same = sign.len() == wanted.len()
            && sign.to_uppercase().bytes().zip(wanted.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0;
        // They give a telling no id: the same content is the same telling.
        same.then(|| (desk::secret::hash(&param), param))
    }

    fn understand(&self, kept: &str) -> Result<Option<Tracking>, Trouble> {
        let told: Value = serde_json::from_str(kept).map_err(|_| Trouble::Strange)?;
        let result = &told["lastResult"];
        // `abort`: they stop following it, and say why instead of where it is.
        if told["status"] == "abort" || result["data"].as_array().is_none_or(Vec::is_empty) {
            return Ok(None);
        }
        tracking(result).map(Some)
    }

    fn acknowledge(&self, kept: bool) -> String {
        let (code, message) = if kept { ("200", "成功") } else { ("500", "签名错误") };
        json!({ "result": kept, "returnCode": code, "message": message }).to_string()
    }
}
