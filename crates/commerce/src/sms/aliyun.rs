//! Aliyun's SMS (Dysmsapi 2017-05-25): `SendSms` and `QuerySendDetails`, signed with `ACS3-HMAC-SHA256`.
//!
//! Aliyun does not know a text again by its `OutId`: it only gives it back. So a text of which nobody knows whether it was
//! sent is looked for among what the number was sent on each day since it was queued before it is sent again.

use std::collections::BTreeMap;

use db::Time;
use desk::secret::hex;
use desk::sms::send::{Outcome, Parcel};
use hmac::{Hmac, Mac as _};
use jiff::tz::{Offset, TimeZone};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::{Carrier, unanswered};

const VERSION: &str = "2017-05-25";
/// `SendStatus` of a text that the operator did not deliver.
const NOT_DELIVERED: i64 = 2;
/// More texts than this on one day go to no number: Aliyun allows fifty.
const DETAILS: &str = "50";
/// For how many days it can be asked about a text.
const KEPT: usize = 30;

/// Aliyun.
#[derive(Debug)]
pub struct Aliyun<'a> {
    /// The way out.
    pub client: &'a reqwest::Client,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Answer {
    code: String,
    biz_id: String,
    #[serde(rename = "SmsSendDetailDTOs")]
    details: Details,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Details {
    #[serde(rename = "SmsSendDetailDTO")]
    all: Vec<Detail>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Detail {
    out_id: String,
    send_status: i64,
    err_code: String,
}

impl Carrier for Aliyun<'_> {
    async fn send(&self, parcel: &Parcel) -> Outcome {
        if parcel.unsure {
            match self.look(parcel).await {
                Ok(Some(detail)) if detail.send_status == NOT_DELIVERED => {
                    return Outcome::Refused { code: detail.err_code };
                }
                Ok(Some(_)) => return Outcome::Sent { provider_id: String::new() },
                Ok(None) => {}
                // As long as nobody can say, nothing is sent.
                Err(_) => return Outcome::Unknown,
            }
        }
        let settings = &parcel.settings.aliyun;
        let query = BTreeMap::from([
            ("PhoneNumbers", parcel.phone.reveal().trim_start_matches("+86").to_owned()),
            ("SignName", settings.sign_name.clone()),
            ("TemplateCode", settings.template_code.clone()),
            ("TemplateParam", params(parcel)),
            ("OutId", parcel.id.to_string()),
        ]);
        match self.ask(parcel, "SendSms", &query).await {
            Ok(answer) if answer.code == "OK" => Outcome::Sent { provider_id: answer.biz_id },
            Ok(answer) => refused(answer.code),
            Err(outcome) => outcome,
        }
    }
}

impl Aliyun<'_> {
    /// The text among those of its number on each day on which it may have been tried.
    async fn look(&self, parcel: &Parcel) -> Result<Option<Detail>, Outcome> {
        for day in days(parcel.queued_at, parcel.at) {
            let query = BTreeMap::from([
                ("PhoneNumber", parcel.phone.reveal().trim_start_matches("+86").to_owned()),
                ("SendDate", day),
                ("PageSize", DETAILS.to_owned()),
                ("CurrentPage", "1".to_owned()),
            ]);
            let answer = self.ask(parcel, "QuerySendDetails", &query).await?;
            if answer.code != "OK" {
                return Err(Outcome::Unknown);
            }
            let id = parcel.id.to_string();
            if let Some(found) = answer.details.all.into_iter().find(|detail| detail.out_id == id) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    async fn ask(
        &self,
        parcel: &Parcel,
        action: &str,
        query: &BTreeMap<&str, String>,
    ) -> Result<Answer, Outcome> {
        let settings = &parcel.settings.aliyun;
        let endpoint = settings.endpoint.trim_end_matches('/');
        let host = endpoint.split_once("://").map_or(endpoint, |(_, host)| host);
        let query = canonical(query);
        let call = Call {
            host,
            action,
            version: VERSION,
            query: &query,
            at: parcel.at,
            // A nonce is one request's: another action or another try has another.
            nonce: &hex(&Sha256::digest(format!("{action}{}{}", parcel.id, parcel.at.micros()))[..16]),
        };
        let mut request = self.client.post(format!("{endpoint}/?{query}"));
        for (name, value) in call.headers() {
            request = request.header(name, value);
        }
        let authorization = call.authorization(&settings.access_key_id, &parcel.secret);
        let sent = request.header("authorization", authorization).send().await;
        let response = sent.map_err(|error| unanswered(&error))?;
        if response.status().is_server_error() && response.status().as_u16() != 503 {
            return Err(Outcome::Unknown);
        }
        response.json().await.map_err(|_| Outcome::Unknown)
    }
}

/// What a code other than OK means.
fn refused(code: String) -> Outcome {
    match code.as_str() {
        // Too many to this number in a minute, an hour or a day; or too many requests altogether.
        "isv.BUSINESS_LIMIT_CONTROL" | "ServiceUnavailable" => Outcome::Busy { code },
        _ if code.starts_with("Throttling") => Outcome::Busy { code },
        "isp.SYSTEM_ERROR" | "isp.UNKNOWN_ERR_CODE" | "InternalError" | "" => Outcome::Unknown,
        _ => Outcome::Refused { code },
    }
}

/// The template's parameters as JSON.
fn params(parcel: &Parcel) -> String {
    let link = parcel.text.split_whitespace().find_map(|word| {
        let link = &word[word.find("http://").or_else(|| word.find("https://"))?..];
        let end = link.find(|c: char| !c.is_ascii() || "，。；）)\"'".contains(c)).unwrap_or(link.len());
        Some(link[..end].trim_end_matches(['.', ',', ';']))
    });
    let link = link.unwrap_or_default();
    let end = link.rsplit('/').next().unwrap_or_default();
    let filled: BTreeMap<&String, String> = parcel
        .settings
        .aliyun
        .params
        .iter()
        .map(|(name, text)| {
            let text = text
                .replace("{text}", &parcel.text)
                .replace("{link_end}", end)
                .replace("{link}", link)
                .replace("{shop}", &parcel.shop);
            (name, text)
        })
        .collect();
    serde_json::to_string(&filled).unwrap_or_default()
}

/// Each day from one moment to another as Aliyun counts them, in Beijing's time; the latest first, for that is where a
/// text mostly is. It keeps them for thirty.
fn days(from: Time, to: Time) -> Vec<String> {
    let zone = TimeZone::fixed(Offset::constant(8));
    let date = |time: Time| time.timestamp().to_zoned(zone.clone()).date();
    let (first, last) = (date(from), date(to));
    let back = std::iter::successors(Some(last), |day| day.yesterday().ok());
    let days = back.take_while(|day| *day >= first).take(KEPT);
    days.map(|day| day.strftime("%Y%m%d").to_string()).collect()
}

/// One request, as it is signed.
struct Call<'a> {
    host: &'a str,
    action: &'a str,
    version: &'a str,
    query: &'a str,
    at: Time,
    nonce: &'a str,
}

