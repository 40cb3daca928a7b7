//! Sealing what only the device can read (RFC 8291): a key agreed on with the device's, and one record of AES-128-GCM
//! (RFC 8188).

use aes_gcm::aead::Aead as _;
use aes_gcm::{Aes128Gcm, KeyInit as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use desk::alert::device::Keys;
use hkdf::Hkdf;
use p256::elliptic_curve::sec1::ToEncodedPoint as _;
use p256::{PublicKey, SecretKey};
use rand::Rng as _;
use sha2::Sha256;

/// The size of records: all that a service has to take is one of them.
const RECORD: u32 = 4096;
/// After the text of the last record.
const LAST: u8 = 2;

/// Seals a text for a device; none when its keys are none.
pub(super) fn seal(text: &[u8], keys: &Keys) -> Option<Vec<u8>> {
    let mut salt = [0_u8; 16];
    rand::rng().fill(&mut salt);
    sealed(text, keys, &salt, &fresh_key())
}

/// A key pair for this text alone.
fn fresh_key() -> SecretKey {
    loop {
        let mut bytes = [0_u8; 32];
        rand::rng().fill(&mut bytes);
        // Hardly any number is no key.
        if let Ok(key) = SecretKey::from_slice(&bytes) {
            return key;
        }
    }
}

fn sealed(text: &[u8], keys: &Keys, salt: &[u8; 16], ours: &SecretKey) -> Option<Vec<u8>> {
    let theirs = URL_SAFE_NO_PAD.decode(&keys.public).ok()?;
    let auth = URL_SAFE_NO_PAD.decode(keys.auth.reveal()).ok()?;
    let public = PublicKey::from_sec1_bytes(&theirs).ok()?;
    let point = ours.public_key().to_encoded_point(false);
    let agreed = p256::ecdh::diffie_hellman(ours.to_nonzero_scalar(), public.as_affine());

    let mut of_key = b"WebPush: info\0".to_vec();
    of_key.extend_from_slice(&theirs);
    of_key.extend_from_slice(point.as_bytes());
    let mut key = [0_u8; 32];
    Hkdf::<Sha256>::new(Some(&auth), agreed.raw_secret_bytes()).expand(&of_key, &mut key).ok()?;

    let derived = Hkdf::<Sha256>::new(Some(salt), &key);
    let (mut content_key, mut nonce) = ([0_u8; 16], [0_u8; 12]);
    derived.expand(b"Content-Encoding: aes128gcm\0", &mut content_key).ok()?;
    derived.expand(b"Content-Encoding: nonce\0", &mut nonce).ok()?;

    let mut record = text.to_vec();
    record.push(LAST);
    let cipher = Aes128Gcm::new_from_slice(&content_key).ok()?;
    let record = cipher.encrypt(&nonce.into(), record.as_slice()).ok()?;

    let mut message = salt.to_vec();
    message.extend_from_slice(&RECORD.to_be_bytes());
    message.push(u8::try_from(point.len()).ok()?);
    message.extend_from_slice(point.as_bytes());
    message.extend_from_slice(&record);
    Some(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).expect("base64url")
    }

    /// The example of RFC 8291, section 5.
    #[test]
    fn the_example_of_the_standard() {
        let keys: Keys = Keys::of(
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
            "BTBZMqHH6r4Tts7J_aSIgg",
        );
        let ours =
            SecretKey::from_slice(&bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")).expect("a key");
        let salt: [u8; 16] = bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().expect("16 bytes");
        let message = sealed(b"When I grow up, I want to be a watermelon", &keys, &salt, &ours);
        let expected = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
        assert_eq!(message.map(|message| URL_SAFE_NO_PAD.encode(message)).as_deref(), Some(expected));
    }

    #[test]
    fn what_is_no_key_is_not_sealed_for() {
        assert_eq!(seal(b"text", &Keys::of("BCVx", "BTBZMqHH6r4Tts7J_aSIgg")), None);
    }
}
