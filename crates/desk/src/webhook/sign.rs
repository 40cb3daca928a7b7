//! Signatures as the Standard Webhooks specification has them: HMAC-SHA256 over `id.timestamp.body`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use rand::Rng as _;
use sha2::Sha256;

use db::Time;

/// `whsec_` and the base64 of 24 to 64 bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// A new one of 32 bytes.
    pub fn new() -> Self {
        let mut bytes = [0_u8; 32];
        rand::rng().fill(&mut bytes[..]);
        Self(format!("whsec_{}", STANDARD.encode(bytes)))
    }

    /// One that somebody else made; none when it is not `whsec_` and the base64 of 16 to 64 bytes.
    pub fn given(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text.trim().strip_prefix("whsec_")?).ok()?;
        (16..=64).contains(&bytes.len()).then(|| Self(text.trim().to_owned()))
    }

    pub(super) fn stored(text: String) -> Self {
        Self(text)
    }

    /// The secret itself: to be stored, and to be shown once.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl Default for Secret {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The value of the `webhook-signature` header.
pub fn signature(secret: &Secret, id: &str, at: Time, body: &str) -> String {
    let key = STANDARD.decode(secret.0.trim_start_matches("whsec_")).unwrap_or_default();
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("HMAC takes keys of any length");
    mac.update(format!("{id}.{}.{body}", at.millis() / 1000).as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

/// How far the clock of whoever signs may be from ours.
const DRIFT: std::time::Duration = std::time::Duration::from_secs(300);

/// Whether a telling is signed by whoever knows the secret, and lately. `signatures` may hold several, as when a secret is
/// being changed.
pub fn is_signed(secret: &Secret, (id, at, now): (&str, Time, Time), body: &str, signatures: &str) -> bool {
    let wanted = signature(secret, id, at, body);
    let lately = now.since(at) <= DRIFT && at.since(now) <= DRIFT;
    let same = |one: &str| {
        one.len() == wanted.len() && one.bytes().zip(wanted.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
    };
    lately && signatures.split_whitespace().any(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of the specification's own reference implementations.
    #[test]
    fn the_published_example_comes_out() {
        let secret = Secret::stored("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into());
        let signed = signature(
            &secret,
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            Time::from_micros(1_614_265_330_000_000),
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_does_not_show_itself() {
        let secret = Secret::new();
        assert!(secret.reveal().starts_with("whsec_"));
        assert_eq!(format!("{secret:?}"), "Secret(…)");
    }
}
