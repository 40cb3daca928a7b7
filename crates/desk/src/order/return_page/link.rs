//! The link to the page of a return. It carries what it opens and until when, and is signed by the house: nothing is stored
//! for it, nothing can be made up, and nobody has to sign in.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac as _};
use rand::Rng as _;
use sha2::Sha256;
use std::time::Duration;
use uuid::Uuid;

use db::Time;

use super::store;
use crate::ctx::Ctx;
use crate::error::{Error, Refusal, Result};
use crate::id::ReturnId;
use crate::shop;

const SECRET: &str = "return_link_secret";
const ADDRESS: &str = "public_url";
/// Bytes of the identity, of the expiry in seconds, and of the signature: 96 bits of it, in a link short enough for a text.
const IDENTITY: usize = 16;
const EXPIRY: usize = 4;
const SIGNATURE: usize = 12;

/// Says where the outside reaches this house: links begin with it.
pub fn set_house_address(ctx: &mut Ctx<'_, '_>, url: &str) -> Result<()> {
    Ok(store::set_of_house(ctx.tx, ADDRESS, url)?)
}

/// Where the outside reaches this house; empty before it was said.
pub fn house_address(ctx: &mut Ctx<'_, '_>) -> Result<String> {
    Ok(store::of_house(ctx.tx, ADDRESS)?.unwrap_or_default())
}

/// A link to the page of a return that can be opened for as many days as its shop allows.
pub fn address(ctx: &mut Ctx<'_, '_>, id: ReturnId) -> Result<String> {
    let known = store::by_id(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_return"))?;
    let days = shop::get(ctx, known.shop)?.settings.returns.link_days;
    let token = token(ctx, id, ctx.now + Duration::from_secs(u64::from(days) * 86_400))?;
    Ok(format!("{}/r/{token}", house_address(ctx)?))
}

/// A token that opens the page of a return until then.
pub fn token(ctx: &mut Ctx<'_, '_>, id: ReturnId, until: Time) -> Result<String> {
    let secret = if let Some(secret) = store::of_house(ctx.tx, SECRET)? {
        secret
    } else {
        let mut bytes = [0_u8; 32];
        rand::rng().fill(&mut bytes[..]);
        store::add_to_house(ctx.tx, SECRET, &STANDARD.encode(bytes))?;
        // Another server may have been first: what stands there is the secret.
        store::of_house(ctx.tx, SECRET)?.ok_or_else(|| Error::Broken("the house has no secret".into()))?
    };
    Ok(written(&secret, id, until))
}

/// What a token opens, and until when.
pub fn read(ctx: &mut Ctx<'_, '_>, token: &str) -> Result<(ReturnId, Time)> {
    let secret = store::of_house(ctx.tx, SECRET)?.unwrap_or_default();
    let (id, until) = verified(&secret, token).ok_or_else(|| Refusal::not_found("link_forged"))?;
    if until <= ctx.now {
        return Err(Refusal::not_found("link_expired").into());
    }
    Ok((id, until))
}

fn mac(secret: &str) -> Hmac<Sha256> {
    let key = STANDARD.decode(secret).unwrap_or_default();
    Hmac::<Sha256>::new_from_slice(&key).expect("HMAC takes keys of any length")
}

fn written(secret: &str, id: ReturnId, until: Time) -> String {
    let id: Uuid = id.to_string().parse().unwrap_or_default();
    let seconds = u32::try_from(until.millis() / 1000).unwrap_or(u32::MAX);
    let mut bytes = [id.as_bytes().as_slice(), &seconds.to_be_bytes()].concat();
    let mut mac = mac(secret);
    mac.update(&bytes);
    bytes.extend_from_slice(&mac.finalize().into_bytes()[..SIGNATURE]);
    URL_SAFE_NO_PAD.encode(bytes)
}

fn verified(secret: &str, token: &str) -> Option<(ReturnId, Time)> {
    if secret.is_empty() || token.len() > 64 {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(token).ok().filter(|b| b.len() == IDENTITY + EXPIRY + SIGNATURE)?;
    let (said, signature) = bytes.split_at(IDENTITY + EXPIRY);
    let mut mac = mac(secret);
    mac.update(said);
    mac.verify_truncated_left(signature).ok()?;
    let id = Uuid::from_slice(&said[..IDENTITY]).ok()?;
    let seconds = u32::from_be_bytes(said[IDENTITY..].try_into().ok()?);
    Some((ReturnId::from(id), Time::from_micros(i64::from(seconds) * 1_000_000)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_reads_back_and_nothing_else_does(
            id in any::<u128>(), seconds in 0_u32.., at in 0_usize..43, other in "[A-Za-z0-9_-]"
        ) {
            let secret = STANDARD.encode([7_u8; 32]);
            let id = ReturnId::from(Uuid::from_u128(id));
            let until = Time::from_micros(i64::from(seconds) * 1_000_000);
            let token = written(&secret, id, until);
            prop_assert_eq!(token.len(), 43);
            prop_assert_eq!(verified(&secret, &token), Some((id, until)));
            prop_assert_eq!(verified(&STANDARD.encode([8_u8; 32]), &token), None);
            prop_assert_eq!(verified("", &token), None);
            let mut forged = token.clone();
            forged.replace_range(at..=at, &other);
            if forged != token {
                prop_assert_ne!(verified(&secret, &forged), Some((id, until)));
            }
        }
    }
}
