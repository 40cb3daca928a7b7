//! Passwords: Argon2id with its own salt in the stored text. Slow on purpose: never inside a transaction.

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::error::{Error, Refusal, Result};

/// Shortest password taken. Length is what matters; no rules about kinds of characters.
pub const SHORTEST: usize = 10;
/// Longest password taken, so that hashing cannot be made slow by sending a book.
pub const LONGEST: usize = 200;

/// A password that may be used, still in the clear; never stored, never logged.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// Refuses what is too short or too long.
    pub fn new(field: &'static str, text: String) -> Result<Self> {
        let length = text.chars().count();
        if length < SHORTEST {
            return Err(Refusal::invalid(field, "password_too_short").with("limit", SHORTEST).into());
        }
        if length > LONGEST {
            return Err(Refusal::invalid(field, "password_too_long").with("limit", LONGEST).into());
        }
        Ok(Self(text))
    }

    /// What is stored.
    pub fn hash(&self) -> Result<PasswordText> {
        let hash =
            hasher()?.hash_password(self.0.as_bytes()).map_err(|e| Error::Broken(format!("hashing: {e}")))?;
        Ok(PasswordText(hash.to_string()))
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// The stored form of a password.
#[derive(Clone)]
pub struct PasswordText(pub(super) String);

impl PasswordText {
    /// Whether this is the password.
    pub fn matches(&self, password: &str) -> bool {
        password.len() <= LONGEST * 4
            && PasswordHash::new(&self.0).is_ok_and(|hash| {
                hasher().is_ok_and(|hasher| hasher.verify_password(password.as_bytes(), &hash).is_ok())
            })
    }

    /// A password that nobody has: checked when a login is unknown, so that it takes as long as a known one.
    pub fn nobodys() -> Self {
        Self(
            "$argon2id$v=19$m=19456,t=2,p=1$bWlhb2h1aS1ub2JvZHk$\
             AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                .to_owned(),
        )
    }
}

impl std::fmt::Debug for PasswordText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordText(…)")
    }
}

/// OWASP's first recommendation for Argon2id: 19 MiB, two passes, one lane.
fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(19_456, 2, 1, None).map_err(|e| Error::Broken(format!("argon2: {e}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_matches() {
        let stored =
            Password::new("password", "correct horse".into()).expect("long enough").hash().expect("hashes");
        assert!(stored.matches("correct horse"));
        assert!(!stored.matches("correct house"));
        assert!(!PasswordText::nobodys().matches(""));
        assert!(!format!("{stored:?}").contains("argon2"));
    }

    #[test]
    fn short_and_endless_passwords_are_refused() {
        let code = |text: String| {
            Password::new("password", text).expect_err("refused").refusal().map(|refusal| refusal.code)
        };
        assert_eq!(code("short".into()), Some("password_too_short"));
        assert_eq!(code("x".repeat(201)), Some("password_too_long"));
    }
}
