//! Every address of the API, tried by everybody who must not: without a session, as a buyer, with too small a role, with a
//! key, from another shop. An address that is not listed here fails the test.

use std::collections::BTreeSet;

use reqwest::header::{CONNECTION, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::front::{Front, Said, said};

/// Who may call an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum For {
    /// Anybody.
    All,
    /// A buyer in the web chat.
    Buyers,
    /// Whoever is signed in.
    SignedIn,
    /// Keys that speak for buyers.
    Channels,
    /// People and keys that read conversations.
    Readers,
    /// People who answer.
    Agents,
    /// People who answer, and keys that may: whoever starts flows.
    Runners,
    /// Seniors and leads, and keys that may: whoever keeps what the shop knows.
    Keepers,
    /// Leads, and keys that may.
    Leads,
    /// Leads in person, and never a key.
    LeadsInPerson,
    /// Administrators.
    Admins,
}

use For::{Admins, Agents, All, Buyers, Channels, Keepers, Leads, LeadsInPerson, Readers, Runners, SignedIn};

/// Every operation of the API.
const OPERATIONS: &[(For, &str)] = &[
    (All, "GET /healthz"),
    (All, "GET /readyz"),
    // To this machine alone, which is where the tests are.
    (All, "GET /metrics"),
    // Signed by whom a shop is connected to.
    (All, "POST /hooks/shops/{shop}"),
    (All, "POST /hooks/carriers/{shop}"),
    (All, "POST /api/v1/session"),
    (All, "GET /api/v1/widget/{inbox}/config"),
    (All, "POST /api/v1/widget/{inbox}/session"),
    // The link is the right.
    (All, "GET /api/v1/returns/{token}"),
    (All, "POST /api/v1/returns/{token}"),
    (All, "POST /api/v1/returns/{token}/read"),
    (Buyers, "DELETE /api/v1/widget/{inbox}/session"),
    (Buyers, "GET /api/v1/widget/{inbox}/history"),
    (Buyers, "GET /api/v1/widget/{inbox}/live"),
    (Buyers, "POST /api/v1/widget/{inbox}/messages"),
    (Buyers, "POST /api/v1/widget/{inbox}/messages/{id}/rating"),
    (Buyers, "PUT /api/v1/widget/{inbox}/read"),
    (Buyers, "POST /api/v1/widget/{inbox}/files"),
    (Buyers, "GET /api/v1/widget/{inbox}/files/{id}"),
    (SignedIn, "GET /api/v1/session"),
    (SignedIn, "DELETE /api/v1/session"),
    (SignedIn, "PUT /api/v1/session/password"),
    (SignedIn, "PUT /api/v1/session/presence"),
    (Channels, "POST /api/v1/inboxes/{inbox}/messages"),
    (Channels, "POST /api/v1/inboxes/{inbox}/messages/{id}/rating"),
    (Channels, "PUT /api/v1/inboxes/{inbox}/read"),
    (Channels, "POST /api/v1/inboxes/{inbox}/buyers/{handle}/files"),
    (Channels, "GET /api/v1/inboxes/{inbox}/files/{id}"),
    (Channels, "GET /api/v1/inboxes/{inbox}/live"),
    (Readers, "GET /api/v1/buyers"),
    (Readers, "GET /api/v1/buyers/{id}"),
    (Readers, "GET /api/v1/buyers/{id}/likely"),
    (Agents, "GET /api/v1/buyers/{id}/merge"),
    (Agents, "POST /api/v1/buyers/{id}/merge"),
    (Agents, "POST /api/v1/buyers/{id}/apart"),
    (Agents, "POST /api/v1/buyer-merges/{id}/undo"),
    (Readers, "GET /api/v1/conversations"),
    (Readers, "GET /api/v1/conversations/{id}"),
    (Readers, "GET /api/v1/conversations/{id}/messages"),
    (Readers, "GET /api/v1/conversations/{id}/transfer-cost"),
    (Readers, "GET /api/v1/files/{id}"),
    (Readers, "GET /api/v1/shops"),
    (Readers, "GET /api/v1/surges"),
    (LeadsInPerson, "PUT /api/v1/shops/{shop}/surge"),
    (Readers, "GET /api/v1/shops/{shop}/intents"),
    (Readers, "POST /api/v1/shops/{shop}/intents/try"),
    (Keepers, "POST /api/v1/shops/{shop}/intents"),
    (Keepers, "PUT /api/v1/intents/{id}"),
    (Keepers, "DELETE /api/v1/intents/{id}"),
    (Readers, "GET /api/v1/inboxes"),
    (Agents, "GET /api/v1/live"),
    (Agents, "POST /api/v1/buyers/{id}/notes"),
    (Agents, "PUT /api/v1/buyers/{id}/tags"),
    (Agents, "PUT /api/v1/buyers/{id}/agent"),
    (Agents, "POST /api/v1/conversations/{id}/claim"),
    (Agents, "POST /api/v1/conversations/{id}/decline"),
    (Agents, "POST /api/v1/conversations/{id}/release"),
    (Agents, "POST /api/v1/conversations/{id}/transfer"),
    (Agents, "POST /api/v1/conversations/{id}/resolve"),
    (Agents, "POST /api/v1/conversations/{id}/messages"),
    (Agents, "POST /api/v1/conversations/{id}/notes"),
    (Agents, "POST /api/v1/conversations/{id}/files"),
    (Agents, "GET /api/v1/conversations/{id}/suggestion"),
    (Readers, "GET /api/v1/conversations/{id}/promises"),
    (Agents, "POST /api/v1/conversations/{id}/promises"),
    (Agents, "POST /api/v1/conversations/{id}/weigh"),
    (Agents, "POST /api/v1/conversations/{id}/deep_resolve"),
    (Agents, "POST /api/v1/conversations/{id}/deep_resolve/end"),
    (Agents, "GET /api/v1/promises"),
    (Agents, "POST /api/v1/promises/{id}/keep"),
    (Agents, "POST /api/v1/promises/{id}/cancel"),
    (Agents, "POST /api/v1/promises/{id}/move"),
    (Agents, "POST /api/v1/promises/{id}/give"),
    (Leads, "GET /api/v1/shops/{shop}/promises/figures"),
    (Readers, "GET /api/v1/shops/{shop}/products"),
    (Readers, "GET /api/v1/shops/{shop}/policies"),
    (Readers, "GET /api/v1/shops/{shop}/policies/told"),
    (Readers, "GET /api/v1/shops/{shop}/skus/{sku}/prices"),
    (Readers, "POST /api/v1/shops/{shop}/basket"),
    (Readers, "GET /api/v1/shops/{shop}/articles"),
    (Readers, "GET /api/v1/articles/{id}"),
    (Readers, "GET /api/v1/shops/{shop}/knowledge"),
    (Agents, "POST /api/v1/conversations/{id}/capture"),
    (Keepers, "POST /api/v1/shops/{shop}/articles/drafts"),
    (Keepers, "PATCH /api/v1/articles/{id}"),
    (Keepers, "POST /api/v1/articles/{id}/retire"),
    (Keepers, "POST /api/v1/articles/{id}/reviewed"),
    (Keepers, "POST /api/v1/articles/{id}/versions/{number}/submit"),
    (Keepers, "POST /api/v1/articles/{id}/versions/{number}/publish"),
    (Keepers, "POST /api/v1/articles/{id}/versions/{number}/restore"),
    (Keepers, "DELETE /api/v1/articles/{id}/versions/{number}"),
    (Keepers, "GET /api/v1/shops/{shop}/documents"),
    (Keepers, "POST /api/v1/shops/{shop}/documents"),
    (Keepers, "POST /api/v1/shops/{shop}/dialogues/learn"),
    (Keepers, "POST /api/v1/shops/{shop}/products/learn"),
    (Keepers, "GET /api/v1/shops/{shop}/proposals"),
    (Keepers, "POST /api/v1/proposals/{id}/accept"),
    (Keepers, "POST /api/v1/proposals/{id}/merge"),
    (Keepers, "POST /api/v1/proposals/{id}/reject"),
    (Keepers, "GET /api/v1/shops/{shop}/thresholds"),
    (Keepers, "PUT /api/v1/shops/{shop}/thresholds"),
    (Keepers, "POST /api/v1/shops/{shop}/trials"),
    (Agents, "GET /api/v1/snippets"),
    (Agents, "POST /api/v1/snippets"),
    (Agents, "GET /api/v1/snippets/{id}"),
    (Agents, "PUT /api/v1/snippets/{id}"),
    (Agents, "DELETE /api/v1/snippets/{id}"),
    (Agents, "POST /api/v1/snippets/{id}/restore"),
    (Agents, "PUT /api/v1/snippets/{id}/review"),
    (Agents, "PUT /api/v1/snippets/{id}/hotkey"),
    (Agents, "POST /api/v1/shops/{shop}/snippets/images"),
    (Agents, "POST /api/v1/conversations/{id}/snippets/{snippet}"),
    (Keepers, "POST /api/v1/shops/{shop}/snippets/starter"),
    (Keepers, "GET /api/v1/shops/{shop}/coverage"),
    (Keepers, "GET /api/v1/shops/{shop}/gaps"),
    (Keepers, "GET /api/v1/gaps/{id}"),
    (Keepers, "PATCH /api/v1/gaps/{id}"),
    (Keepers, "POST /api/v1/gaps/{id}/answer"),
    (Keepers, "POST /api/v1/gaps/{id}/ask_again"),
    (Keepers, "POST /api/v1/gaps/{id}/questions/{asked}/withdraw"),
    (Keepers, "POST /api/v1/gaps/{id}/merge"),
    (Keepers, "GET /api/v1/shops/{shop}/asked"),
    (Keepers, "GET /api/v1/shops/{shop}/articles/figures"),
    (Keepers, "GET /api/v1/shops/{shop}/knowledge/health"),
    (Keepers, "GET /api/v1/shops/{shop}/boundaries"),
    (Leads, "PUT /api/v1/shops/{shop}/boundaries"),
    (Leads, "PUT /api/v1/shops/{shop}/articles"),
    (Leads, "PUT /api/v1/shops/{shop}/buyers"),
    (Leads, "PUT /api/v1/shops/{shop}/orders"),
    (Leads, "PUT /api/v1/shops/{shop}/products"),
    (Leads, "PUT /api/v1/shops/{shop}/promotions"),
    (Leads, "PUT /api/v1/shops/{shop}/policies"),
    (Leads, "PUT /api/v1/shops/{shop}/shipments"),
    (Leads, "PUT /api/v1/shops/{shop}/returns"),
    (Leads, "PUT /api/v1/shops/{shop}/snippets"),
    (Leads, "PUT /api/v1/shops/{shop}/size_tables"),
    (Leads, "POST /api/v1/shops/{shop}/imports"),
    (Leads, "GET /api/v1/board"),
    (Leads, "GET /api/v1/report"),
    (Leads, "GET /api/v1/report/compare"),
    (Leads, "GET /api/v1/report/conversations"),
    (Leads, "GET /api/v1/report/rows.csv"),
    (Leads, "GET /api/v1/report/rows.xlsx"),
    (Agents, "GET /api/v1/report/mine"),
    (Leads, "GET /api/v1/shops/{shop}/metrics"),
    (Leads, "GET /api/v1/shops/{shop}/metrics/definitions"),
    (Leads, "PUT /api/v1/shops/{shop}/metrics/definitions"),
    (Leads, "GET /api/v1/shops/{shop}/metrics/reconciliation"),
    (Leads, "PUT /api/v1/shops/{shop}/metrics/platform-numbers"),
    (Leads, "DELETE /api/v1/shops/{shop}/metrics/platform-numbers/{metric}/{day}"),
    (Leads, "GET /api/v1/shops/{shop}/sla"),
    (Leads, "GET /api/v1/shops/{shop}/sla/policy"),
    (Leads, "PUT /api/v1/shops/{shop}/sla/policy"),
    (Leads, "POST /api/v1/shops/{shop}/sla/what-if"),
    (Leads, "GET /api/v1/shops/{shop}/sla/outages"),
    (LeadsInPerson, "POST /api/v1/shops/{shop}/sla/outages"),
    (LeadsInPerson, "POST /api/v1/shops/{shop}/sla/outages/{id}/end"),
    (LeadsInPerson, "DELETE /api/v1/shops/{shop}/sla/outages/{id}"),
    (Readers, "GET /api/v1/conversations/{id}/clocks"),
    (Leads, "GET /api/v1/shops/{shop}/webhooks"),
    (Leads, "POST /api/v1/shops/{shop}/webhooks"),
    (Leads, "PATCH /api/v1/webhooks/{id}"),
    (Leads, "GET /api/v1/webhooks/{id}/deliveries"),
    (Leads, "POST /api/v1/webhooks/{id}/test"),
    (Leads, "GET /api/v1/deliveries/{id}"),
    (Leads, "POST /api/v1/deliveries/{id}/replay"),
    (Leads, "DELETE /api/v1/webhooks/{id}"),
    (LeadsInPerson, "GET /api/v1/shops/{shop}/authority"),
    (LeadsInPerson, "PUT /api/v1/shops/{shop}/authority"),
    (LeadsInPerson, "GET /api/v1/shops/{shop}/approvals"),
    (LeadsInPerson, "GET /api/v1/approvals/{id}"),
    (LeadsInPerson, "POST /api/v1/approvals/{id}/approve"),
    (LeadsInPerson, "POST /api/v1/approvals/{id}/refuse"),
    (Readers, "GET /api/v1/conversations/{id}/authority-raise"),
    (LeadsInPerson, "POST /api/v1/conversations/{id}/authority-raise"),
    (Agents, "GET /api/v1/shops/{shop}/sms"),
    (Agents, "POST /api/v1/sms/{id}/reveal"),
    (Agents, "POST /api/v1/sms/{id}/sent"),
    (Agents, "POST /api/v1/sms/{id}/retry"),
    (Admins, "GET /api/v1/shops/{shop}/sms-settings"),
    (Admins, "PUT /api/v1/shops/{shop}/sms-settings"),
    (Admins, "GET /api/v1/shops/{shop}/alert-targets"),
    (Admins, "POST /api/v1/shops/{shop}/alert-targets"),
    (Admins, "PUT /api/v1/shops/{shop}/alert-targets/{id}"),
    (Admins, "DELETE /api/v1/shops/{shop}/alert-targets/{id}"),
    (Admins, "POST /api/v1/shops/{shop}/alert-targets/{id}/test"),
    (Admins, "GET /api/v1/shops/{shop}/alerts"),
    (Admins, "POST /api/v1/shops/{shop}/alerts/{id}/retry"),
    (Agents, "GET /api/v1/devices"),
    (Agents, "POST /api/v1/devices"),
    (Agents, "PUT /api/v1/devices/{id}"),
    (Agents, "DELETE /api/v1/devices/{id}"),
    (Agents, "POST /api/v1/devices/{id}/test"),
    (Agents, "GET /api/v1/shops/{shop}/call-in"),
    (LeadsInPerson, "PUT /api/v1/shops/{shop}/standbys/{person}"),
    (LeadsInPerson, "POST /api/v1/shops/{shop}/standby-calls"),
    (LeadsInPerson, "POST /api/v1/shops/{shop}/emergency"),
    (LeadsInPerson, "DELETE /api/v1/shops/{shop}/emergency"),
    (Admins, "GET /api/v1/people"),
    (Admins, "POST /api/v1/people"),
    (Admins, "PATCH /api/v1/people/{id}"),
    (Admins, "GET /api/v1/teams"),
    (Admins, "POST /api/v1/teams"),
    (Admins, "PUT /api/v1/teams/{id}"),
    (Admins, "POST /api/v1/shops"),
    (Admins, "GET /api/v1/shops/{shop}/settings"),
    (Admins, "PUT /api/v1/shops/{shop}/settings"),
    (Admins, "GET /api/v1/shops/{shop}/system"),
    (Admins, "PUT /api/v1/shops/{shop}/system"),
    (Admins, "POST /api/v1/shops/{shop}/system/test"),
    (Admins, "GET /api/v1/shops/{shop}/carrier"),
    (Admins, "PUT /api/v1/shops/{shop}/carrier"),
    (Admins, "POST /api/v1/shops/{shop}/carrier/test"),
    (Admins, "POST /api/v1/inboxes"),
    (Admins, "PUT /api/v1/inboxes/{id}"),
    (Admins, "GET /api/v1/inboxes/{id}/secret"),
    (Admins, "POST /api/v1/inboxes/{id}/secret"),
    (Admins, "GET /api/v1/shops/{shop}/keys"),
    (Admins, "POST /api/v1/shops/{shop}/keys"),
    (Admins, "DELETE /api/v1/keys/{id}"),
    (Readers, "GET /api/v1/shops/{shop}/flows"),
    (Leads, "PUT /api/v1/shops/{shop}/flows/{flow}"),
    (Leads, "POST /api/v1/shops/{shop}/flows/{flow}/dry-run"),
    (Runners, "POST /api/v1/conversations/{id}/flows/preview"),
    (Runners, "POST /api/v1/conversations/{id}/flows"),
    (Readers, "GET /api/v1/conversations/{id}/flows"),
    (Readers, "GET /api/v1/shops/{shop}/flow-runs"),
    (Readers, "GET /api/v1/flow-runs/{id}"),
    (Agents, "POST /api/v1/flow-runs/{id}/repair"),
];

