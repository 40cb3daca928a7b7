//! Following the ledger: every line is read once, with what it is about, and handed to the hub.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use desk::agent;
use desk::conversation::list::{Summary, summary};
use desk::conversation::{self, Message};
use desk::ctx::Ctx;
use desk::fact::{self, Fact, Line, Position};
use desk::id::{AgentId, ConversationId, InboxId};
use serde_json::{Value, json};

use super::hub::{Closing, Dispatch};
use crate::api::view::{ConversationView, MessageView, PublicConversation, PublicMessage};
use crate::app::App;

/// Lines read at once, and handed out before connections get their turn.
const BATCH: i64 = 200;
/// PostgreSQL: another server may have written without waking this one.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// A line with what it is about.
pub(crate) struct Told {
    line: Line,
    summary: Option<Arc<Summary>>,
    message: Option<Message>,
    /// The name of the person in it.
    name: Option<String>,
    /// The buyer's handle, for programs that carry an inbox.
    handle: Option<String>,
}

/// Sets where the following begins: before anybody can connect, so that a client that comes back right after a start is
/// not taken to have seen more than there is.
pub async fn begin(app: &App) -> desk::error::Result<Position> {
    let head = app.store.read(fact::head).await?;
    app.hub.begin_at(head);
    Ok(head)
}

