//! The world of an operation: its transaction, its one moment in time, fresh ids, and what facts cause.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use db::{Db, Time, Tx};
use jobs::NewJob;
use uuid::{ContextV7, Timestamp, Uuid};

use crate::error::Error;
use crate::fact::Recorded;
use crate::id::FlowRunId;

/// Where the time comes from.
pub trait Clock: Send + Sync + 'static {
    /// This moment.
    fn now(&self) -> Time;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
    fn now(&self) -> Time {
        jiff::Timestamp::now().into()
    }
}

/// A clock that stands still until it is moved: tests and replays.
#[derive(Debug)]
pub struct FrozenClock(Mutex<Time>);

impl FrozenClock {
    /// Stands at `time`.
    pub fn at(time: Time) -> Self {
        Self(Mutex::new(time))
    }

    /// Moves forward.
    pub fn advance(&self, by: Duration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = *now + by;
    }
}

impl Clock for FrozenClock {
    fn now(&self) -> Time {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a fact causes, decided by the room of reactions at the top of the house.
pub type React = fn(&mut Ctx<'_, '_>, &Recorded) -> Result<(), Error>;

/// What a run of a flow tells a buyer, checked and said by the room of the bot: the run, its step, the words.
pub type Tell = fn(&mut Ctx<'_, '_>, FlowRunId, &str, &str) -> Result<(), Error>;

/// What the ground of the house has done for it by rooms above.
#[derive(Debug, Clone, Copy)]
pub struct Above {
    /// What facts cause.
    pub react: React,
    /// What runs say.
    pub tell: Tell,
}

/// The database as operations see it. Clones share it.
#[derive(Clone)]
pub struct Store {
    /// The database itself.
    pub db: Db,
    /// The clock of every operation.
    pub clock: Arc<dyn Clock>,
    ids: Arc<Ids>,
    above: Above,
}

impl Store {
    /// Puts the parts together.
    pub fn new(db: Db, clock: Arc<dyn Clock>, above: Above) -> Self {
        Self { db, clock, ids: Arc::new(Ids(Mutex::new(ContextV7::new()))), above }
    }

    /// Runs an operation that writes, as one transaction; answers after the commit.
    pub async fn write<T, F>(&self, operation: F) -> Result<T, Error>
    where
        F: FnOnce(&mut Ctx<'_, '_>) -> Result<T, Error> + Send + 'static,
        T: Send + 'static,
    {
        let (clock, ids, above) = (Arc::clone(&self.clock), Arc::clone(&self.ids), self.above);
        let whole = move |tx: &mut Tx<'_>| {
            let mut ctx = Ctx { now: clock.now(), tx, ids: &ids, above, last: BTreeMap::new() };
            let done = operation(&mut ctx)?;
            ctx.wake_last()?;
            Ok(done)
        };
        self.db.write(whole).await
    }

    /// Runs an operation that only reads, on one snapshot.
    pub async fn read<T, F>(&self, operation: F) -> Result<T, Error>
    where
        F: FnOnce(&mut Ctx<'_, '_>) -> Result<T, Error> + Send + 'static,
        T: Send + 'static,
    {
        let (clock, ids, above) = (Arc::clone(&self.clock), Arc::clone(&self.ids), self.above);
        let whole = move |tx: &mut Tx<'_>| {
            operation(&mut Ctx { now: clock.now(), tx, ids: &ids, above, last: BTreeMap::new() })
        };
        self.db.read(whole).await
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("db", &self.db).finish_non_exhaustive()
    }
}

/// What one operation can reach.
pub struct Ctx<'a, 't> {
    /// The transaction.
    pub tx: &'a mut Tx<'t>,
    /// The one moment at which the whole operation happens.
    pub now: Time,
    ids: &'a Ids,
    pub(crate) above: Above,
    /// Jobs that many share, by their keys.
    last: BTreeMap<String, NewJob>,
}

impl Ctx<'_, '_> {
    /// Enqueues a job that many operations share, such as the one of a whole house, as the last thing of this one, and several
    /// in the order of their keys. Whoever enqueues a job holds its row until the end: were it held while rows of people and
    /// conversations are still to be changed, two operations could wait for each other.
    pub fn enqueue_last(&mut self, job: NewJob) {
        match self.last.entry(job.key.clone()) {
            Entry::Vacant(place) => drop(place.insert(job)),
            Entry::Occupied(mut known) if known.get().run_at > job.run_at => drop(known.insert(job)),
            Entry::Occupied(_) => {}
        }
    }

    fn wake_last(&mut self) -> Result<(), Error> {
        for job in std::mem::take(&mut self.last).into_values() {
            jobs::enqueue(self.tx, &job, self.now)?;
        }
        Ok(())
    }

    /// A new id. Ids sort by the time they were made at.
    pub fn id<T: From<Uuid>>(&self) -> T {
        T::from(self.ids.next(self.now))
    }
}

impl std::fmt::Debug for Ctx<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ctx").field("now", &self.now).finish_non_exhaustive()
    }
}

/// UUIDv7 of the operation's own moment; the context keeps those of one millisecond in order.
struct Ids(Mutex<ContextV7>);

impl Ids {
    fn next(&self, now: Time) -> Uuid {
        let micros = u64::try_from(now.micros()).unwrap_or(0);
        let nanos = u32::try_from(micros % 1_000_000 * 1000).unwrap_or(0);
        let context = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Uuid::new_v7(Timestamp::from_unix(&*context, micros / 1_000_000, nanos))
    }
}