fn those(whose: &[For]) -> impl Iterator<Item = (For, &'static str)> {
    OPERATIONS.iter().copied().filter(move |(who, _)| whose.contains(who))
}

/// A request for an operation, with ids that lead nowhere.
fn request(front: &Front, operation: &str) -> RequestBuilder {
    let nobody = Uuid::nil().to_string();
    let inbox = if operation.contains("/widget/") { "web" } else { "till" };
    let path = operation
        .replace("{id}", &nobody)
        .replace("{asked}", &nobody)
        .replace("{shop}", &nobody)
        .replace("{person}", &nobody)
        .replace("{number}", "1")
        .replace("{snippet}", &nobody)
        .replace("{flow}", "return")
        .replace("{handle}", "somebody")
        .replace("{sku}", "S1-M")
        .replace("{inbox}", inbox);
    let (method, path) = path.split_once(' ').expect("a method and a path");
    let request = front.request(Method::from_bytes(method.as_bytes()).expect("a method"), path);
    if path.ends_with("/live") {
        let upgrade = [(CONNECTION, "upgrade"), (UPGRADE, "websocket"), (SEC_WEBSOCKET_VERSION, "13")];
        let request = upgrade.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        return request.header(SEC_WEBSOCKET_KEY, "dGhlIHNhbXBsZSBub25jZQ==");
    }
    request
}