/// Follows the ledger from `position` until the program stops.
pub async fn follow(app: App, mut position: Position) {
    let mut woken = app.store.db.listen(fact::TOPIC);
    // What was written since `begin` woke nobody.
    woken.mark_changed();
    loop {
        tokio::select! {
            () = app.stopped() => return,
            _ = woken.changed() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        if let Err(error) = catch_up(&app, &mut position).await {
            tracing::warn!(%error, "the ledger could not be read; trying again");
        }
    }
}

async fn catch_up(app: &App, position: &mut Position) -> desk::error::Result<()> {
    if app.store.db.engine() == db::Engine::Postgres {
        while app.store.write(fact::place).await? > 0 {}
    }
    loop {
        let (since, channels) = (*position, app.hub.channels());
        let told = app
            .store
            .read(move |ctx| {
                let lines = fact::since(ctx, since, BATCH)?;
                read(ctx, lines, &channels)
            })
            .await?;
        let Some(last) = told.last().map(|told| told.line.position) else { return Ok(()) };
        for told in &told {
            react(app, &told.line);
            hand_out(app, told);
        }
        *position = last;
        tokio::task::yield_now().await;
    }
}

/// What this process itself must do about a fact: refresh what it keeps in memory, close connections.
fn react(app: &App, line: &Line) {
    match &line.recorded.fact {
        Fact::CatalogChanged {} | Fact::KnowledgeChanged {} => {
            let Some(shop) = line.recorded.scope.shop else { return };
            let app = app.clone();
            tokio::spawn(async move {
                if let Err(error) = app.read_anew(shop).await {
                    tracing::error!(%error, %shop, "a shop could not be read anew");
                }
            });
        }
        Fact::SessionsEnded { agent } => app.hub.close_agent(*agent, Closing::SignedOut),
        Fact::BuyersMerged { gone, .. } => app.hub.close_buyer(*gone, Closing::Changed),
        Fact::BuyerMergeUndone { stays, .. } => app.hub.close_buyer(*stays, Closing::Changed),
        Fact::SightChanged { agent } => app.hub.close_agent(*agent, Closing::Changed),
        _ => {}
    }
}

fn hand_out(app: &App, told: &Told) {
    metrics::histogram!("miaohui_told_seconds").record(app.store.clock.now().since(told.line.recorded.at));
    let conversation = told.summary.as_ref().map(|summary| &summary.conversation);
    app.hub.dispatch(&Dispatch {
        position: told.line.position,
        shop: told.line.recorded.scope.shop,
        buyer: conversation.map(|conversation| (conversation.inbox, conversation.buyer)),
        console: &|| told.for_console().to_string(),
        widget: &|| told.for_buyer().map(|value| value.to_string()),
        channel: &|| told.for_channel().map(|value| value.to_string()),
    });
}

/// Reads what lines are about; each conversation and person once.
pub(crate) fn read(
    ctx: &mut Ctx<'_, '_>,
    lines: Vec<Line>,
    channels: &std::collections::HashSet<InboxId>,
) -> desk::error::Result<Vec<Told>> {
    let ids: BTreeSet<ConversationId> =
        lines.iter().filter_map(|line| line.recorded.scope.conversation).collect();
    let mut summaries: HashMap<ConversationId, Arc<Summary>> = HashMap::new();
    for id in ids {
        summaries.insert(id, Arc::new(summary(ctx, id)?));
    }
    let mut names: HashMap<AgentId, String> = HashMap::new();
    let mut told = Vec::with_capacity(lines.len());
    for line in lines {
        let summary = line.recorded.scope.conversation.and_then(|id| summaries.get(&id).cloned());
        let message = match &line.recorded.fact {
            Fact::MessageReceived { message, .. }
            | Fact::MessageSent { message, .. }
            | Fact::NoteAdded { message, .. } => Some(conversation::message(ctx, *message)?),
            _ => None,
        };
        let name = match message.as_ref().and_then(|message| message.agent) {
            None => None,
            Some(agent) => Some(match names.get(&agent) {
                Some(name) => name.clone(),
                None => names.entry(agent).or_insert(agent::people::get(ctx, agent)?.name).clone(),
            }),
        };
        let handle = match &summary {
            Some(summary) if channels.contains(&summary.conversation.inbox) => {
                desk::buyer::handle_in(ctx, summary.conversation.buyer, summary.conversation.inbox)?
            }
            _ => None,
        };
        told.push(Told { line, summary, message, name, handle });
    }
    Ok(told)
}

impl Told {
    /// Its place.
    pub(crate) fn position(&self) -> Position {
        self.line.position
    }

    /// Its shop; none concerns the whole house.
    pub(crate) fn shop(&self) -> Option<desk::id::ShopId> {
        self.line.recorded.scope.shop
    }

    /// Whether it is about a conversation of this inbox.
    pub(crate) fn is_of(&self, inbox: InboxId) -> bool {
        self.summary.as_ref().is_some_and(|summary| summary.conversation.inbox == inbox)
    }

    /// Everything, for people.
    pub(crate) fn for_console(&self) -> Value {
        let recorded = &self.line.recorded;
        json!({
            "type": "fact",
            "position": self.line.position,
            "at": recorded.at,
            "fact": recorded.fact,
            "conversation": self.summary.as_deref().cloned().map(ConversationView::from),
            "message": self.message.clone().map(|message| MessageView::of(message, self.name.clone())),
        })
    }

    /// What the buyer may hear.
    pub(crate) fn for_buyer(&self) -> Option<Value> {
        let position = self.line.position;
        let summary = self.summary.as_deref()?;
        let conversation = || PublicConversation::of(&summary.conversation, summary.agent_name.clone());
        match &self.line.recorded.fact {
            Fact::MessageReceived { .. } | Fact::MessageSent { .. } => {
                let message = PublicMessage::of(self.message.as_ref()?, self.name.clone())?;
                Some(json!({ "type": "message", "position": position, "message": message }))
            }
            Fact::AgentRead { .. }
            | Fact::ConversationOpened { .. }
            | Fact::HandedOff { .. }
            | Fact::Claimed { .. }
            | Fact::Transferred { .. }
            | Fact::Released { .. }
            | Fact::Resolved { .. }
            | Fact::Reopened {} => {
                Some(json!({ "type": "conversation", "position": position, "conversation": conversation() }))
            }
            _ => None,
        }
    }

    /// What a program that carries the inbox must carry to the buyer, with the handle to carry it to.
    pub(crate) fn for_channel(&self) -> Option<Value> {
        let mut value = self.for_buyer()?;
        value["handle"] = json!(self.handle);
        Some(value)
    }
}
