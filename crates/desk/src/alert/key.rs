//! The house's own key for push services (RFC 8292): they know by it that what is sent to a device comes from the house
//! that the device was given to. It is made once and never changes: devices are bound to it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::elliptic_curve::sec1::ToEncodedPoint as _;

use super::{Hidden, store};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::secret;

/// What browsers are given: the public key, a point of the curve P-256 without padding.
pub fn public(ctx: &mut Ctx<'_, '_>) -> Result<String> {
    let bytes = URL_SAFE_NO_PAD.decode(private(ctx)?.reveal()).unwrap_or_default();
    let key =
        p256::SecretKey::from_slice(&bytes).map_err(|_| Error::Broken("the house has no key".into()))?;
    Ok(URL_SAFE_NO_PAD.encode(key.public_key().to_encoded_point(false).as_bytes()))
}

/// What is signed with; made when it is first needed.
pub(super) fn private(ctx: &mut Ctx<'_, '_>) -> Result<Hidden> {
    if let Some(key) = store::key(ctx.tx)? {
        return Ok(key);
    }
    store::keep_key(ctx.tx, &secret::signing_key())?;
    // Another server may have been first: what stands there is the key.
    store::key(ctx.tx)?.ok_or_else(|| Error::Broken("the house has no key".into()))
}
