//! Signatures of those who have their own.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

/// Whether `signature` is the base64 of the HMAC-SHA256 of the body, as Shopify and `WooCommerce` sign.
pub(super) fn is_hmac(secret: &str, body: &str, signature: &str) -> bool {
    let Ok(given) = STANDARD.decode(signature.trim()) else { return false };
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(body.as_bytes());
    mac.verify_slice(&given).is_ok()
}
