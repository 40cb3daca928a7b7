//! Which connection hears what.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use desk::agent::Sight;
use desk::fact::Position;
use desk::id::{AgentId, BuyerId, InboxId, ShopId};
use tokio::sync::{mpsc, watch};

/// Frames that may wait for one connection. A connection further behind is told to start over. Several times what the tail
/// hands out at once, or a connection could be too slow without having had a chance.
const BACKLOG: usize = 1024;

/// Something for a connection.
#[derive(Debug, Clone)]
pub enum Frame {
    /// A line of the ledger, as JSON for this kind of listener.
    Line(Position, Arc<str>),
    /// Something that leaves no trace, such as typing, as JSON.
    Passing(Arc<str>),
}

/// Whom a connection belongs to.
#[derive(Debug, Clone)]
pub enum Listener {
    /// A person's console.
    Console {
        /// Who.
        agent: AgentId,
        /// Which shops.
        sight: Sight,
    },
    /// A buyer's widget.
    Widget {
        /// Where.
        inbox: InboxId,
        /// Who.
        buyer: BuyerId,
    },
    /// A program with a key, for one inbox.
    Channel {
        /// Where.
        inbox: InboxId,
    },
}

/// Why a connection is closed by the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closing {
    /// It goes on.
    Open,
    /// It was too slow: start over.
    TooSlow,
    /// Its session has ended.
    SignedOut,
    /// What it may see has changed: connect anew.
    Changed,
}

/// The hub. One a program.
#[derive(Default)]
pub struct Hub {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    position: Position,
    next: u64,
    consoles: HashMap<u64, (AgentId, Sight, Outlet)>,
    widgets: HashMap<(InboxId, BuyerId), HashMap<u64, Outlet>>,
    channels: HashMap<InboxId, HashMap<u64, Outlet>>,
}

struct Outlet {
    frames: mpsc::Sender<Frame>,
    closing: watch::Sender<Closing>,
}

impl Outlet {
    /// Whether the connection is still worth keeping.
    fn send(&self, frame: Frame) -> bool {
        match self.frames.try_send(frame) {
            Ok(()) => true,
            Err(mpsc::error::TrySendError::Full(_)) => {
                self.closing.send_replace(Closing::TooSlow);
                false
            }
            Err(mpsc::error::TrySendError::Closed(_)) => false,
        }
    }
}

/// A connection's end of the hub. Dropping it leaves.
pub struct Ear {
    hub: Arc<dyn Leave>,
    id: u64,
    listener: Listener,
    /// Everything up to here must be read from the database; everything after comes through `frames`.
    pub from: Position,
    /// What comes.
    pub frames: mpsc::Receiver<Frame>,
    /// Whether it is to close, and why.
    pub closing: watch::Receiver<Closing>,
}

trait Leave: Send + Sync {
    fn leave(&self, id: u64, listener: &Listener);
}

/// A ledger line on its way to whoever it concerns. Its JSON is made once for each kind of listener, and only if there is
/// one.
pub struct Dispatch<'a> {
    /// Its place.
    pub position: Position,
    /// The shop; none concerns everybody in consoles.
    pub shop: Option<ShopId>,
    /// The conversation's inbox and buyer, if it is about one.
    pub buyer: Option<(InboxId, BuyerId)>,
    /// Its JSON for consoles.
    pub console: &'a dyn Fn() -> String,
    /// Its JSON for the buyer; none when the buyer must not hear of it.
    pub widget: &'a dyn Fn() -> Option<String>,
    /// Its JSON for the program that carries the inbox.
    pub channel: &'a dyn Fn() -> Option<String>,
}

impl Hub {
    /// Joins.
    pub fn join(self: &Arc<Self>, listener: Listener) -> Ear {
        let (frames, received) = mpsc::channel(BACKLOG);
        let (closing, closes) = watch::channel(Closing::Open);
        let outlet = Outlet { frames, closing };
        let mut state = self.lock();
        state.next += 1;
        let id = state.next;
        match &listener {
            Listener::Console { agent, sight } => {
                state.consoles.insert(id, (*agent, sight.clone(), outlet));
            }
            Listener::Widget { inbox, buyer } => {
                state.widgets.entry((*inbox, *buyer)).or_default().insert(id, outlet);
            }
            Listener::Channel { inbox } => {
                state.channels.entry(*inbox).or_default().insert(id, outlet);
            }
        }
        let from = state.position;
        drop(state);
        let hub: Arc<dyn Leave> = Arc::clone(self) as Arc<dyn Leave>;
        Ear { hub, id, listener, from, frames: received, closing: closes }
    }

