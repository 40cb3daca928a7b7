use std::collections::BTreeMap;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::authority::limits::ANY;
use crate::authority::raise::By;
use crate::authority::{Asked, Who};
use crate::id::{AgentId, ShopId};
use crate::money::Money;

const FLOWS: [&str; 3] = ["refund", "coupon", "gift"];
const REASONS: [&str; 3] = ["late", "damaged", "other"];

fn id<T: From<Uuid>>(n: usize) -> T {
    T::from(Uuid::from_u128(n as u128))
}

fn row(role: Holder, flow: &str, reason: &str, amounts: [i64; 3]) -> Limit {
    let [per_case, per_day, per_buyer_month] = amounts;
    let (flow, reason) = (flow.to_owned(), reason.to_owned());
    Limit { role, flow, reason, order_from: 0, order_below: None, per_case, per_day, per_buyer_month }
}

fn limits(rows: Vec<Limit>) -> Limits {
    Limits { rows, ..Limits::default() }
}

fn asked(who: Who, flow: &str, reason: &str, amount: i64) -> Asked {
    Asked {
        shop: id::<ShopId>(1),
        who,
        buyer: id(2),
        conversation: None,
        order: Some("A1".into()),
        order_value: 10_000,
        flow: flow.into(),
        reason: reason.into(),
        amount: Money::new(amount, "CNY"),
    }
}

fn agent(n: usize) -> Who {
    Who::Agent(id::<AgentId>(n), Role::Agent)
}

fn parts(given: &[(&str, &str, i64)]) -> Vec<Part> {
    let part = |(flow, reason, amount): &(&str, &str, i64)| Part {
        flow: (*flow).into(),
        reason: (*reason).into(),
        amount: *amount,
    };
    given.iter().map(part).collect()
}

#[test]
fn the_narrowest_row_is_for_the_case_and_every_row_for_the_sums() {
    let limits = limits(vec![
        row(Holder::Agent, ANY, ANY, [20, 200, 100]),
        row(Holder::Agent, "refund", ANY, [80, 500, 500]),
        row(Holder::Agent, "refund", "damaged", [150, 500, 500]),
    ]);
    let left = |flow, reason, used: &Used| decide(&limits, None, &asked(agent(1), flow, reason, 0), used);
    let none = Used::default();
    assert_eq!(
        left("coupon", "late", &none),
        Verdict::Within { left_case: 20, left_day: 200, left_month: 100 }
    );
    assert_eq!(
        left("refund", "late", &none),
        Verdict::Within { left_case: 80, left_day: 200, left_month: 100 }
    );
    assert_eq!(
        left("refund", "damaged", &none),
        Verdict::Within { left_case: 150, left_day: 200, left_month: 100 }
    );
    let used = Used { day: parts(&[("coupon", "late", 150)]), ..Used::default() };
    assert_eq!(
        left("refund", "damaged", &used),
        Verdict::Within { left_case: 150, left_day: 50, left_month: 100 }
    );
}

#[test]
fn the_bot_gives_nothing_unless_it_is_set() {
    let defaults = Limits::default();
    let verdict = decide(&defaults, None, &asked(Who::Bot, "coupon", "late", 1), &Used::default());
    assert_eq!(
        verdict,
        Verdict::NeedsApproval { over: LimitKind::Case, by: 1, may: vec![Role::Lead, Role::Admin] }
    );
    let without = limits(Vec::new());
    let verdict = decide(&without, None, &asked(agent(1), "coupon", "late", 1), &Used::default());
    assert_eq!(verdict, Verdict::Refused { over: LimitKind::Case, by: 1 });
}

#[test]
fn who_may_is_whose_own_limits_cover_it() {
    let defaults = Limits::default();
    let may = |amount| decide(&defaults, None, &asked(agent(1), "refund", "late", amount), &Used::default());
    assert!(matches!(may(2_000), Verdict::Within { left_case: 0, .. }));
    assert_eq!(
        may(50_000),
        Verdict::NeedsApproval { over: LimitKind::Case, by: 48_000, may: vec![Role::Lead, Role::Admin] }
    );
    assert_eq!(
        may(50_001),
        Verdict::NeedsApproval { over: LimitKind::Case, by: 48_001, may: vec![Role::Admin] }
    );
    assert_eq!(may(500_001), Verdict::Refused { over: LimitKind::Case, by: 498_001 });
}

