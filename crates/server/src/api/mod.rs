//! The HTTP API: one file a noun, one function an address, and the description of it all.

use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Extension, Router};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{Any, CorsLayer};
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::address::Address;
use crate::app::App;
use crate::auth::COOKIE;
use crate::body::Longest;
use crate::live;
use crate::problem::{self, Problem, READER};
use crate::telemetry;
use crate::web;

pub mod alerts;
pub mod articles;
pub mod asked;
pub mod authority;
pub mod board;
pub mod boundaries;
pub mod buyers;
pub mod call_in;
pub mod channel;
pub mod connections;
pub mod conversations;
pub mod deep_resolves;
pub mod devices;
pub mod documents;
pub mod files;
pub mod flows;
pub mod gaps;
pub mod health;
pub mod holding;
pub mod hooks;
pub mod house;
pub mod imports;
pub mod intents;
pub mod merges;
pub mod metrics;
pub mod products;
pub mod promises;
pub mod proposals;
pub mod reconciliation;
pub mod report_comparison;
pub mod report_query;
pub mod report_rows;
pub mod reports;
pub mod returns;
pub mod session;
pub mod sla;
pub mod sms;
pub mod snippets;
pub mod surges;
pub mod thresholds;
pub mod trials;
mod trouble;
pub mod view;
pub mod webhooks;
pub mod widget;

#[derive(OpenApi)]
#[openapi(
    info(title = "Miaohui 秒回", license(name = "Apache-2.0"),
        description = "Customer service for e-commerce sellers. People sign in and hold a cookie; programs send a key \
            as `Authorization: Bearer mhk_…`; a buyer's widget sends its session as `Authorization: Bearer mhb_…`. \
            Every refusal has a stable code, the field it is about, and a sentence in the language of \
            `Accept-Language` (zh or en)."),
    // Named by parameters only, from where they are not found by themselves.
    components(schemas(desk::conversation::list::View, desk::conversation::list::Sort,
        desk::gap::GapSort, desk::promise::WhichPromises, desk::report::list::WhichCounted)),
    tags(
        (name = "channel", description = "The open channel API: any way in, carried by a program of the shop's own"),
        (name = "widget", description = "What a buyer's chat widget needs"),
        (name = "conversations", description = "For the people who answer"),
        (name = "buyers", description = "Who asks"),
        (name = "knowledge", description = "What a shop knows, and how it comes to know it"),
        (name = "intents", description = "Intents of a shop's own"),
        (name = "snippets", description = "Texts that agents send often"),
        (name = "import", description = "Bringing in products, orders, shipments, returns, articles and snippets"),
        (name = "flows", description = "One-click flows: started, followed, mended"),
        (name = "gaps", description = "What was asked, what is missing, and how good a shop's knowledge is"),
        (name = "authority", description = "What may be given away, and by whom"),
        (name = "metrics", description = "The numbers platforms hold against a shop, and how they are counted"),
        (name = "sla", description = "What a shop promises whom, and how it keeps that"),
        (name = "reports", description = "How it goes at this moment, and how it went"),
        (name = "webhooks", description = "Being told what happens"),
        (name = "connections", description = "A shop's own system, and whoever knows where its parcels are"),
        (name = "returns", description = "The page on which a buyer says how a return was sent; its link is the right to it"),
        (name = "alerts", description = "What people must know on their phones"),
        (name = "sms", description = "Texts to phones"),
        (name = "live", description = "Following along as it happens"),
        (name = "house", description = "Shops, inboxes, people, keys"),
        (name = "session", description = "Signing in and out"),
        (name = "promises", description = "What buyers were promised, and what came of it"),
        (name = "health", description = "Whether it works"),
    ),
)]
struct Description;

