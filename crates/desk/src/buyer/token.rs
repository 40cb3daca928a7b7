//! The token with which a shop vouches for a buyer: a JWT signed (HS256) with the inbox's secret.

use db::Time;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Refusal, Result};
use crate::inbox::{Profile, Secret};

/// What the token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The buyer's id in the shop.
    pub sub: String,
    /// When it ends, in seconds since 1970. At most a day ahead.
    pub exp: i64,
    /// What to call them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Phone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Member level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
}

/// Longest life of a token, in seconds: it is exchanged for a session at once and has no need to live.
const LONGEST: i64 = 86_400;
/// How far the shop's clock may be off, in seconds.
const LEEWAY: i64 = 60;

/// Reads a token, or says what is wrong with it.
pub fn verify(secret: &Secret, token: &str, now: Time) -> Result<Profile> {
    let refused = |code| Error::from(Refusal::unauthenticated(code));
    // One algorithm only, whatever the token says; time is judged below, by our own clock.
    let mut validation = Validation::new(Algorithm::HS256);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let key = DecodingKey::from_secret(secret.reveal().as_bytes());
    let claims =
        jsonwebtoken::decode::<Claims>(token, &key, &validation).map_err(|_| refused("token_forged"))?.claims;
    let now = now.millis() / 1000;
    if claims.exp + LEEWAY < now {
        return Err(refused("token_expired"));
    }
    if claims.exp > now + LONGEST + LEEWAY {
        return Err(refused("token_lives_too_long"));
    }
    let external_id = claims.sub.trim().to_owned();
    if external_id.is_empty() || external_id.chars().count() > 200 {
        return Err(refused("token_without_buyer"));
    }
    let short = |text: Option<String>| {
        text.map(|t| t.trim().chars().take(200).collect()).filter(|t: &String| !t.is_empty())
    };
    Ok(Profile {
        external_id,
        name: short(claims.name),
        phone: short(claims.phone),
        email: short(claims.email),
        level: short(claims.level),
    })
}

/// Signs a token as a shop would: for the demo page and for tests.
pub fn sign(secret: &Secret, claims: &Claims) -> Result<String> {
    jsonwebtoken::encode(
        &Header::new(Algorithm::HS256),
        claims,
        &EncodingKey::from_secret(secret.reveal().as_bytes()),
    )
    .map_err(|e| Error::Broken(format!("signing: {e}")))
}