#[test]
fn an_order_of_another_band_has_other_limits() {
    let mut limits = limits(vec![row(Holder::Agent, ANY, ANY, [20, 200, 100])]);
    limits.rows[0].order_below = Some(10_000);
    limits.rows.push(Limit { order_from: 10_000, order_below: None, per_case: 50, ..limits.rows[0].clone() });
    let at = |value| Asked { order_value: value, ..asked(agent(1), "refund", "late", 30) };
    assert!(matches!(decide(&limits, None, &at(9_999), &Used::default()), Verdict::Refused { by: 10, .. }));
    assert!(matches!(
        decide(&limits, None, &at(10_000), &Used::default()),
        Verdict::Within { left_case: 20, .. }
    ));
}

fn raise(by: By, ceiling: Holder) -> Raise {
    let now = db::Time::from_micros(0);
    Raise {
        id: id(9),
        shop: id(1),
        conversation: id(8),
        by,
        ceiling,
        raised_by: None,
        why: String::new(),
        made_at: now,
        until: now,
    }
}

#[test]
fn a_raise_lifts_people_to_the_ceiling_and_never_the_bot() {
    let defaults = Limits::default();
    let left = |who, raise: &Raise| match decide(
        &defaults,
        Some(raise),
        &asked(who, "refund", "late", 0),
        &Used::default(),
    ) {
        Verdict::Within { left_case, .. } => left_case,
        other => panic!("{other:?}"),
    };
    assert_eq!(left(agent(1), &raise(By::Percent(150), Holder::Lead)), 3_000);
    assert_eq!(left(agent(1), &raise(By::Amount(500), Holder::Lead)), 2_500);
    assert_eq!(left(agent(1), &raise(By::Amount(1_000_000), Holder::Lead)), 50_000);
    let lead = Who::Agent(id(3), Role::Lead);
    assert_eq!(
        left(lead, &raise(By::Percent(1000), Holder::Lead)),
        50_000,
        "a lead raises themselves by nothing"
    );
    assert_eq!(left(Who::Bot, &raise(By::Amount(500), Holder::Lead)), 0);
}

/// One thing done in a made-up day.
#[derive(Debug, Clone)]
enum Step {
    Reserve { agent: usize, order: usize, flow: usize, reason: usize, amount: i64 },
    Spend { which: usize, share: i64 },
    Release { which: usize },
}

fn step() -> impl Strategy<Value = Step> {
    let reserve = (0..2_usize, 0..2_usize, 0..3_usize, 0..3_usize, 0..60_i64);
    prop_oneof![
        4 => reserve.prop_map(|(agent, order, flow, reason, amount)| Step::Reserve { agent, order, flow, reason, amount }),
        1 => (0..40_usize, 0..=100_i64).prop_map(|(which, share)| Step::Spend { which, share }),
        1 => (0..40_usize).prop_map(|which| Step::Release { which }),
    ]
}

/// What the tables hold of one use.
#[derive(Debug, Clone)]
struct Given {
    agent: usize,
    order: usize,
    part: Part,
    open: bool,
}

fn used(given: &[Given], agent: usize, order: usize) -> Used {
    let of =
        |which: &dyn Fn(&&Given) -> bool| given.iter().filter(which).map(|one| one.part.clone()).collect();
    Used { case: of(&|one| one.order == order), day: of(&|one| one.agent == agent), month: of(&|_| true) }
}

fn some_limits() -> impl Strategy<Value = Limits> {
    let amounts = prop::array::uniform3(0..120_i64);
    let flows = prop::sample::select(vec![ANY, "refund", "coupon"]);
    let reasons = prop::sample::select(vec![ANY, "late"]);
    prop::collection::vec((flows, reasons, amounts), 1..4).prop_map(|rows| {
        let mut by_name = BTreeMap::new();
        for (flow, reason, amounts) in rows {
            by_name.insert((flow, reason), row(Holder::Agent, flow, reason, amounts));
        }
        limits(by_name.into_values().collect())
    })
}

fn total(given: &[Given], which: impl Fn(&Given) -> bool) -> i64 {
    given.iter().filter(|one| which(one)).map(|one| one.part.amount).sum()
}