fn api() -> OpenApiRouter<App> {
    let files = OpenApiRouter::new()
        .routes(routes!(files::upload))
        .routes(routes!(channel::upload))
        .routes(routes!(imports::file))
        .routes(routes!(snippets::image))
        .routes(routes!(documents::read_document))
        .layer(DefaultBodyLimit::disable());
    let rows = OpenApiRouter::new()
        .routes(routes!(imports::size_tables))
        .routes(routes!(imports::products))
        .routes(routes!(imports::promotions))
        .routes(routes!(imports::policies))
        .routes(routes!(imports::buyers))
        .routes(routes!(imports::orders))
        .routes(routes!(imports::shipments))
        .routes(routes!(imports::returns))
        .routes(routes!(imports::articles))
        .routes(routes!(imports::snippets))
        .layer(DefaultBodyLimit::max(imports::LONGEST))
        .layer(Extension(Longest(imports::LONGEST)));
    let rest = OpenApiRouter::new()
        .routes(routes!(session::sign_in, session::me, session::sign_out))
        .routes(routes!(session::change_password))
        .routes(routes!(session::set_presence))
        .routes(routes!(conversations::list))
        .routes(routes!(conversations::open))
        .routes(routes!(conversations::messages, conversations::send))
        .routes(routes!(conversations::note))
        .routes(routes!(holding::claim))
        .routes(routes!(holding::decline))
        .routes(routes!(holding::release))
        .routes(routes!(holding::transfer))
        .routes(routes!(holding::transfer_cost))
        .routes(routes!(holding::resolve))
        .routes(routes!(surges::surges))
        .routes(routes!(surges::set_surge))
        .routes(routes!(conversations::suggestion))
        .routes(routes!(products::products))
        .routes(routes!(products::prices))
        .routes(routes!(products::basket))
        .routes(routes!(products::terms))
        .routes(routes!(products::terms_told))
        .routes(routes!(articles::list))
        .routes(routes!(articles::draft))
        .routes(routes!(articles::get, articles::keep))
        .routes(routes!(articles::submit))
        .routes(routes!(articles::publish))
        .routes(routes!(articles::restore))
        .routes(routes!(articles::discard))
        .routes(routes!(articles::retire))
        .routes(routes!(articles::reviewed))
        .routes(routes!(proposals::proposals))
        .routes(routes!(proposals::accept))
        .routes(routes!(proposals::merge))
        .routes(routes!(proposals::reject))
        .routes(routes!(proposals::capture))
        .routes(routes!(documents::sources))
        .routes(routes!(documents::learn_from_dialogues))
        .routes(routes!(documents::learn_from_products))
        .routes(routes!(thresholds::thresholds, thresholds::set_thresholds))
        .routes(routes!(boundaries::boundaries, boundaries::draw_boundaries))
        .routes(routes!(trials::try_questions))
        .routes(routes!(trials::look_up))
        .routes(routes!(snippets::list, snippets::create))
        .routes(routes!(snippets::get, snippets::change, snippets::archive))
        .routes(routes!(snippets::restore))
        .routes(routes!(snippets::review))
        .routes(routes!(snippets::hotkey))
        .routes(routes!(snippets::ready))
        .routes(routes!(snippets::start))
        .routes(routes!(snippets::coverage))
        .routes(routes!(files::get))
        .routes(routes!(buyers::list))
        .routes(routes!(buyers::profile))
        .routes(routes!(buyers::note))
        .routes(routes!(buyers::tag))
        .routes(routes!(merges::preview, merges::merge))
        .routes(routes!(merges::undo))
        .routes(routes!(merges::likely))
        .routes(routes!(merges::set_apart))
        .routes(routes!(buyers::set_agent))
        .routes(routes!(channel::message))
        .routes(routes!(channel::read))
        .routes(routes!(channel::rate))
        .routes(routes!(channel::file))
        .routes(routes!(live::channel::open))
        .routes(routes!(live::console::open))
        .routes(routes!(gaps::list))
        .routes(routes!(gaps::open, gaps::change))
        .routes(routes!(gaps::answer))
        .routes(routes!(gaps::ask_again))
        .routes(routes!(gaps::withdraw))
        .routes(routes!(gaps::merge))
        .routes(routes!(asked::asked))
        .routes(routes!(asked::article_figures))
        .routes(routes!(asked::knowledge_health))
        .routes(routes!(metrics::figure))
        .routes(routes!(metrics::definitions, metrics::put_definition))
        .routes(routes!(reconciliation::reconciliation))
        .routes(routes!(imports::platform_numbers))
        .routes(routes!(reconciliation::forget_platform_number))
        .routes(routes!(sla::policy, sla::put_policy))
        .routes(routes!(sla::account))
        .routes(routes!(sla::what_if))
        .routes(routes!(sla::clocks))
        .routes(routes!(sla::outages, sla::note_outage))
        .routes(routes!(sla::end_outage))
        .routes(routes!(sla::remove_outage))
        .routes(routes!(board::live_board))
        .routes(routes!(reports::report))
        .routes(routes!(reports::my_report))
        .routes(routes!(report_comparison::compare))
        .routes(routes!(report_rows::behind))
        .routes(routes!(report_rows::rows_csv))
        .routes(routes!(report_rows::rows_xlsx))
        .routes(routes!(webhooks::list, webhooks::create))
        .routes(routes!(webhooks::change, webhooks::remove))
        .routes(routes!(webhooks::test))
        .routes(routes!(webhooks::deliveries))
        .routes(routes!(webhooks::delivery))
        .routes(routes!(webhooks::replay))
        .routes(routes!(connections::system, connections::set_system))
        .routes(routes!(connections::try_system))
        .routes(routes!(connections::carrier, connections::set_carrier))
        .routes(routes!(connections::try_carrier))
        .routes(routes!(intents::list, intents::create))
        .routes(routes!(intents::change, intents::remove))
        .routes(routes!(intents::try_out))
        .routes(routes!(house::people, house::take_in))
        .routes(routes!(house::change_person))
        .routes(routes!(house::teams, house::found_team))
        .routes(routes!(house::change_team))
        .routes(routes!(house::shops, house::open_shop))
        .routes(routes!(house::settings, house::change_settings))
        .routes(routes!(house::inboxes, house::open_inbox))
        .routes(routes!(house::change_inbox))
        .routes(routes!(house::inbox_secret, house::change_inbox_secret))
        .routes(routes!(house::keys, house::make_key))
        .routes(routes!(house::revoke_key))
        .routes(routes!(flows::list))
        .routes(routes!(flows::keep))
        .routes(routes!(flows::dry_run))
        .routes(routes!(flows::preview))
        .routes(routes!(flows::of_conversation, flows::start))
        .routes(routes!(flows::of_shop))
        .routes(routes!(flows::get))
        .routes(routes!(flows::repair))
        .routes(routes!(authority::limits, authority::set_limits))
        .routes(routes!(authority::approvals))
        .routes(routes!(authority::approval))
        .routes(routes!(authority::approve))
        .routes(routes!(authority::refuse))
        .routes(routes!(authority::raised, authority::raise_limits))
        .routes(routes!(promises::list))
        .routes(routes!(promises::of_conversation, promises::make))
        .routes(routes!(promises::weigh))
        .routes(routes!(promises::keep))
        .routes(routes!(promises::cancel))
        .routes(routes!(promises::postpone))
        .routes(routes!(promises::give))
        .routes(routes!(promises::promise_figures))
        .routes(routes!(deep_resolves::begin_deep))
        .routes(routes!(deep_resolves::end_deep))
        .routes(routes!(returns::show, returns::track))
        .routes(routes!(returns::read))
        .routes(routes!(sms::list))
        .routes(routes!(sms::reveal))
        .routes(routes!(sms::sent))
        .routes(routes!(sms::retry))
        .routes(routes!(sms::settings, sms::change_settings))
        .routes(routes!(alerts::targets, alerts::add_target))
        .routes(routes!(alerts::change_target, alerts::remove_target))
        .routes(routes!(alerts::test_target))
        .routes(routes!(alerts::alerts))
        .routes(routes!(alerts::retry_alert))
        .routes(routes!(devices::devices, devices::add_device))
        .routes(routes!(devices::change_device, devices::remove_device))
        .routes(routes!(devices::test_device))
        .routes(routes!(call_in::show))
        .routes(routes!(call_in::set_standby))
        .routes(routes!(call_in::call))
        .routes(routes!(call_in::declare, call_in::end));
    files.merge(rows).merge(rest)
}

