//! Saying to a push service that it is this house that sends (RFC 8292): a token for the service's own address, signed with
//! the key that the device was given.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use desk::alert::push::Parcel;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use p256::SecretKey;
use p256::elliptic_curve::sec1::ToEncodedPoint as _;
use p256::pkcs8::EncodePrivateKey as _;
use serde::Serialize;

/// For how long a token is good, in seconds; a service takes none that is good for more than a day.
const GOOD_FOR: i64 = 12 * 3600;

#[derive(Serialize)]
struct Claims<'a> {
    aud: String,
    exp: i64,
    sub: &'a str,
}

/// The header that says who sends; none when there is no key, or the address is none.
pub(super) fn authorization(parcel: &Parcel) -> Option<String> {
    let key = URL_SAFE_NO_PAD.decode(parcel.signed_with.reveal()).ok()?;
    let key = SecretKey::from_slice(&key).ok()?;
    let aud = url::Url::parse(parcel.endpoint.reveal()).ok()?.origin().ascii_serialization();
    let claims = Claims { aud, exp: parcel.at.millis() / 1000 + GOOD_FOR, sub: &parcel.contact };
    let signing = EncodingKey::from_ec_der(key.to_pkcs8_der().ok()?.as_bytes());
    let token = encode(&Header::new(Algorithm::ES256), &claims, &signing).ok()?;
    let public = URL_SAFE_NO_PAD.encode(key.public_key().to_encoded_point(false).as_bytes());
    Some(format!("vapid t={token}, k={public}"))
}