    /// Sets where the tail begins: lines up to here are the database's to tell.
    pub fn begin_at(&self, position: Position) {
        self.lock().position = position;
    }

    /// Hands a line to those it concerns.
    pub fn dispatch(&self, dispatch: &Dispatch<'_>) {
        let mut state = self.lock();
        state.position = dispatch.position;
        let concerned = |sight: &Sight| dispatch.shop.is_none_or(|shop| sight.includes(shop));
        if state.consoles.values().any(|(_, sight, _)| concerned(sight)) {
            let frame = Frame::Line(dispatch.position, (dispatch.console)().into());
            state.consoles.retain(|_, (_, sight, outlet)| !concerned(sight) || outlet.send(frame.clone()));
        }
        let Some((inbox, buyer)) = dispatch.buyer else { return };
        if let Some(outlets) = state.widgets.get_mut(&(inbox, buyer))
            && let Some(text) = (dispatch.widget)()
        {
            tell(outlets, &Frame::Line(dispatch.position, text.into()));
        }
        if let Some(outlets) = state.channels.get_mut(&inbox)
            && let Some(text) = (dispatch.channel)()
        {
            tell(outlets, &Frame::Line(dispatch.position, text.into()));
        }
    }

    /// Inboxes that programs listen to.
    pub fn channels(&self) -> HashSet<InboxId> {
        self.lock().channels.keys().copied().collect()
    }

    /// Tells consoles that see the shop something that leaves no trace; all but those of `except`.
    pub fn pass_to_consoles(&self, shop: ShopId, except: Option<AgentId>, text: &str) {
        let frame = Frame::Passing(text.into());
        self.lock().consoles.retain(|_, (agent, sight, outlet)| {
            !sight.includes(shop) || except == Some(*agent) || outlet.send(frame.clone())
        });
    }

    /// Tells a buyer something that leaves no trace.
    pub fn pass_to_buyer(&self, inbox: InboxId, buyer: BuyerId, text: &str) {
        if let Some(outlets) = self.lock().widgets.get_mut(&(inbox, buyer)) {
            tell(outlets, &Frame::Passing(text.into()));
        }
    }

    /// Closes every console of a person.
    pub fn close_agent(&self, agent: AgentId, why: Closing) {
        self.lock().consoles.retain(|_, (owner, _, outlet)| {
            let closes = *owner == agent;
            if closes {
                outlet.closing.send_replace(why);
            }
            !closes
        });
    }

    /// Closes every widget of a buyer: their handles may be another's now.
    pub fn close_buyer(&self, buyer: BuyerId, why: Closing) {
        self.lock().widgets.retain(|(_, owner), outlets| {
            if *owner != buyer {
                return true;
            }
            for outlet in outlets.values() {
                outlet.closing.send_replace(why);
            }
            false
        });
    }

    /// How many consoles a person has open.
    pub fn consoles_of(&self, agent: AgentId) -> usize {
        self.lock().consoles.values().filter(|(owner, ..)| *owner == agent).count()
    }

    /// How many connections are open.
    pub fn open(&self) -> usize {
        let state = self.lock();
        let nested = |outlets: &HashMap<u64, Outlet>| outlets.len();
        state.consoles.len()
            + state.widgets.values().map(nested).sum::<usize>()
            + state.channels.values().map(nested).sum::<usize>()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn tell(outlets: &mut HashMap<u64, Outlet>, frame: &Frame) {
    outlets.retain(|_, outlet| outlet.send(frame.clone()));
}

impl Leave for Hub {
    fn leave(&self, id: u64, listener: &Listener) {
        let mut state = self.lock();
        match listener {
            Listener::Console { .. } => {
                state.consoles.remove(&id);
            }
            Listener::Widget { inbox, buyer } => {
                if let Some(outlets) = state.widgets.get_mut(&(*inbox, *buyer)) {
                    outlets.remove(&id);
                    if outlets.is_empty() {
                        state.widgets.remove(&(*inbox, *buyer));
                    }
                }
            }
            Listener::Channel { inbox } => {
                if let Some(outlets) = state.channels.get_mut(inbox) {
                    outlets.remove(&id);
                    if outlets.is_empty() {
                        state.channels.remove(inbox);
                    }
                }
            }
        }
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.hub.leave(self.id, &self.listener);
    }
}

impl std::fmt::Debug for Hub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hub").field("open", &self.open()).finish()
    }
}
