//! The pages: console, widget, documentation, all inside the binary.

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::app::App;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/console/dist"]
#[allow_missing = true]
struct Console;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/widget/dist"]
#[allow_missing = true]
struct Widget;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/docs/dist"]
#[allow_missing = true]
struct Docs;

/// What pages of ours may do. Styles are set by components at run time.
const PAGE_POLICY: &str = "default-src 'self'; img-src 'self' data: blob: https:; media-src 'self' blob:; \
    style-src 'self' 'unsafe-inline'; font-src 'self' data:; connect-src 'self' ws: wss:; object-src 'none'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The routes of the pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(|| async { Redirect::temporary("/console/") }))
        .route("/console", get(|| async { Redirect::permanent("/console/") }))
        .route("/console/", get(|headers: HeaderMap| async move { page::<Console>("index.html", &headers) }))
        .route("/console/{*path}", get(console))
        .route("/widget.js", get(|headers: HeaderMap| async move { script::<Widget>("widget.js", &headers) }))
        .route("/widget/{*path}", get(widget))
        .route("/preview/{inbox}/buyers", get(crate::demo::preview::buyers))
        .route(
            "/preview/{inbox}",
            get(|headers: HeaderMap| async move { page::<Widget>("preview.html", &headers) }),
        )
        .route("/r/{token}", get(return_page))
        .route("/docs", get(|headers: HeaderMap| async move { page::<Docs>("index.html", &headers) }))
        .route("/docs/{*path}", get(docs))
}

/// A file of the console, or the console itself: addresses inside it are its own business.
async fn console(Path(path): Path<String>, headers: HeaderMap) -> Response {
    match Console::get(&path) {
        Some(file) => asset(&path, &file, &headers),
        None if path.starts_with("assets/") => StatusCode::NOT_FOUND.into_response(),
        None => page::<Console>("index.html", &headers),
    }
}

/// The page of a return. Its address is the right to it: no page that is linked from it learns where it was.
async fn return_page(headers: HeaderMap) -> Response {
    let mut response = page::<Widget>("return.html", &headers);
    let policy = HeaderValue::from_static("no-referrer");
    response.headers_mut().insert(header::REFERRER_POLICY, policy);
    response
}

async fn widget(Path(path): Path<String>, headers: HeaderMap) -> Response {
    script::<Widget>(&path, &headers)
}

async fn docs(Path(path): Path<String>, headers: HeaderMap) -> Response {
    match Docs::get(&path) {
        Some(file) => asset(&path, &file, &headers),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A page of ours.
fn page<F: RustEmbed>(name: &str, headers: &HeaderMap) -> Response {
    let Some(file) = F::get(name) else { return not_built() };
    let mut response = asset(name, &file, headers);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

/// A script that pages of others load.
fn script<F: RustEmbed>(name: &str, headers: &HeaderMap) -> Response {
    let Some(file) = F::get(name) else { return StatusCode::NOT_FOUND.into_response() };
    let mut response = asset(name, &file, headers);
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response.headers_mut().insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    response
}

/// A file. Names with a hash in them never change; the others are asked for again, by their hash.
fn asset(name: &str, file: &EmbeddedFile, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", desk::secret::hex(&file.metadata.sha256_hash()[..16]));
    let cache = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let unchanged =
        headers.get(header::IF_NONE_MATCH).is_some_and(|given| given.as_bytes() == tag.as_bytes());
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(file.data.clone().into_owned()).into_response()
    };
    let headers = response.headers_mut();
    for (key, value) in [
        (header::CONTENT_TYPE, file.metadata.mimetype()),
        (header::ETAG, &tag),
        (header::CACHE_CONTROL, cache),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(key, value);
        }
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn not_built() -> Response {
    let text = "The pages are not built into this program. Build it with `cargo xtask run`.";
    (StatusCode::NOT_FOUND, text).into_response()
}