proptest! {
    #[test]
    fn never_above_a_limit_whatever_happens_in_whatever_order(limits in some_limits(), steps in prop::collection::vec(step(), 1..40)) {
        let mut given: Vec<Given> = Vec::new();
        for step in steps {
            match step {
                Step::Reserve { agent: who, order, flow, reason, amount } => {
                    let asked = asked(agent(who), FLOWS[flow], REASONS[reason], amount);
                    if let Verdict::Within { left_case, left_day, left_month } =
                        decide(&limits, None, &asked, &used(&given, who, order))
                    {
                        prop_assert!(left_case >= 0 && left_day >= 0 && left_month >= 0);
                        let part = Part { flow: asked.flow, reason: asked.reason, amount };
                        given.push(Given { agent: who, order, part, open: true });
                    }
                }
                Step::Spend { which, share } => {
                    if let Some(one) = given.get_mut(which).filter(|one| one.open) {
                        one.part.amount = one.part.amount * share / 100;
                        one.open = false;
                    }
                }
                Step::Release { which } => {
                    if let Some(one) = given.get_mut(which).filter(|one| one.open) {
                        one.part.amount = 0;
                        one.open = false;
                    }
                }
            }
            for row in &limits.rows {
                let covered = |one: &Given| row.covers(&one.part.flow, &one.part.reason);
                for who in 0..2 {
                    prop_assert!(total(&given, |one| one.agent == who && covered(one)) <= row.per_day);
                }
                prop_assert!(total(&given, covered) <= row.per_buyer_month);
            }
            // Of one order and reason nobody has given more than the widest of the rows that speak of it.
            for order in 0..2 {
                for reason in REASONS {
                    let most = limits.rows.iter().filter(|row| row.covers_reason(reason)).map(|row| row.per_case).max();
                    let sum = total(&given, |one| one.order == order && one.part.reason == reason);
                    prop_assert!(sum <= most.unwrap_or(0));
                }
            }
        }
    }

    #[test]
    fn parts_never_give_more_than_the_whole(
        limits in some_limits(),
        flow in 0..3_usize,
        cuts in prop::collection::vec((0..60_i64, 0..2_usize, 0..3_usize), 1..12),
        before in prop::collection::vec((0..3_usize, 0..3_usize, 0..30_i64), 0..5),
    ) {
        let before: Vec<Given> = before.into_iter().map(|(flow, reason, amount)| {
            let part = Part { flow: FLOWS[flow].into(), reason: REASONS[reason].into(), amount };
            Given { agent: 0, order: 0, part, open: false }
        }).collect();
        let left = |flow: &str| left_with(&limits, None, &asked(agent(0), flow, "late", 0), &used(&before, 0, 0));
        let give = |given: &mut Vec<Given>, who: usize, flow: &str, amount: i64| {
            let asked = asked(agent(who), flow, "late", amount);
            let within = matches!(decide(&limits, None, &asked, &used(given, who, 0)), Verdict::Within { .. });
            let amount = if within { amount } else { 0 };
            let part = Part { flow: asked.flow, reason: asked.reason, amount };
            given.push(Given { agent: who, order: 0, part, open: true });
            amount
        };
        // One person in parts, as against at once.
        let mut given = before.clone();
        let in_parts: i64 = cuts.iter().map(|(amount, ..)| give(&mut given, 0, FLOWS[flow], *amount)).sum();
        prop_assert!(in_parts <= left(FLOWS[flow]).tightest().1.max(0));
        // Colleagues and other flows share the case.
        let mut given = before.clone();
        let shared: i64 = cuts.iter().map(|(amount, who, flow)| give(&mut given, *who, FLOWS[*flow], *amount)).sum();
        let most = FLOWS.iter().map(|flow| left(flow).case).max().unwrap_or(0);
        prop_assert!(shared <= most.max(0), "{shared} in parts, {most} at once");
    }

    #[test]
    fn a_raise_never_gives_less_nor_more_than_the_ceiling(
        percent in 101..=1000_i64,
        amount in 0..2_000_000_i64,
        by_percent in any::<bool>(),
        given in 0..60_000_i64,
    ) {
        let defaults = Limits::default();
        let by = if by_percent { By::Percent(percent) } else { By::Amount(amount) };
        let raise = raise(by, Holder::Lead);
        let used = Used { case: parts(&[("refund", "late", given)]), ..Used::default() };
        let left = |who: Who, raise: Option<&Raise>| {
            let asked = asked(who, "refund", "late", 0);
            left_with(&defaults, raise, &asked, &used).case
        };
        let (own, raised) = (left(agent(1), None), left(agent(1), Some(&raise)));
        let lead = left(Who::Agent(id(3), Role::Lead), None);
        prop_assert!(own <= raised && raised <= lead.max(own));
    }
}