impl Call<'_> {
    /// The headers that are signed, by name; the host's is the client's own.
    fn headers(&self) -> Vec<(&'static str, String)> {
        vec![
            ("x-acs-action", self.action.to_owned()),
            ("x-acs-content-sha256", hex(&Sha256::digest(b""))),
            ("x-acs-date", self.at.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
            ("x-acs-signature-nonce", self.nonce.to_owned()),
            ("x-acs-version", self.version.to_owned()),
        ]
    }

    fn authorization(&self, key: &str, secret: &str) -> String {
        let mut headers = vec![("host", self.host.to_owned())];
        headers.extend(self.headers());
        let signed = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
        let lines: Vec<String> =
            headers.iter().map(|(name, value)| format!("{name}:{}", value.trim())).collect();
        let written = lines.join("\n");
        let request =
            format!("POST\n/\n{}\n{written}\n\n{signed}\n{}", self.query, hex(&Sha256::digest(b"")));
        let to_sign = format!("ACS3-HMAC-SHA256\n{}", hex(&Sha256::digest(request)));
        let mut mac =
            Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
        mac.update(to_sign.as_bytes());
        let signature = hex(&mac.finalize().into_bytes());
        format!("ACS3-HMAC-SHA256 Credential={key},SignedHeaders={signed},Signature={signature}")
    }
}

/// Parameters in their order, escaped as RFC 3986 has it.
fn canonical(query: &BTreeMap<&str, String>) -> String {
    let pairs: Vec<String> =
        query.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
    pairs.join("&")
}

fn escaped(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            use std::fmt::Write as _;
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of Aliyun's own description of the signature.
    #[test]
    fn the_published_example_comes_out() {
        let query = canonical(&BTreeMap::from([
            ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd".to_owned()),
            ("RegionId", "cn-shanghai".to_owned()),
        ]));
        let call = Call {
            host: "ecs.cn-shanghai.aliyuncs.com",
            action: "RunInstances",
            version: "2014-05-26",
            query: &query,
            at: "2023-10-26T10:22:32Z".parse::<jiff::Timestamp>().expect("a time").into(),
            nonce: "3156853299f313e23d1673dc12e1703d",
        };
        let signed = call.authorization("YourAccessKeyId", "YourAccessKeySecret");
        assert!(
            signed.ends_with("Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"),
            "{signed}"
        );
    }

    #[test]
    fn escapes_and_days() {
        assert_eq!(escaped("秒回 *~/"), "%E7%A7%92%E5%9B%9E%20%2A~%2F");
        let at = |text: &str| Time::from(text.parse::<jiff::Timestamp>().expect("a time"));
        let late = at("2026-11-25T17:00:00Z");
        assert_eq!(days(late, late), ["20261126"]);
        assert_eq!(days(late, at("2026-11-28T01:00:00Z")), ["20261128", "20261127", "20261126"]);
        assert_eq!(days(at("2025-11-25T17:00:00Z"), late).len(), 30);
    }

    #[test]
    fn what_throttles_is_tried_again_and_what_is_unknown_is_asked_about() {
        let busy = |code: &str| matches!(refused(code.to_owned()), Outcome::Busy { .. });
        assert!(busy("isv.BUSINESS_LIMIT_CONTROL") && busy("Throttling.User"));
        assert_eq!(refused("isp.SYSTEM_ERROR".into()), Outcome::Unknown);
        assert!(matches!(refused("isv.MOBILE_NUMBER_ILLEGAL".into()), Outcome::Refused { .. }));
    }
}
