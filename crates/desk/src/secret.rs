//! Secrets that we make: session tokens, keys, one-time passwords. Only their hashes are stored.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng as _;
use sha2::{Digest, Sha256};

/// 256 random bits in 43 characters that need no escaping anywhere, behind a prefix that says what it is.
pub fn token(prefix: &str) -> String {
    format!("{prefix}_{}", URL_SAFE_NO_PAD.encode(random::<32>()))
}

/// A password to be typed once: 80 random bits in groups without look-alike characters.
pub fn one_time_password() -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567899";
    let bytes = random::<16>();
    let letters: Vec<u8> = bytes.iter().map(|b| ALPHABET[usize::from(b % 32)]).collect();
    letters.chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect::<Vec<_>>().join("-")
}

/// The private key of a pair on the curve P-256, without padding.
pub fn signing_key() -> String {
    loop {
        let bytes = random::<32>();
        // Hardly any number is no key.
        if p256::SecretKey::from_slice(&bytes).is_ok() {
            return URL_SAFE_NO_PAD.encode(bytes);
        }
    }
}

/// What is stored of a token. Tokens carry full entropy, so a plain hash is enough.
pub fn hash(token: &str) -> String {
    hex(&Sha256::digest(token))
}

/// By which the same bytes are known again.
pub fn hash_bytes(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        use std::fmt::Write as _;
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill(&mut bytes[..]);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_hashes_hide_them() {
        let (one, two) = (token("s"), token("s"));
        assert_ne!(one, two);
        assert_eq!(one.len(), 45);
        assert!(!hash(&one).contains(&one[2..]));
    }

    #[test]
    fn one_time_passwords_are_easy_to_read_out() {
        let password = one_time_password();
        assert_eq!(password.len(), 19);
        assert!(!password.contains(['0', 'o', '1', 'l', 'i']));
    }
}
