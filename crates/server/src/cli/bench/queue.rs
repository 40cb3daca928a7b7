//! `miaohui bench queue`: a day's rush in memory, its waiting conversations ordered and given out by the functions the
//! server uses, and once more first come, first served.
//!
//! Both times the same buyers come at the same moments to the same people. What a wait costs is what the loss model says
//! it costs, so the comparison shows what the order gains if the model holds; it is no proof that it does.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;
use db::Time;
use desk::agent::skill::{Skill, SkillLevel};
use desk::agent::{Role, Sight};
use desk::id::{AgentId, ConversationId, ShopId};
use desk::routing::decide::{self, Candidate, Case};
use desk::routing::hazard::Hazard;
use desk::routing::loss::{self, Stake};
use desk::routing::rank::{self, Place, Waiting};
use desk::shop::{Lang, RoutingSettings};
use desk::triage::{self, Understood};
use language::{Emotion, Intent, Preset, Stage, Urgency};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use uuid::Uuid;

use super::figures::{Figures, Latencies};
use crate::cli::print;

/// 1 June 2026, 10:00 in Shanghai.
const BEGIN: Time = Time::from_micros(1_780_279_200_000_000);
/// How long a conversation keeps its person, on the average, in seconds.
const HANDLING: f64 = 180.0;
/// How many conversations a person holds at once.
const CAPACITY: u32 = 3;
/// How much of what the people can do is asked of them, over the whole time.
const LOAD: f64 = 0.97;
/// How much more than on the average is asked in the middle third.
const PEAK: f64 = 1.12;
/// Within so many seconds an urgent buyer should have somebody.
const AT_ONCE: Duration = Duration::from_secs(5);
/// By when an answer is due, by urgency: the tiers of 5, 15 and 30 seconds.
const DUE: [(Urgency, u64); 3] = [(Urgency::Urgent, 5), (Urgency::Important, 15), (Urgency::Normal, 30)];

/// Orders and gives out waiting conversations.
#[derive(Debug, Args)]
pub struct Queue {
    /// How many conversations come.
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    conversations: usize,
    /// How many people answer.
    #[arg(long, value_name = "N", default_value_t = 300)]
    agents: u32,
    /// Where the draw begins.
    #[arg(long, value_name = "N", default_value_t = 7)]
    seed: u64,
    /// Print one line of JSON.
    #[arg(long)]
    json: bool,
}

/// A buyer who comes.
struct Arrival {
    waiting: Waiting,
    case: Case,
    /// How long they will keep their person.
    handling: Duration,
}

/// In which order those who wait are taken.
#[derive(Clone, Copy, PartialEq)]
enum Order {
    Loss,
    FirstCome,
}

/// What came of one run.
#[derive(Default)]
struct Outcome {
    decisions: Latencies,
    /// How long each waited, by the number of the arrival.
    waits: Vec<Duration>,
    /// Urgent buyers who had somebody at once, and those who had not although somebody less urgent had.
    urgent_at_once: usize,
    urgent_passed_over: usize,
    /// The most who waited at one moment.
    most_waiting: usize,
    /// How much each person was given for what they can hold.
    load: Vec<f64>,
}

impl Queue {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        anyhow::ensure!(self.agents > 0, "--agents: at least one");
        // Everybody takes what they are given at once: what accepting takes is no matter of the order.
        let settings = RoutingSettings { accept_seconds: 0, ..RoutingSettings::default() };
        let mut draw = StdRng::seed_from_u64(self.seed);
        let people = people(self.agents, &mut draw);
        let arrivals = arrivals(self.conversations, self.agents, &mut draw);
        let by_loss = simulate(&arrivals, &people, &settings, Order::Loss);
        let first_come = simulate(&arrivals, &people, &settings, Order::FirstCome);
        let lost = |outcome: &Outcome| -> f64 {
            let each = arrivals.iter().zip(&outcome.waits);
            each.map(|(arrival, wait)| lost_by(arrival, *wait, &settings)).sum()
        };
        let (cost, cost_of_fifo) = (lost(&by_loss), lost(&first_come));
        let bound = Duration::from_secs(u64::from(settings.wait_bound_seconds));
        let mut figures = Figures::default();
        figures
            .put("conversations", arrivals.len())
            .put("agents", self.agents)
            .measure("decision_p50_ms", by_loss.decisions.ms(0.5))
            .measure("decision_p99_ms", by_loss.decisions.ms(0.99))
            .measure("rerank_ms", rerank(&arrivals, &settings))
            .put("gini", rounded(gini(&by_loss.load)))
            .put("gini_fifo", rounded(gini(&first_come.load)))
            .put("most_waiting", by_loss.most_waiting)
            .measure("longest_wait_s", longest(&by_loss))
            .measure("longest_wait_fifo_s", longest(&first_come))
            .put("bound_s", settings.wait_bound_seconds)
            .put("past_bound", by_loss.waits.iter().filter(|wait| **wait > bound).count())
            .put("urgent", arrivals.iter().filter(|one| one.waiting.stake.urgency == Urgency::Urgent).count())
            .put("urgent_within_5s", rounded(urgent_share(&by_loss)))
            .put("urgent_within_5s_fifo", rounded(urgent_share(&first_come)))
            .measure("expected_loss", cost / 100.0)
            .measure("expected_loss_fifo", cost_of_fifo / 100.0)
            .put("expected_loss_vs_fifo", rounded(cost / cost_of_fifo - 1.0));
        print(&figures.text(self.json));
        Ok(ExitCode::SUCCESS)
    }
}

fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}

fn longest(outcome: &Outcome) -> f64 {
    outcome.waits.iter().max().map_or(0.0, Duration::as_secs_f64)
}

/// Of the urgent who could have had somebody at once, how many had.
#[expect(clippy::cast_precision_loss, reason = "thousands")]
fn urgent_share(outcome: &Outcome) -> f64 {
    let could = outcome.urgent_at_once + outcome.urgent_passed_over;
    if could == 0 { 1.0 } else { outcome.urgent_at_once as f64 / could as f64 }
}

fn lost_by(arrival: &Arrival, wait: Duration, settings: &RoutingSettings) -> f64 {
    let due = arrival.waiting.due.map(|due| due.since(arrival.waiting.since).as_secs_f64());
    loss::until(&arrival.waiting.stake, wait.as_secs_f64(), due, settings)
}

/// How unevenly something is shared out: 0 when all have the same, near 1 when one has all.
#[expect(clippy::cast_precision_loss, reason = "hundreds of people")]
fn gini(shares: &[f64]) -> f64 {
    let mut sorted = shares.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (count, sum) = (sorted.len() as f64, sorted.iter().sum::<f64>());
    if sum <= 0.0 {
        return 0.0;
    }
    let ranked: f64 = sorted.iter().enumerate().map(|(at, share)| (at as f64 + 1.0) * share).sum();
    2.0 * ranked / (count * sum) - (count + 1.0) / count
}

/// How long it takes to rank everybody anew who came, as if all of them waited; the middle of nine.
fn rerank(arrivals: &[Arrival], settings: &RoutingSettings) -> f64 {
    let queue: Vec<Waiting> = arrivals.iter().map(|arrival| arrival.waiting).collect();
    let now = BEGIN + Duration::from_secs(3_600);
    let mut took: Vec<f64> = (0..9)
        .map(|_| {
            let started = Instant::now();
            std::hint::black_box(rank::order(&queue, |_| settings, now));
            started.elapsed().as_secs_f64() * 1_000.0
        })
        .collect();
    took.sort_by(f64::total_cmp);
    took[took.len() / 2]
}

/// Of ten people two are seniors; most know one skill well, some know two, some a little of everything.
fn people(count: u32, draw: &mut StdRng) -> Vec<Candidate> {
    (0..count)
        .map(|number| {
            let level = draw.random_range(1..=3);
            let skill = |skill| SkillLevel { skill, level };
            let skills = match number % 10 {
                0..=2 => vec![skill(Skill::PreSale)],
                3..=5 => vec![skill(Skill::AfterSale), skill(Skill::Technical)],
                6 | 7 => vec![skill(Skill::PreSale), skill(Skill::AfterSale)],
                8 => vec![skill(Skill::Emergency), skill(Skill::AfterSale)],
                _ => Vec::new(),
            };
            Candidate {
                id: agent(number),
                role: if number % 5 == 3 { Role::Senior } else { Role::Agent },
                sight: Sight::Everything,
                skills,
                languages: Vec::new(),
                capacity: CAPACITY,
                held: 0,
                pending: false,
                given: 0,
                last_given: None,
                rests_until: None,
            }
        })
        .collect()
}

fn agent(number: u32) -> AgentId {
    Uuid::from_u128(u128::from(number) + 1).into()
}

