//! Refusals and failures as HTTP answers: one shape, a stable code, the field, and a sentence in the reader's language.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::error::{Error, Kind, Refusal};
use desk::shop::{Bilingual, Lang};
use serde::Serialize;

const ZH: &str = include_str!("i18n/problems.zh.json");
const EN: &str = include_str!("i18n/problems.en.json");

tokio::task_local! {
    /// The language of whoever is being answered.
    pub static READER: Lang;
}

/// Why a request was not done.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// Stable; programs decide by it.
    pub code: String,
    /// The field of the request it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// A sentence for people, in the language of `Accept-Language`.
    pub message: String,
    /// The figures in the sentence, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
    #[serde(skip)]
    #[schema(ignore)]
    status: StatusCode,
}

/// What a handler gives back.
pub type Answer<T> = Result<T, Problem>;

impl Problem {
    /// A refusal in the language of the one it is for.
    pub fn of(refusal: &Refusal, lang: Lang) -> Self {
        let details: BTreeMap<String, String> =
            refusal.details.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        Self {
            code: refusal.code.to_owned(),
            field: refusal.field.as_ref().map(ToString::to_string),
            message: sentence(lang, refusal.code, &details),
            details,
            status: status(refusal.kind),
        }
    }

    fn failure(status: StatusCode, code: &'static str) -> Self {
        let message = sentence(reader(), code, &BTreeMap::new());
        Self { code: code.to_owned(), field: None, message, details: BTreeMap::new(), status }
    }
}

/// The language of whoever is being answered; English outside a request.
pub fn reader() -> Lang {
    READER.try_with(|lang| *lang).unwrap_or(Lang::En)
}

/// The language a request asks for.
pub fn language_of(headers: &HeaderMap) -> Lang {
    let asked =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let first = asked.split(',').next().unwrap_or_default().trim().to_ascii_lowercase();
    if first.starts_with("zh") { Lang::Zh } else { Lang::En }
}

/// The sentence of a code.
pub fn sentence(lang: Lang, code: &str, details: &BTreeMap<String, String>) -> String {
    let Some(text) = catalogue(lang).get(code) else { return code.to_owned() };
    details.iter().fold(text.clone(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// The sentence of a code in both languages; none when the code is not one of ours.
pub fn sentences(code: &str, details: &BTreeMap<String, String>) -> Option<Bilingual> {
    let ours = catalogue(Lang::En).contains_key(code);
    ours.then(|| Bilingual { zh: sentence(Lang::Zh, code, details), en: sentence(Lang::En, code, details) })
}

fn catalogue(lang: Lang) -> &'static BTreeMap<String, String> {
    static ZH_TEXTS: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    static EN_TEXTS: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    let (cell, text) = match lang {
        Lang::Zh => (&ZH_TEXTS, ZH),
        Lang::En => (&EN_TEXTS, EN),
    };
    cell.get_or_init(|| serde_json::from_str(text).expect("the catalogue is JSON"))
}

fn status(kind: Kind) -> StatusCode {
    match kind {
        Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::of(&refusal, reader())
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => (*refusal).into(),
            Error::Db(error) if error.is_unavailable() => {
                tracing::warn!(%error, "not stored");
                Self::failure(StatusCode::SERVICE_UNAVAILABLE, "unavailable")
            }
            error => {
                tracing::error!(%error, "a request failed");
                Self::failure(StatusCode::INTERNAL_SERVER_ERROR, "internal")
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut headers = HeaderMap::new();
        if let Some(seconds) = self.details.get("seconds").and_then(|s| HeaderValue::from_str(s).ok()) {
            headers.insert(header::RETRY_AFTER, seconds);
        }
        (self.status, headers, Json(self)).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_sentence_with_the_same_figures_in_both_languages() {
        let figures = |text: &str| {
            let mut names: Vec<String> =
                text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect();
            names.sort();
            names
        };
        let of = |lang| {
            catalogue(lang).iter().map(|(code, text)| (code.clone(), figures(text))).collect::<Vec<_>>()
        };
        assert_eq!(of(Lang::Zh), of(Lang::En));
    }

    #[test]
    fn a_sentence_carries_its_figures() {
        let problem = Problem::of(&Refusal::invalid("text", "text_too_long").with("limit", 4000), Lang::Zh);
        assert_eq!((problem.message.as_str(), problem.field.as_deref()), ("超过 4000 个字。", Some("text")));
    }
}
