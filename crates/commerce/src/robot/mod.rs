//! Robots that write into a group of people's phones: one contract, and who can.
//!
//! All of them answer 200 with a code inside, whatever they think of a message; what their door says otherwise (429, 5xx) is
//! read the same for all.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use desk::alert::AlertKind;
use desk::alert::send::{Outcome, Parcel};
use hmac::{Hmac, Mac as _};
use serde::Deserialize;
use sha2::Sha256;

use crate::http::{Broken, Http, Response};

mod dingtalk;
mod feishu;
mod wecom;

/// How long a robot is left alone that asks for it without saying how long.
const A_WHILE: Duration = Duration::from_secs(60);

/// Sends an alert by its robot.
pub async fn send(http: &dyn Http, parcel: &Parcel) -> Outcome {
    let request = match parcel.kind {
        AlertKind::Wecom => Some(wecom::request(parcel)),
        AlertKind::Dingtalk => dingtalk::request(parcel),
        AlertKind::Feishu => Some(feishu::request(parcel)),
    };
    let Some(request) = request else { return Outcome::Refused { code: "not_an_address".into() } };
    let response = match http.send(request).await {
        Ok(response) => response,
        Err(Broken::NotSent) => return Outcome::Failed { code: "unreachable".into() },
        Err(Broken::Lost) => return Outcome::Failed { code: "no_answer".into() },
    };
    if let Some(outcome) = by_status(&response) {
        return outcome;
    }
    let Ok(answer) = serde_json::from_str::<Answer>(&response.body) else {
        return Outcome::Failed { code: "misread".into() };
    };
    match parcel.kind {
        AlertKind::Wecom => wecom::outcome(&answer),
        AlertKind::Dingtalk => dingtalk::outcome(&answer),
        AlertKind::Feishu => feishu::outcome(&answer),
    }
}

/// What robots answer, each a part of it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Answer {
    /// 企业微信 and 钉钉.
    errcode: Option<i64>,
    /// 飞书.
    code: Option<i64>,
    /// 钉钉, when it does not even look.
    punish: Option<String>,
}

/// What a status other than success says; none when the answer has to be read.
fn by_status(response: &Response) -> Option<Outcome> {
    let code = format!("http_{}", response.status);
    match response.status {
        200..=299 => None,
        429 => Some(Outcome::Busy { code, after: asked_pause(response) }),
        // 飞书 gives its code with these as well.
        400 if serde_json::from_str::<Answer>(&response.body).is_ok_and(|answer| answer.code.is_some()) => {
            None
        }
        500..=599 | 408 => Some(Outcome::Failed { code }),
        _ => Some(Outcome::Refused { code }),
    }
}

/// How long it asks to be left alone, within reason.
fn asked_pause(response: &Response) -> Duration {
    let named = ["retry-after", "x-ogw-ratelimit-reset"].iter().find_map(|name| response.header(name));
    let seconds = named.and_then(|text| text.trim().parse::<u64>().ok());
    seconds.map_or(A_WHILE, |seconds| Duration::from_secs(seconds.clamp(1, 3600)))
}

fn hmac(key: &str, message: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(message.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, header: Option<(&str, &str)>, body: &str) -> Response {
        let headers = header.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Response { status, headers, body: body.to_owned() }
    }

    #[test]
    fn the_door_is_read_before_the_answer() {
        let busy = by_status(&answered(429, Some(("x-ogw-ratelimit-reset", "52")), ""));
        assert_eq!(busy, Some(Outcome::Busy { code: "http_429".into(), after: Duration::from_secs(52) }));
        let busy = by_status(&answered(429, None, ""));
        assert_eq!(busy, Some(Outcome::Busy { code: "http_429".into(), after: A_WHILE }));
        assert_eq!(by_status(&answered(502, None, "")), Some(Outcome::Failed { code: "http_502".into() }));
        assert_eq!(by_status(&answered(302, None, "")), Some(Outcome::Refused { code: "http_302".into() }));
        assert_eq!(by_status(&answered(400, None, r#"{"code":9499,"msg":"Bad Request"}"#)), None);
        assert_eq!(by_status(&answered(200, None, "{}")), None);
    }
}