/// What widgets on pages of any shop may call: their session is in a header, never in a cookie.
fn widget_api() -> OpenApiRouter<App> {
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, header::ACCEPT_LANGUAGE])
        .max_age(std::time::Duration::from_secs(86_400));
    let upload = OpenApiRouter::new().routes(routes!(widget::upload)).layer(DefaultBodyLimit::disable());
    let (routes, description) = OpenApiRouter::new()
        .routes(routes!(widget::config))
        .routes(routes!(widget::begin, widget::end))
        .routes(routes!(widget::history))
        .routes(routes!(widget::message))
        .routes(routes!(widget::rate))
        .routes(routes!(widget::file))
        .routes(routes!(widget::read))
        .routes(routes!(live::widget::open))
        .merge(upload)
        .split_for_parts();
    // Browsers ask with OPTIONS first, which no route takes: the fallback must be inside the layer that answers it.
    let mut routes = OpenApiRouter::from(routes.method_not_allowed_fallback(method_not_allowed).layer(cors));
    *routes.get_openapi_mut() = description;
    routes
}

/// What shop systems and carriers tell.
fn hooks() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(hooks::told_by_shop))
        .routes(routes!(hooks::told_by_carrier))
        .layer(DefaultBodyLimit::max(hooks::LONGEST))
}

