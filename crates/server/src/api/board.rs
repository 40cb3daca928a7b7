//! The live board: who waits, and what everybody has in hand.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::State;
use db::Time;
use desk::agent::Permission;
use desk::board::{self, Board, Person, Queue as Queued, WaitLine, Waiting};
use desk::fact::{self, Presence};
use desk::id::{AgentId, ConversationId, ShopId};
use desk::routing::Expectation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::report_query::seen;
use crate::app::App;
use crate::auth::{May, SeeFigures};
use crate::body::Query;
use crate::problem::{Answer, Problem};

/// Those who wait are all counted; so many are named.
const NAMED: usize = 100;

/// Whose board.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BoardQuery {
    /// Only this shop; all that the caller sees when not given.
    pub shop: Option<ShopId>,
}

/// What goes on at this moment.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoardView {
    /// How many wait for a person, in the queue or with somebody.
    pub waiting: usize,
    pub urgent: usize,
    pub important: usize,
    pub normal: usize,
    /// Those whose time is nearly up.
    pub yellow: usize,
    /// Those whose time is up.
    pub red: usize,
    /// Since when the one waits who has waited longest.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub longest_since: Option<Time>,
    /// The first hundred, whoever has waited longest first.
    pub waits: Vec<WaitView>,
    pub queues: Vec<QueueView>,
    /// Whoever needs help first.
    pub people: Vec<PersonView>,
    /// The ledger's position this is true at: follow it live from here.
    pub position: i64,
}

/// A buyer who waits for a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitView {
    pub conversation: ConversationId,
    pub number: i64,
    pub shop: ShopId,
    /// For callers who may read conversations.
    pub buyer_name: Option<String>,
    /// urgent, important or normal.
    pub urgency: String,
    #[schema(value_type = String, format = "date-time")]
    pub since: Time,
    #[schema(value_type = Option<String>, format = "date-time")]
    pub due_at: Option<Time>,
    pub line: WaitLine,
    /// Who has it; none in the queue.
    pub agent: Option<AgentId>,
    /// The beginning of what was last said, for callers who may read conversations.
    pub last_text: String,
}

/// The queue of a shop.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueueView {
    pub shop: ShopId,
    /// How many wait that nobody has.
    pub length: i64,
    /// In how many seconds somebody who comes now should be answered; none when nobody is there to do it.
    pub expected_seconds: Option<f64>,
    /// When people are there again, where none are supposed to be now.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub opens_at: Option<Time>,
}

/// A person, and what they have in hand.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonView {
    pub agent: AgentId,
    pub name: String,
    pub presence: Presence,
    /// Since when they are.
    #[schema(value_type = String, format = "date-time")]
    pub since: Time,
    /// Nothing new for them until then.
    #[schema(value_type = Option<String>, format = "date-time")]
    pub rests_until: Option<Time>,
    /// Conversations they hold, of all shops.
    pub held: i64,
    /// The units of their capacity that these take, and what is offered to them.
    pub units: i64,
    pub capacity: i64,
    /// Those in which a buyer waits for them.
    pub unanswered: i64,
    /// The one that presses most.
    pub oldest: Option<WaitView>,
    /// Answers they have given today, in conversations that began today.
    pub answered_today: u64,
    /// How long these took, in the mean.
    pub mean_seconds: Option<f64>,
    /// The share given within three minutes.
    pub in_time: Option<f64>,
}

/// Shows who waits and whose time is nearly up, what each person has in hand, and how their day goes.
#[utoipa::path(get, path = "/board", tag = "reports", params(BoardQuery), responses(
    (status = 200, body = BoardView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn live_board(
    State(app): State<App>,
    who: May<SeeFigures>,
    Query(query): Query<BoardQuery>,
) -> Answer<Json<BoardView>> {
    let view = app
        .store
        .read(move |ctx| {
            let shops = seen(ctx, &who.caller, query.shop)?;
            let mut board = board::board(ctx, &shops)?;
            // How it goes is for whoever may see figures; who asks, and what, is for whoever reads conversations.
            if !who.caller.may(Permission::ReadConversations) {
                let oldest = board.people.iter_mut().filter_map(|person| person.oldest.as_mut());
                board.waiting.iter_mut().chain(oldest).for_each(unnamed);
            }
            Ok(view(board, fact::head(ctx)?))
        })
        .await?;
    Ok(Json(view))
}

fn unnamed(wait: &mut Waiting) {
    wait.buyer_name = None;
    wait.last_text.clear();
}

fn view(board: Board, position: i64) -> BoardView {
    let Board { waiting, queues, people } = board;
    let urgent = |word: &str| waiting.iter().filter(|one| one.urgency.id() == word).count();
    let line = |line: WaitLine| waiting.iter().filter(|one| one.line == line).count();
    BoardView {
        waiting: waiting.len(),
        urgent: urgent("urgent"),
        important: urgent("important"),
        normal: urgent("normal"),
        yellow: line(WaitLine::Yellow),
        red: line(WaitLine::Red),
        longest_since: waiting.first().map(|one| one.since),
        waits: waiting.into_iter().take(NAMED).map(wait).collect(),
        queues: queues.into_iter().map(queue).collect(),
        people: people.into_iter().map(person).collect(),
        position,
    }
}

fn wait(one: Waiting) -> WaitView {
    WaitView {
        conversation: one.conversation,
        number: one.number,
        shop: one.shop,
        buyer_name: one.buyer_name,
        urgency: one.urgency.id().to_owned(),
        since: one.since,
        due_at: one.due,
        line: one.line,
        agent: one.agent,
        last_text: one.last_text,
    }
}

fn queue(one: Queued) -> QueueView {
    let (expected_seconds, opens_at) = match one.expected {
        Expectation::Soon { within, .. } => (Some(within.as_secs_f64()), None),
        Expectation::From { opens, .. } => (None, Some(opens)),
        Expectation::NobodyNow { .. } | Expectation::Unknown => (None, None),
    };
    QueueView { shop: one.shop, length: one.length, expected_seconds, opens_at }
}

fn person(one: Person) -> PersonView {
    PersonView {
        agent: one.agent.id,
        name: one.agent.name,
        presence: one.agent.presence,
        since: one.since,
        rests_until: one.rests_until,
        held: one.held,
        units: one.units,
        capacity: one.agent.capacity,
        unanswered: one.unanswered,
        oldest: one.oldest.map(wait),
        answered_today: one.answered,
        mean_seconds: one.mean.map(|mean| mean.as_secs_f64()),
        in_time: one.in_time,
    }
}