/// Buyers come by chance, more of them in the middle third.
fn arrivals(count: usize, agents: u32, draw: &mut StdRng) -> Vec<Arrival> {
    #[expect(clippy::cast_precision_loss, reason = "some ten thousand")]
    let total = count as f64;
    let usual = f64::from(agents * CAPACITY) * LOAD / HANDLING;
    let beside = (3.0 - PEAK) / 2.0;
    let (mut at, end) = (0.0, total / usual);
    (0..count)
        .map(|number| {
            let busy = if (end / 3.0..end * 2.0 / 3.0).contains(&at) { PEAK } else { beside };
            at += exponential(1.0 / (usual * busy), draw);
            arrival(number, at, draw)
        })
        .collect()
}

fn exponential(mean: f64, draw: &mut StdRng) -> f64 {
    -mean * (1.0 - draw.random::<f64>()).ln()
}

/// What is asked most before and after an order, with how often.
const ASKED: [(Intent, u32); 18] = [
    (Intent::WhereIsIt, 18),
    (Intent::ShipWhen, 10),
    (Intent::SizeAdvice, 10),
    (Intent::Attribute, 9),
    (Intent::PriceDiscount, 7),
    (Intent::Return, 5),
    (Intent::Stock, 5),
    (Intent::Bargain, 5),
    (Intent::Greeting, 5),
    (Intent::UrgeShipping, 5),
    (Intent::UsageHowto, 4),
    (Intent::Invoice, 4),
    (Intent::CouponUse, 3),
    (Intent::Exchange, 3),
    (Intent::Refund, 2),
    (Intent::Quality, 2),
    (Intent::Payment, 2),
    (Intent::Complaint, 1),
];

fn arrival(number: usize, at: f64, draw: &mut StdRng) -> Arrival {
    let intent = drawn(&ASKED, draw);
    let moods = [
        (Emotion::Neutral, 70),
        (Emotion::Anxious, 14),
        (Emotion::Positive, 8),
        (Emotion::Dissatisfied, 7),
        (Emotion::Angry, 1),
    ];
    let emotion = drawn(&moods, draw);
    let stage = intent.usual_stage().unwrap_or(Stage::Pre);
    let urgency = triage::urgency(
        Preset::B,
        &[],
        Understood { intent, emotion, stage, inbox: uuid::Uuid::nil().into(), worth: None },
        false,
    );
    // Most baskets are small and some are large: half are under 120, one in twenty is over 800.
    let normal: f64 = (0..12).map(|_| draw.random::<f64>()).sum::<f64>() - 6.0;
    let value = 12_000.0 * (1.15 * normal).exp();
    let since = BEGIN + Duration::from_secs_f64(at);
    let due = DUE.iter().find(|(of, _)| *of == urgency).map_or(30, |(_, seconds)| *seconds);
    let waiting = Waiting {
        conversation: conversation(number),
        stake: Stake {
            intent,
            emotion,
            stage,
            urgency,
            value,
            vip: draw.random_bool(0.05),
            hazard: Hazard::usual(intent),
            pressure: 1.0,
        },
        since,
        from: since,
        heard: since,
        due: Some(since + Duration::from_secs(due)),
        emergency: false,
    };
    let case = Case {
        shop: ShopId::from(Uuid::from_u128(1)),
        language: Lang::Zh,
        skill: Skill::asked(intent, emotion, stage),
        complaint: triage::is_complaint(intent, emotion),
        crisis: false,
        units: 1,
        waited: Duration::ZERO,
        last_agent: None,
        own_agent: None,
        passed_by: Vec::new(),
    };
    let handling = Duration::from_secs_f64(30.0 + exponential(HANDLING - 30.0, draw));
    Arrival { waiting, case, handling }
}

fn conversation(number: usize) -> ConversationId {
    Uuid::from_u128(number as u128 + 1).into()
}

fn drawn<T: Copy>(of: &[(T, u32)], draw: &mut StdRng) -> T {
    let mut left = draw.random_range(0..of.iter().map(|(_, weight)| weight).sum());
    for (one, weight) in of {
        if left < *weight {
            return *one;
        }
        left -= weight;
    }
    of[of.len() - 1].0
}