async fn with(front: &Front, operation: &str, token: &str) -> Said {
    said(request(front, operation).bearer_auth(token)).await
}

#[test]
fn every_operation_is_listed() {
    let description = serde_json::to_value(server::api::description()).expect("JSON");
    let mut described = BTreeSet::new();
    for (path, item) in description["paths"].as_object().expect("paths") {
        for method in
            ["get", "put", "post", "patch", "delete"].iter().filter(|method| item.get(**method).is_some())
        {
            described.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let listed: BTreeSet<String> = OPERATIONS.iter().map(|(_, operation)| (*operation).to_owned()).collect();
    assert_eq!(described, listed, "say in OPERATIONS who may call it");
}

#[tokio::test]
async fn nobody_gets_in_without_a_session() {
    let front = Front::open(db::Engine::Sqlite).await;
    for (_, operation) in
        those(&[Buyers, SignedIn, Channels, Readers, Agents, Runners, Keepers, Leads, Admins, LeadsInPerson])
    {
        let nothing = said(request(&front, operation)).await;
        assert_eq!(nothing.refusal(), (401, "sign_in_first"), "{operation}: {nothing:?}");
        // The widget's live connection has its token elsewhere.
        for made_up in ["mhs_guessed", "mhk_guessed", "mhb_guessed"] {
            let guessed = with(&front, operation, made_up).await;
            assert_eq!(guessed.refusal(), (401, "sign_in_first"), "{operation} with {made_up}: {guessed:?}");
        }
    }
    front.close().await;
}

#[tokio::test]
async fn a_buyer_is_nobody_outside_the_web_chat() {
    let front = Front::open(db::Engine::Sqlite).await;
    let buyer = front.buyer().await;
    for (_, operation) in
        those(&[SignedIn, Channels, Readers, Agents, Runners, Keepers, Leads, LeadsInPerson, Admins])
    {
        let answer = with(&front, operation, &buyer).await;
        assert_eq!(answer.refusal(), (401, "sign_in_first"), "{operation}: {answer:?}");
    }
    front.close().await;
}

#[tokio::test]
async fn nobody_does_what_their_role_may_not() {
    let front = Front::open(db::Engine::Sqlite).await;
    let refusals: [(&str, String, &[For], u16); 5] = [
        ("an agent", front.session("anna").await, &[Channels, Keepers, Leads, LeadsInPerson, Admins], 403),
        ("a lead", front.session("lena").await, &[Channels, Admins], 403),
        ("an administrator", front.session("adam").await, &[Channels], 403),
        ("a key", front.key.clone(), &[Agents, LeadsInPerson, Admins], 403),
        ("a person", front.session("anna").await, &[Buyers], 401),
    ];
    for (who, token, whose, status) in refusals {
        for (_, operation) in those(whose) {
            let answer = with(&front, operation, &token).await;
            assert_eq!(answer.status, status, "{operation} by {who}: {answer:?}");
        }
    }
    front.close().await;
}

/// One of each thing of shop one.
struct Things {
    conversation: String,
    buyer: String,
    file: String,
    webhook: String,
    delivery: String,
    snippet: String,
    gap: String,
    question: String,
    sms: String,
    intent: String,
    shop: String,
    somebody: String,
    message: String,
    article: String,
    proposal: String,
    run: String,
    approval: String,
    promise: String,
    merge: String,
}

async fn things(front: &Front) -> Things {
    let form = form("note.txt", b"hello");
    let upload = front.request(Method::POST, "/api/v1/inboxes/till/buyers/kim/files").bearer_auth(&front.key);
    let file = said(upload.header("content-type", form.0).body(form.1)).await.text("id");
    let message =
        json!({ "external_id": "m-1", "handle": "kim", "text": "see there", "attachments": [file.clone()] });
    let conversation =
        front.post("/api/v1/inboxes/till/messages", &front.key, message).await.text("conversation");
    let id = conversation.parse().expect("an id");
    let anna = front.session("anna").await;
    let at = format!("/api/v1/conversations/{conversation}");
    front.ask(Method::POST, &format!("{at}/claim"), &anna, None).await;
    let answer = json!({ "client_id": "a-1", "text": "an answer" });
    let message = front.post(&format!("{at}/messages"), &anna, answer).await.text("id");
    let kept = front.post(&format!("{at}/capture"), &anna, json!({ "message": message.clone() })).await;
    let proposal = kept.text("id");
    let read = front.app.store.read(move |ctx| desk::conversation::get(ctx, id)).await;
    let buyer = read.expect("the conversation").buyer.to_string();
    let again = json!({ "external_id": "m-9", "handle": "kim at home", "text": "me again" });
    let again = front.post("/api/v1/inboxes/till/messages", &front.key, again).await.text("conversation");
    let again = again.parse().expect("an id");
    let read = front.app.store.read(move |ctx| desk::conversation::get(ctx, again)).await;
    let gone = read.expect("the conversation").buyer.to_string();
    let joined = json!({ "gone": gone, "why": "the same phone" });
    let merge = front.post(&format!("/api/v1/buyers/{buyer}/merge"), &anna, joined).await.text("id");
    let (shop, lead) = (front.shop.id.to_string(), front.session("lena").await);
    let hook = json!({ "url": "https://shop.example/told", "events": ["message.sent"] });
    let made = front.post(&format!("/api/v1/shops/{shop}/webhooks"), &lead, hook).await;
    let webhook = made.body["webhook"]["id"].as_str().expect("an id").to_owned();
    let told = front.ask(Method::POST, &format!("/api/v1/webhooks/{webhook}/test"), &lead, None).await;
    let path = format!("/api/v1/shops/{shop}/articles/drafts");
    let draft = front.post(&path, &lead, json!({ "article": article() })).await;
    let article = draft.body["article"]["id"].as_str().expect("an id").to_owned();
    let somebody = front.person("anna").await.id.to_string();
    let text = json!({ "owner": { "kind": "shop", "id": shop }, "title": "Hello", "text": "Hello!" });
    let snippet = front.post("/api/v1/snippets", &lead, text).await.text("id");
    let (gap, question) = crate::gaps::gap_of(front, "rachel", "Do you do engraving?").await;
    let approval = crate::authority::asked(front, id).await;
    let intents = format!("/api/v1/shops/{shop}/intents");
    let intent = front.post(&intents, &lead, own_intent()).await.text("id");
    let flow = a_flow();
    front.ask(Method::PUT, &format!("/api/v1/shops/{shop}/flows/invoice"), &lead, Some(flow)).await;
    let start = json!({ "flow": "invoice", "client_key": "k-1" });
    let run = front.post(&format!("{at}/flows"), &anna, start).await.text("id");
    let promise = json!({ "promise": promise() });
    let promise = front.post(&format!("{at}/promises"), &anna, promise).await.text("id");
    let sms = crate::sms::queue(front).await.to_string();
    Things {
        sms,
        conversation,
        buyer,
        file,
        webhook,
        delivery: told.text("delivery"),
        shop,
        somebody,
        snippet,
        gap,
        question,
        intent,
        message,
        article,
        proposal,
        run,
        approval,
        promise,
        merge,
    }
}

/// An article as a keeper writes it.
fn article() -> Value {
    json!({ "article_id": "a-1", "question": "Can I get an invoice?", "answer": "Yes." })
}

/// A flow that a shop could have.
fn a_flow() -> Value {
    let title = json!({ "zh": "问候", "en": "Hello" });
    json!({ "key": "invoice", "title": title, "of_order": false, "starters": ["agent"],
        "steps": [{ "key": "hello", "title": title, "say": { "zh": "您好", "en": "Hello" } }] })
}

/// A promise that an agent could make.
fn promise() -> Value {
    json!({ "kind": "call", "due_at": "2025-11-26T09:00:00Z", "wording": "We call you at ten" })
}

/// An intent that a shop could have.
fn own_intent() -> Value {
    let examples = [
        "can you engrave it",
        "is engraving possible",
        "put my name on it",
        "engrave a ring",
        "a text on the back",
    ];
    json!({ "name": "Engraving", "examples": examples })
}

/// A form with one file: its content type and its bytes.
pub(crate) fn form(name: &str, content: &[u8]) -> (&'static str, Vec<u8>) {
    let head = format!(
        "--seam\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         content-type: application/octet-stream\r\n\r\n"
    );
    let body = [head.as_bytes(), content, b"\r\n--seam--\r\n"].concat();
    ("multipart/form-data; boundary=seam", body)
}

impl Things {
    /// The request for an operation on the thing it is about, with a body that could be taken.
    fn request(&self, front: &Front, operation: &str) -> RequestBuilder {
        let noun = operation.split('/').nth(3).unwrap_or_default();
        let id = match noun {
            "conversations" => &self.conversation,
            "buyers" => &self.buyer,
            "files" | "inboxes" => &self.file,
            "webhooks" => &self.webhook,
            "deliveries" => &self.delivery,
            "articles" => &self.article,
            "proposals" => &self.proposal,
            "snippets" => &self.snippet,
            "gaps" => &self.gap,
            "sms" => &self.sms,
            "intents" => &self.intent,
            "flow-runs" => &self.run,
            "approvals" => &self.approval,
            "promises" => &self.promise,
            "buyer-merges" => &self.merge,
            _ => &self.shop,
        };
        let filled = operation.replace("{id}", id).replace("{shop}", &self.shop).replace("{inbox}", "till");
        let filled = filled.replace("{asked}", &self.question).replace("{snippet}", &self.snippet);
        let filled = filled
            .replace("{person}", &self.somebody)
            .replace("{handle}", "kim")
            .replace("{number}", "1")
            .replace("{sku}", "S1-M")
            .replace("{metric}", "three-minute-response")
            .replace("{day}", "2025-11-20")
            .replace("{flow}", "invoice");
        let (method, path) = filled.split_once(' ').expect("a method and a path");
        let path = match path.rsplit('/').next() {
            Some("imports") => format!("{path}?kind=articles"),
            Some("knowledge") => format!("{path}?text=hello"),
            Some("buyers") if method == "GET" => format!("{path}?q=hello&shop={}", self.shop),
            Some("merge") if method == "GET" => format!("{path}?gone={}", self.buyer),
            Some("metrics" | "reconciliation") => format!("{path}?definition=first-response"),
            Some("compare") => format!("{path}?by=channel&a=webchat&b=api"),
            _ => path.to_owned(),
        };
        let request = front.request(Method::from_bytes(method.as_bytes()).expect("a method"), &path);
        let a_file =
            ["/files", "/imports", "/images", "/documents"].iter().any(|end| operation.ends_with(end));
        match (self.body(operation), a_file) {
            (Some(body), _) => request.json(&body),
            (None, true) => {
                let (kind, body) = form("articles.csv", b"id,title,text\n1,a,b\n");
                request.header("content-type", kind).body(body)
            }
            (None, false) => request,
        }
    }

    fn body(&self, operation: &str) -> Option<Value> {
        let (method, path) = operation.split_once(' ').expect("a method and a path");
        let last = path.rsplit('/').next().unwrap_or_default();
        match (method, last) {
            ("POST", "notes") if path.contains("/buyers/") => Some(json!({ "text": "a note" })),
            ("POST", "messages") if path.contains("/inboxes/") => {
                Some(json!({ "external_id": "m-2", "handle": "kim", "text": "hello" }))
            }
            ("POST", "notes" | "messages") => Some(json!({ "client_id": "c-1", "text": "a text" })),
            ("PUT", "tags") => Some(json!({ "tags": ["vip"] })),
            ("PUT", "agent") => Some(json!({ "agent": null })),
            ("PUT", "surge") => Some(json!({ "on": true })),
            ("PUT", "read") => Some(json!({ "handle": "kim", "seq": 1 })),
            ("POST", "rating") => Some(json!({ "handle": "kim", "helpful": true })),
            ("POST", "answer") => Some(json!({ "question": "a question", "answer": "an answer" })),
            ("POST", "withdraw" | "cancel") => Some(json!({ "reason": "not ours" })),
            ("PATCH", "{id}") if path.contains("/gaps/") => Some(json!({ "state": "open" })),
            ("POST", "promises") => Some(json!({ "promise": promise() })),
            ("POST", "weigh") => Some(json!({ "text": "a text" })),
            ("POST", "deep_resolve") => Some(json!({ "minutes": 5 })),
            ("POST", "end") => Some(json!({ "steps": ["a step"] })),
            ("POST", "move") => Some(json!({ "due_at": "2025-11-27T09:00:00Z", "reason": "not ready" })),
            ("POST", "give") => Some(json!({ "owner": { "kind": "shop" } })),
            ("POST", "transfer") => Some(json!({ "to": self.somebody })),
            ("POST", "webhooks") => {
                Some(json!({ "url": "https://shop.example/", "events": ["message.sent"] }))
            }
            ("POST", "basket") => Some(json!({ "lines": [{ "sku_id": "S1-M", "quantity": 1 }] })),
            ("POST", "drafts") => Some(json!({ "article": article() })),
            ("POST", "learn") if path.contains("/dialogues/") => Some(json!({ "since_days": 30 })),
            ("POST", "trials") => Some(json!({ "questions": ["hello"] })),
            ("POST", "capture") => Some(json!({ "message": self.message })),
            ("POST", "merge") if path.contains("/buyers/") => {
                Some(json!({ "gone": self.buyer, "why": "the same phone" }))
            }
            ("POST", "apart") => Some(json!({ "other": self.buyer })),
            ("POST", "merge") if path.contains("/proposals/") => Some(json!({ "article_id": "a-1" })),
            ("POST", "merge") => Some(json!({ "into": self.gap })),
            ("PATCH", "{id}") if path.contains("/articles/") => Some(json!({})),
            ("POST", "intents") => Some(own_intent()),
            ("PUT", "{id}") if path.contains("/intents/") => Some(own_intent()),
            ("POST", "try") => Some(json!({ "text": "can you engrave it" })),
            ("PATCH", "{id}") => Some(json!({ "enabled": false })),
            ("PUT", "hotkey") => Some(json!({ "hotkey": 1 })),
            ("PUT", "{id}") if path.contains("/devices/") => {
                Some(json!({ "name": "a phone", "events": ["urgent"] }))
            }
            ("PUT", "{person}") => Some(json!({ "hours": [] })),
            ("PUT", "{id}") => Some(json!({
                "owner": { "kind": "shop", "id": self.shop }, "title": "Hello", "text": "Hello!"
            })),
            ("POST", "accept" | "approve" | "refuse" | "keep") => Some(json!({})),
            ("POST", "authority-raise") => {
                Some(json!({ "percent": 150, "minutes": 60, "why": "a complaint" }))
            }
            ("PUT", "authority") => {
                Some(json!({ "version": 0, "limits": { "rows": [], "approval_minutes": 30 } }))
            }
            ("PUT", "thresholds") => Some(json!({ "answer_at": 0.6, "offer_at": 0.1 })),
            ("POST", "preview") => Some(json!({ "flow": "return", "order": "1" })),
            ("POST", "flows") => Some(json!({ "flow": "return", "order": "1", "client_key": "k" })),
            ("POST", "repair") => Some(json!({ "how": "retry" })),
            ("PUT", "{flow}") | ("POST", "dry-run") => Some(a_flow()),
            ("PUT", "definitions") => {
                serde_json::to_value(desk::metric::shipped::newest("first-response")).ok()
            }
            ("PUT", "policy") if path.contains("/sla/") => {
                Some(json!({ "version": 1, "policy": { "rules": [] } }))
            }
            ("POST", "what-if") => Some(json!({ "policy": { "rules": [] } })),
            ("POST", "outages") => Some(json!({ "began": "2025-11-20T09:00:00Z", "why": "the platform" })),
            ("PUT", "boundaries") => Some(json!({ "rows": [] })),
            ("PUT", _) => Some(json!([])),
            _ => None,
        }
    }
}

testkit::both! {
    async fn nothing_of_another_shop_is_there(engine) {
        let front = Front::open(engine).await;
        let things = things(&front).await;
        let (agent, lead) = (front.session("otto").await, front.session("olga").await);
        let about_something = |operation: &str| operation.contains('{');
        for (who, operation) in those(&[Readers, Agents, Runners, Keepers, Leads, LeadsInPerson]).filter(|(_, o)| about_something(o)) {
            let token = if who >= Keepers { &lead } else { &agent };
            let answer = said(things.request(&front, operation).bearer_auth(token)).await;
            assert_eq!(answer.status, 404, "{operation}: {answer:?}");
        }
        let (_, key) = front
            .app
            .store
            .write(move |ctx| {
                let two = desk::shop::by_key(ctx, "two")?.expect("the other shop").id;
                let may = vec![
                    desk::agent::Permission::SpeakForBuyers,
                    desk::agent::Permission::ReadConversations,
                    desk::agent::Permission::Import,
                    desk::agent::Permission::KeepKnowledge,
                    desk::agent::Permission::ManageWebhooks,
                    desk::agent::Permission::RunFlows,
                    desk::agent::Permission::ManageFlows,
                    desk::agent::Permission::SeeFigures,
                    desk::agent::Permission::KeepMetrics,
                    desk::agent::Permission::DrawBoundaries,
                ];
                desk::agent::key::create(ctx, two, "of the other shop", may)
            })
            .await
            .expect("a key");
        for (_, operation) in those(&[Readers, Runners, Keepers, Leads, Channels]).filter(|(_, o)| about_something(o)) {
            if operation.ends_with("/live") {
                continue;
            }
            let answer = said(things.request(&front, operation).bearer_auth(&key)).await;
            assert_eq!(answer.status, 404, "{operation} with a key: {answer:?}");
        }
        for list in ["/api/v1/shops", "/api/v1/inboxes"] {
            let listed = String::from_utf8(front.get(list, &agent).await.bytes).expect("text");
            assert!(!listed.contains(&things.shop), "{list}: {listed}");
        }
        for view in ["waiting", "mine", "others", "bot", "resolved"] {
            let listed = front.get(&format!("/api/v1/conversations?view={view}"), &agent).await;
            assert!(!String::from_utf8_lossy(&listed.bytes).contains(&things.conversation), "{view}: {listed:?}");
        }
        // And whoever belongs there does see it.
        let own = front.session("anna").await;
        let seen = front.get(&format!("/api/v1/conversations/{}", things.conversation), &own).await;
        assert_eq!(seen.status, 200, "{seen:?}");
        front.close().await;
    }
}
