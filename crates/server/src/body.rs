//! Reading what a request carries; what is wrong with it is named by its field.

use axum::extract::path::ErrorKind;
use axum::extract::rejection::{BytesRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use desk::error::Refusal;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::problem::Problem;

/// A JSON body.
#[derive(Debug, Clone)]
pub struct Body<T>(pub T);

/// Set on routes whose bodies may be longer than others: so many bytes.
#[derive(Debug, Clone, Copy)]
pub struct Longest(pub usize);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let json = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|kind| kind.starts_with("application/json"));
        if !json {
            return Err(malformed("body", "Content-Type: application/json"));
        }
        let longest =
            request.extensions().get().map_or(app.config.limits.body_bytes, |Longest(bytes)| *bytes);
        let bytes =
            axum::body::Bytes::from_request(request, app).await.map_err(|rejection: BytesRejection| {
                if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                    let limit = format!("{} kB", longest / 1024);
                    Problem::from(Refusal::too_large("body", "too_large").with("limit", limit))
                } else {
                    malformed("body", &rejection.body_text())
                }
            })?;
        let reader = &mut serde_json::Deserializer::from_slice(&bytes);
        let value = serde_path_to_error::deserialize(reader).map_err(|error| {
            let path = error.path().to_string();
            let field = if path == "." { named_in(&error.inner().to_string()) } else { path };
            malformed(&field, &plain_words(&error.inner().to_string()))
        })?;
        Ok(Self(value))
    }
}

/// What `missing field x` and `unknown field x` are about.
fn named_in(words: &str) -> String {
    words.split('`').nth(1).filter(|_| words.contains("field")).unwrap_or("body").to_owned()
}

/// The reader's own words, without the place, which the field says better.
fn plain_words(words: &str) -> String {
    words.split(" at line ").next().unwrap_or(words).to_owned()
}

fn malformed(field: &str, reason: &str) -> Problem {
    Refusal::invalid(field.to_owned(), "malformed").with("reason", reason).into()
}

/// The parameters in a path.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let axum::extract::Path(value) = axum::extract::Path::from_request_parts(parts, app)
            .await
            .map_err(|rejection: PathRejection| malformed(parameter(&rejection), &rejection.body_text()))?;
        Ok(Self(value))
    }
}

/// Which parameter cannot be read, as far as that is known.
fn parameter(rejection: &PathRejection) -> &str {
    let PathRejection::FailedToDeserializePathParams(failed) = rejection else { return "path" };
    match failed.kind() {
        ErrorKind::ParseErrorAtKey { key, .. }
        | ErrorKind::DeserializeError { key, .. }
        | ErrorKind::InvalidUtf8InPathParam { key } => key,
        _ => "path",
    }
}

/// The parameters in a query.
#[derive(Debug, Clone, Copy)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let axum::extract::Query(value) = axum::extract::Query::from_request_parts(parts, app)
            .await
            .map_err(|rejection: QueryRejection| malformed("query", &rejection.body_text()))?;
        Ok(Self(value))
    }
}