/// Lets everybody come, be given and be done: at every moment at which somebody comes or a place is freed, the queue is
/// ranked and given out, as the server does.
fn simulate(arrivals: &[Arrival], people: &[Candidate], settings: &RoutingSettings, by: Order) -> Outcome {
    let mut people = people.to_vec();
    let mut outcome = Outcome { waits: vec![Duration::ZERO; arrivals.len()], ..Outcome::default() };
    let mut coming = arrivals.iter().enumerate().peekable();
    let mut busy: BinaryHeap<Reverse<(Time, AgentId)>> = BinaryHeap::new();
    // By conversation, whose ids are in order of coming.
    let mut waits: BTreeMap<ConversationId, usize> = BTreeMap::new();
    let mut taken: Vec<Taken> = Vec::new();
    loop {
        let next_done = busy.peek().map(|Reverse((at, _))| *at);
        let next_come = coming.peek().map(|(_, arrival)| arrival.waiting.since);
        let now = match (next_come, next_done) {
            (Some(come), Some(done)) => come.min(done),
            (Some(come), None) => come,
            // The rest is a matter of time, unless nobody may take it.
            (None, Some(done)) if !waits.is_empty() => done,
            (None, _) => break,
        };
        while let Some((number, arrival)) = coming.next_if(|(_, arrival)| arrival.waiting.since <= now) {
            waits.insert(arrival.waiting.conversation, number);
        }
        while let Some(Reverse((_, who))) = busy.peek().copied().filter(|Reverse((at, _))| *at <= now) {
            busy.pop();
            if let Some(one) = people.iter_mut().find(|one| one.id == who) {
                one.held -= 1;
            }
        }
        outcome.most_waiting = outcome.most_waiting.max(waits.len());
        let queue: Vec<Waiting> = waits.values().map(|number| arrivals[*number].waiting).collect();
        let started = Instant::now();
        let ranked = ranked(&queue, settings, by, now);
        let case_of = |index: usize| {
            let arrival = &arrivals[waits[&queue[index].conversation]];
            (Case { waited: now.since(arrival.waiting.since), ..arrival.case.clone() }, settings)
        };
        let given = decide::give_out(&ranked, case_of, &mut people, now);
        outcome.decisions.record(started.elapsed());
        for (index, choice) in given {
            let Some(number) = waits.remove(&queue[index].conversation) else { continue };
            outcome.waits[number] = now.since(arrivals[number].waiting.since);
            busy.push(Reverse((now + arrivals[number].handling, choice.agent)));
            taken.push(Taken { at: now, number, by: choice.agent });
        }
    }
    count_urgent(arrivals, &people, &taken, settings, &mut outcome);
    outcome.load = people.iter().map(|one| f64::from(one.given) / f64::from(one.capacity)).collect();
    outcome
}

/// First come, first served needs no weights; everything else is as usual.
fn ranked(queue: &[Waiting], settings: &RoutingSettings, by: Order, now: Time) -> Vec<Place> {
    let mut ranked = rank::order(queue, |_| settings, now);
    if by == Order::FirstCome {
        ranked.sort_by_key(|place| (queue[place.index].since, place.conversation));
    }
    ranked
}

/// A conversation that somebody was given.
struct Taken {
    at: Time,
    number: usize,
    by: AgentId,
}

/// An urgent buyer was passed over when, within the first seconds, somebody who could have had them was given one who was
/// not urgent and not near the bound. Who had nobody because nobody was free is not counted.
fn count_urgent(
    arrivals: &[Arrival],
    people: &[Candidate],
    taken: &[Taken],
    settings: &RoutingSettings,
    outcome: &mut Outcome,
) {
    let near_bound = Duration::from_secs(u64::from(settings.wait_bound_seconds)) * 8 / 10;
    let could = |by: AgentId, case: &Case| {
        let one = people.iter().find(|one| one.id == by).cloned();
        let free: Vec<Candidate> = one.map(|one| Candidate { held: 0, ..one }).into_iter().collect();
        decide::decide(case, &free, settings, BEGIN).is_some()
    };
    for (number, arrival) in arrivals.iter().enumerate() {
        if arrival.waiting.stake.urgency != Urgency::Urgent {
            continue;
        }
        if outcome.waits[number] <= AT_ONCE {
            outcome.urgent_at_once += 1;
            continue;
        }
        let since = arrival.waiting.since;
        let first = taken.partition_point(|one| one.at < since);
        let mut soon = taken[first..].iter().take_while(|one| one.at <= since + AT_ONCE);
        let passed_over = soon.any(|one| {
            arrivals[one.number].waiting.stake.urgency != Urgency::Urgent
                && outcome.waits[one.number] < near_bound
                && could(one.by, &arrival.case)
        });
        if passed_over {
            outcome.urgent_passed_over += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unevenness_is_nought_among_equals_and_near_one_when_one_has_all() {
        assert!(gini(&[3.0, 3.0, 3.0]).abs() < 1e-9);
        assert!((gini(&[0.0, 0.0, 0.0, 8.0]) - 0.75).abs() < 1e-9);
        assert!(gini(&[]).abs() < 1e-9);
    }
}
