//! Why an operation did not happen, in words that programs and people in both languages can use.

use std::borrow::Cow;

use crate::word::words;

/// What an operation gives back.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an operation did not happen. Nothing of it was stored.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The caller asked for something that cannot be; the caller can mend it.
    #[error(transparent)]
    Refused(#[from] Box<Refusal>),
    /// The database could not do it.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// Another worker has the job now.
    #[error(transparent)]
    Job(#[from] jobs::Error),
    /// Something that should be impossible; for the log, not for the caller.
    #[error("{0}")]
    Broken(String),
}

words! {
    /// What kind of refusal it is; the edge turns it into a status.
    Kind {
        /// The input is wrong.
        Invalid = "invalid",
        /// Nobody is signed in, or the credentials are wrong.
        Unauthenticated = "unauthenticated",
        /// Signed in, but not allowed.
        Forbidden = "forbidden",
        /// There is no such thing, or not for this caller.
        NotFound = "not_found",
        /// It contradicts what is already so.
        Conflict = "conflict",
        /// Too much at once; later is fine.
        TooMany = "too_many",
        /// More than we take in one piece.
        TooLarge = "too_large",
    }
}

/// A refusal: a stable code, the field it is about, and the figures its text needs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}{}", field.as_ref().map(|f| format!(" ({f})")).unwrap_or_default())]
pub struct Refusal {
    /// The kind.
    pub kind: Kind,
    /// The stable code; texts for people are found by it.
    pub code: &'static str,
    /// The field of the input it is about.
    pub field: Option<Cow<'static, str>>,
    /// Values the text mentions, by name.
    pub details: Vec<(&'static str, String)>,
}

impl Refusal {
    fn new(kind: Kind, code: &'static str) -> Self {
        Self { kind, code, field: None, details: Vec::new() }
    }

    /// The input is wrong in `field`.
    pub fn invalid(field: impl Into<Cow<'static, str>>, code: &'static str) -> Self {
        Self { field: Some(field.into()), ..Self::new(Kind::Invalid, code) }
    }

    /// There is no such thing, or the caller may not know that there is.
    pub fn not_found(code: &'static str) -> Self {
        Self::new(Kind::NotFound, code)
    }

    /// It contradicts what is already so.
    pub fn conflict(code: &'static str) -> Self {
        Self::new(Kind::Conflict, code)
    }

    /// The caller is not allowed to.
    pub fn forbidden() -> Self {
        Self::new(Kind::Forbidden, "forbidden")
    }

    /// The caller is not allowed to, for a reason worth telling.
    pub fn forbidden_for(code: &'static str) -> Self {
        Self::new(Kind::Forbidden, code)
    }

    /// Nobody is signed in, or wrongly.
    pub fn unauthenticated(code: &'static str) -> Self {
        Self::new(Kind::Unauthenticated, code)
    }

    /// Too many; trying after `seconds` is fine.
    pub fn too_many(code: &'static str, seconds: u64) -> Self {
        Self::new(Kind::TooMany, code).with("seconds", seconds)
    }

    /// The piece is too large.
    pub fn too_large(field: impl Into<Cow<'static, str>>, code: &'static str) -> Self {
        Self { field: Some(field.into()), ..Self::new(Kind::TooLarge, code) }
    }

    /// Adds a figure the text mentions.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.details.push((name, value.to_string()));
        self
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<serde_json::Error> for Error {
    /// Our own JSON in our own columns does not read back.
    fn from(error: serde_json::Error) -> Self {
        Self::Broken(format!("stored JSON: {error}"))
    }
}

impl Error {
    /// The same, of a field that is part of something: `rules[3].name` for `name` within `rules[3]`.
    #[must_use]
    pub fn within(self, whole: &str) -> Self {
        match self {
            Self::Refused(mut refusal) => {
                refusal.field = refusal.field.map(|field| format!("{whole}.{field}").into());
                Self::Refused(refusal)
            }
            other => other,
        }
    }

    /// The refusal, when it is one.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }
}
