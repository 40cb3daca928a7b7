//! How a shop keeps what it promised, and how it would have kept something else: the same conversations, counted anew.

use std::collections::BTreeMap;
use std::time::Duration;

use db::Time;

use super::clock::ClockState;
use super::kept::{self, Held, Version};
use super::policy::{Metric, Policy, Reply};
use super::{Calendar, ledger};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::id::{AgentId, ConversationId};
use crate::shop::{Bilingual, Shop};

/// The conversations named for one figure.
const NAMED: usize = 200;

/// What is counted together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    rule: (u32, usize),
    metric: Metric,
    reply: Reply,
}

/// How one promise was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// By which version of the policy.
    pub version: u32,
    /// By which of its rules, counted from 0.
    pub rule: usize,
    /// What that rule is called.
    pub name: Bilingual,
    /// What was promised.
    pub metric: Metric,
    /// Whose reply counts.
    pub reply: Reply,
    /// Within how long.
    pub within: Duration,
    /// Clocks that ended with what they waited for, or are late already. What is still in time and open is not judged, nor what
    /// was not wanted any more.
    pub judged: u64,
    /// Of these, late.
    pub late: u64,
    /// Clocks that run and are not late.
    pub open: u64,
    /// Of those judged, the one in the middle, and the one that nine of ten do not exceed.
    pub median: Option<Duration>,
    /// Nine of ten are no longer.
    pub p90: Option<Duration>,
    /// Conversations in which it was late, the latest first.
    pub late_in: Vec<ConversationId>,
}

impl Kept {
    /// The share that was late.
    #[expect(clippy::cast_precision_loss, reason = "counts, far from 2^52")]
    pub fn late_share(&self) -> Option<f64> {
        (self.judged > 0).then(|| self.late as f64 / self.judged as f64)
    }
}

/// What was counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Conversations that began in the window.
    pub conversations: u64,
    /// How each promise was kept, in the order of the rules.
    pub kept: Vec<Kept>,
}

/// Whose conversations, and when they began.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// From.
    pub from: Time,
    /// To, exclusive.
    pub to: Time,
    /// Only clocks that this person stopped or holds.
    pub agent: Option<AgentId>,
}

/// How a shop kept its policies.
pub fn account(ctx: &mut Ctx<'_, '_>, shop: &Shop, asked: Asked) -> Result<Account> {
    let versions = kept::versions(ctx, shop)?;
    let mut counts = Counts::default();
    count(ctx, shop, asked, |record, people, now| {
        counts.add(record.conversation, kept::clocks(&versions, record, people, now), asked.agent, record);
    })?;
    Ok(counts.account())
}

/// The same conversations under the policies that held, and had this one held all the time.
pub fn what_if(
    ctx: &mut Ctx<'_, '_>,
    shop: &Shop,
    asked: Asked,
    policy: &Policy,
) -> Result<(Account, Account)> {
    policy.check()?;
    let versions = kept::versions(ctx, shop)?;
    let always = Time::from_micros(0);
    let other = [Version { version: 0, effective_from: always, policy: policy.clone(), by: None }];
    let (mut held, mut would) = (Counts::default(), Counts::default());
    count(ctx, shop, asked, |record, people, now| {
        held.add(record.conversation, kept::clocks(&versions, record, people, now), asked.agent, record);
        would.add(record.conversation, kept::clocks(&other, record, people, now), asked.agent, record);
    })?;
    Ok((held.account(), would.account()))
}

fn count(
    ctx: &mut Ctx<'_, '_>,
    shop: &Shop,
    asked: Asked,
    mut visit: impl FnMut(&ledger::Record, &Calendar, Time),
) -> Result<()> {
    if asked.from >= asked.to {
        return Err(Refusal::invalid("to", "ends_before_start").into());
    }
    let (people, now) = (Calendar::of_people(shop), ctx.now);
    ledger::each_of_shop(ctx, shop.id, (asked.from, asked.to), |record| visit(&record, &people, now))
}

#[derive(Default)]
struct Counts {
    conversations: u64,
    sums: BTreeMap<Key, Sum>,
}

struct Sum {
    name: Bilingual,
    within: Duration,
    took: Vec<Duration>,
    late: u64,
    open: u64,
    late_in: Vec<ConversationId>,
}

impl Counts {
    fn add(
        &mut self,
        conversation: ConversationId,
        clocks: Vec<Held>,
        agent: Option<AgentId>,
        record: &ledger::Record,
    ) {
        self.conversations += 1;
        for held in clocks {
            if agent.is_some() && stopped_by(&held, record) != agent {
                continue;
            }
            let key =
                Key { rule: (held.version, held.rule), metric: held.clock.metric, reply: held.target.reply };
            let within = held.clock.within;
            let sum = self.sums.entry(key).or_insert_with(|| Sum {
                name: held.name,
                within,
                took: Vec::new(),
                late: 0,
                open: 0,
                late_in: Vec::new(),
            });
            let late = held.clock.breached();
            match held.clock.state {
                ClockState::Running | ClockState::Paused if !late => sum.open += 1,
                // What was given up in time was not answered, and was not late either.
                ClockState::Dropped if !late => {}
                _ => {
                    sum.took.push(held.clock.elapsed);
                    if late {
                        sum.late += 1;
                        if sum.late_in.last() != Some(&conversation) {
                            sum.late_in.push(conversation);
                        }
                    }
                }
            }
        }
    }

    fn account(self) -> Account {
        let kept = self.sums.into_iter().map(|(key, mut sum)| {
            sum.took.sort_unstable();
            sum.late_in.reverse();
            sum.late_in.truncate(NAMED);
            Kept {
                version: key.rule.0,
                rule: key.rule.1,
                name: sum.name,
                metric: key.metric,
                reply: key.reply,
                within: sum.within,
                judged: sum.took.len() as u64,
                late: sum.late,
                open: sum.open,
                median: of_ten(&sum.took, 5),
                p90: of_ten(&sum.took, 9),
                late_in: sum.late_in,
            }
        });
        Account { conversations: self.conversations, kept: kept.collect() }
    }
}

/// What so many tenths do not exceed: the least of which at least so many are no longer.
fn of_ten(sorted: &[Duration], tenths: usize) -> Option<Duration> {
    let place = (sorted.len() * tenths).div_ceil(10);
    sorted.get(place.saturating_sub(1)).copied()
}

/// Whose answer ended a clock; who has it while it runs.
fn stopped_by(held: &Held, record: &ledger::Record) -> Option<AgentId> {
    let until = held.clock.ended;
    let mut before = record.events.iter().rev().filter(|event| until.is_none_or(|until| event.at <= until));
    before.find_map(|event| event.agent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_ten_the_ninth() {
        let seconds: Vec<Duration> = (1..=10).map(Duration::from_secs).collect();
        assert_eq!(of_ten(&seconds, 9), Some(Duration::from_secs(9)));
        assert_eq!(of_ten(&seconds, 5), Some(Duration::from_secs(5)));
        assert_eq!(of_ten(&seconds[..1], 9), Some(Duration::from_secs(1)));
        assert_eq!(of_ten(&[], 5), None);
    }
}