fn described() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Description::openapi())
        .nest("/api/v1", api().merge(widget_api()))
        .merge(hooks())
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(health::metrics))
}

/// The description of the API (OpenAPI 3.1).
pub fn description() -> utoipa::openapi::OpenApi {
    let mut description = described().into_openapi();
    name_apart(&mut description);
    let components = description.components.get_or_insert_default();
    components
        .add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(COOKIE))));
    components.add_security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    description
}

/// Gives every operation an id of its own: functions of two nouns may share a name, so the noun goes before it.
fn name_apart(description: &mut utoipa::openapi::OpenApi) {
    for item in description.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete];
        for operation in operations.into_iter().flatten() {
            let noun = operation.tags.as_ref().and_then(|tags| tags.first());
            if let (Some(noun), Some(id)) = (noun, &operation.operation_id) {
                operation.operation_id = Some(format!("{noun}_{id}"));
            }
        }
    }
}

/// Every address of the server.
pub fn router(app: App) -> Router {
    let (routes, _) = described().split_for_parts();
    let limit = DefaultBodyLimit::max(app.config.limits.body_bytes);
    routes
        .route("/openapi.json", get(|| async { axum::Json(description()) }))
        .merge(web::routes())
        .fallback(|| async { Problem::from(desk::error::Refusal::not_found("no_such_page")) })
        .method_not_allowed_fallback(method_not_allowed)
        .layer(limit)
        .layer(middleware::from_fn_with_state(app.clone(), within_limits))
        .layer(middleware::from_fn(telemetry::timed))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            Problem::from(desk::error::Error::Broken("a handler panicked".into())).into_response()
        }))
        .layer(middleware::from_fn(in_language))
        .with_state(app)
}

async fn method_not_allowed() -> Response {
    let problem = Problem::from(desk::error::Refusal::invalid("method", "method_not_allowed"));
    let mut response = problem.into_response();
    *response.status_mut() = axum::http::StatusCode::METHOD_NOT_ALLOWED;
    response
}

/// Answers are in the language of whoever asks, and no browser guesses what they are.
async fn in_language(request: Request, next: Next) -> Response {
    let lang = problem::language_of(request.headers());
    let mut response = READER.scope(lang, next.run(request)).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(HeaderName::from_static("x-frame-options")).or_insert(HeaderValue::from_static("DENY"));
    response
}

async fn within_limits(
    State(app): State<App>,
    Address(address): Address,
    request: Request,
    next: Next,
) -> Response {
    match app.limits.request(address) {
        Ok(()) => next.run(request).await,
        Err(refusal) => Problem::from(refusal).into_response(),
    }
}
