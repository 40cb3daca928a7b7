//! A gateway of the shop's own: one signed request a text, under a key by which the gateway knows it again.
//!
//! `POST` to the shop's address with the JSON `{"id", "phone", "text", "shop"}`. The headers `webhook-id`,
//! `webhook-timestamp` and `webhook-signature` are those of Standard Webhooks; `idempotency-key` repeats the id. It answers
//! 2xx, optionally with `{"id": …}`, when it has the text; 429 when it cannot now; another 4xx, optionally with
//! `{"code": …}`, when it never will.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use desk::sms::send::{Outcome, Parcel};
use hmac::{Hmac, Mac as _};
use serde::Deserialize;
use serde_json::json;
use sha2::Sha256;

use super::{Carrier, unanswered};

/// The gateway.
#[derive(Debug)]
pub struct Gateway<'a> {
    /// The way out.
    pub client: &'a reqwest::Client,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Answer {
    id: String,
    code: String,
}

impl Carrier for Gateway<'_> {
    async fn send(&self, parcel: &Parcel) -> Outcome {
        let id = parcel.id.to_string();
        let body =
            json!({ "id": id, "phone": parcel.phone.reveal(), "text": parcel.text, "shop": parcel.shop })
                .to_string();
        let timestamp = parcel.at.millis() / 1000;
        let signature = signature(&parcel.secret, &id, timestamp, &body);
        let sent = self
            .client
            .post(&parcel.settings.gateway_url)
            .header("content-type", "application/json")
            .header("idempotency-key", &id)
            .header("webhook-id", &id)
            .header("webhook-timestamp", timestamp.to_string())
            .header("webhook-signature", signature)
            .body(body)
            .send()
            .await;
        let response = match sent {
            Ok(response) => response,
            Err(error) => return unanswered(&error),
        };
        let status = response.status();
        let answer: Answer = response.json().await.unwrap_or_default();
        let code =
            if answer.code.is_empty() { format!("http_{}", status.as_u16()) } else { answer.code.clone() };
        match status.as_u16() {
            200..=299 => Outcome::Sent { provider_id: answer.id },
            408 | 425 | 429 => Outcome::Busy { code },
            400..=499 => Outcome::Refused { code },
            // It may have it; under the same key it will not send it twice.
            _ => Outcome::Unknown,
        }
    }
}

/// The `webhook-signature` of Standard Webhooks. A secret without `whsec_` is its own bytes.
fn signature(secret: &str, id: &str, timestamp: i64, body: &str) -> String {
    let key = match secret.strip_prefix("whsec_") {
        Some(encoded) => STANDARD.decode(encoded).unwrap_or_default(),
        None => secret.as_bytes().to_vec(),
    };
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("HMAC takes keys of any length");
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of the specification's own reference implementations.
    #[test]
    fn the_published_example_comes_out() {
        let signed = signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
