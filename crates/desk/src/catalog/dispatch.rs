//! When goods leave and arrive: from the product, the shop's shipping policies, the hour, and the days on which nothing
//! leaves. Bot and assist tell what is computed here, so they tell the same.

use db::Time;
use jiff::civil::{self, Date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span};

use super::Product;
use super::policy::{Policy, PolicyKind, all_holding};

/// Days looked ahead for one on which something leaves.
const AHEAD: i32 = 400;

/// When something leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Leaves {
    /// A presale item, from this day on.
    Presale(Date),
    /// On this day, because of what the hour is and until when something leaves on the same day.
    On {
        /// The day.
        day: Date,
        /// Until then it would have been the same day.
        cutoff: civil::Time,
        /// That hour has passed today, or nothing leaves today.
        missed: bool,
    },
    /// Within so many hours after payment; paid now, by then.
    Within {
        /// Hours, as the shop promises them.
        hours: i64,
        /// Paid now, by then. It is later than so many hours from now when nothing leaves on a day between.
        by: Time,
    },
}

/// What can be promised of a product that is paid now.
#[derive(Debug, Clone, PartialEq)]
pub struct Dispatch<'p> {
    /// When it leaves.
    pub leaves: Leaves,
    /// When it arrives, if the place and the days on the way are known.
    pub arrives: Option<Date>,
    /// The policies it follows from.
    pub policies: Vec<&'p Policy>,
}

/// What can be promised of a product that is paid at `now` and goes to `place`; none when the shop has not said.
///
/// When it leaves, on which days nothing does, and the days on the way: each is taken from the most special policy that
/// says something about it. A policy for the product or its category goes before the product's own hours, and those before
/// a policy for everything.
pub fn dispatch<'p>(
    product: &Product,
    policies: &'p [Policy],
    place: Option<&str>,
    (now, zone): (Time, &TimeZone),
) -> Option<Dispatch<'p>> {
    let local = now.timestamp().to_zoned(zone.clone());
    let rules = all_holding(policies, PolicyKind::Shipping, (Some(product), place), now);
    let calendar = rules.iter().copied().find(|rule| has_calendar(rule));
    let closed = |day: Date| calendar.is_some_and(|rule| is_closed(rule, day));
    let presale = product.facts.presale_ships_on.filter(|day| *day >= local.date());
    let own = product.facts.ships_within_hours;
    let rule = rules
        .iter()
        .copied()
        .find(|rule| rule.facts.cutoff_time().is_some() || rule.facts.within_hours.is_some())
        .filter(|rule| own.is_none() || !rule.facts.scope.is_empty());
    let within = |hours: i64| Some(Leaves::Within { hours, by: after_hours(now, hours, zone, &closed)? });
    let leaves = if let Some(day) = presale {
        Leaves::Presale(open_from(day, &closed)?)
    } else if let Some(cutoff) = rule.and_then(|rule| rule.facts.cutoff_time()) {
        by_cutoff(local.datetime(), cutoff, &closed)?
    } else {
        within(rule.and_then(|rule| rule.facts.within_hours).or(own)?)?
    };
    let on_the_way = rules
        .iter()
        .copied()
        .filter(|_| place.is_some())
        .find_map(|rule| Some((rule, rule.facts.transit_days?)));
    let mut followed: Vec<&'p Policy> = rule.filter(|_| presale.is_none()).into_iter().collect();
    followed.extend(calendar);
    followed.extend(on_the_way.map(|(rule, _)| rule));
    followed.sort_by(|a, b| a.facts.policy_id.cmp(&b.facts.policy_id));
    followed.dedup_by_key(|rule| rule.id);
    let left = match leaves {
        Leaves::Presale(day) | Leaves::On { day, .. } => day,
        Leaves::Within { by, .. } => by.timestamp().to_zoned(zone.clone()).date(),
    };
    let arrives = on_the_way.and_then(|(_, days)| left.checked_add(Span::new().try_days(days).ok()?).ok());
    Some(Dispatch { leaves, arrives, policies: followed })
}

fn has_calendar(rule: &Policy) -> bool {
    !rule.facts.closed_days.is_empty() || !rule.facts.closed_weekdays.is_empty()
}

fn is_closed(rule: &Policy, day: Date) -> bool {
    let weekday = u8::try_from(day.weekday().to_monday_one_offset()).unwrap_or(0);
    rule.facts.closed_weekdays.contains(&weekday) || rule.facts.closed_days.contains(&day)
}

/// The first day from `day` on on which something leaves.
fn open_from(day: Date, closed: &impl Fn(Date) -> bool) -> Option<Date> {
    let mut day = day;
    for _ in 0..AHEAD {
        if !closed(day) {
            return Some(day);
        }
        day = day.tomorrow().ok()?;
    }
    None
}

fn by_cutoff(now: civil::DateTime, cutoff: civil::Time, closed: &impl Fn(Date) -> bool) -> Option<Leaves> {
    let today = now.date();
    let missed = now.time() > cutoff || closed(today);
    let day = if missed { open_from(today.tomorrow().ok()?, closed)? } else { today };
    Some(Leaves::On { day, cutoff, missed })
}

/// The moment after so many hours of days on which something leaves.
fn after_hours(now: Time, hours: i64, zone: &TimeZone, closed: &impl Fn(Date) -> bool) -> Option<Time> {
    let mut left = SignedDuration::from_hours(hours);
    let mut at = now.timestamp().to_zoned(zone.clone());
    for _ in 0..AHEAD {
        let midnight = at.date().tomorrow().ok()?.to_zoned(zone.clone()).ok()?;
        let today = at.timestamp().duration_until(midnight.timestamp());
        if closed(at.date()) {
            at = midnight;
        } else if left <= today {
            return Some(at.timestamp().checked_add(left).ok()?.into());
        } else {
            left = left.checked_sub(today)?;
            at = midnight;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::ProductInput;
    use crate::catalog::policy::PolicyInput;
    use crate::catalog::promotion::Reach;

    fn product(hours: Option<i64>) -> Product {
        let facts = ProductInput {
            product_id: "S1".into(),
            category: "衬衫".into(),
            ships_within_hours: hours,
            ..ProductInput::default()
        };
        let nil = uuid::Uuid::nil();
        Product { id: nil.into(), shop: nil.into(), facts, skus: vec![], updated_at: Time::default() }
    }

    fn shipping(id: u128, change: impl FnOnce(&mut PolicyInput)) -> Policy {
        let mut facts =
            PolicyInput { policy_id: id.to_string(), ..PolicyInput::of_kind(PolicyKind::Shipping) };
        change(&mut facts);
        Policy { id: uuid::Uuid::from_u128(id).into(), facts }
    }

    fn at(text: &str) -> Time {
        format!("{text}[Asia/Shanghai]").parse::<jiff::Zoned>().expect("a time").timestamp().into()
    }

    fn leaves(product: &Product, policies: &[Policy], now: &str) -> Leaves {
        let zone = TimeZone::get("Asia/Shanghai").expect("known");
        dispatch(product, policies, None, (at(now), &zone)).expect("promised").leaves
    }

    #[test]
    fn until_the_hour_it_leaves_today_and_after_it_on_the_next_day_that_ships() {
        // 2026-05-22 is a Friday.
        let rules = [shipping(1, |facts| {
            (facts.cutoff, facts.closed_weekdays) = (Some("16:00".into()), vec![6, 7]);
            facts.closed_days = vec![civil::date(2026, 5, 25)];
        })];
        let day = |now| match leaves(&product(None), &rules, now) {
            Leaves::On { day, missed, .. } => (day.to_string(), missed),
            other => panic!("{other:?}"),
        };
        assert_eq!(day("2026-05-22T16:00"), ("2026-05-22".into(), false));
        assert_eq!(day("2026-05-22T16:01"), ("2026-05-26".into(), true));
        assert_eq!(day("2026-05-23T09:00"), ("2026-05-26".into(), true));
    }

    #[test]
    fn hours_of_days_on_which_nothing_leaves_do_not_count() {
        let rules =
            [shipping(1, |facts| (facts.within_hours, facts.closed_weekdays) = (Some(24), vec![6, 7]))];
        let by = |product: &Product, now| match leaves(product, &rules, now) {
            Leaves::Within { by, hours } => (hours, by),
            other => panic!("{other:?}"),
        };
        assert_eq!(by(&product(None), "2026-05-22T18:00"), (24, at("2026-05-25T18:00")));
        assert_eq!(by(&product(Some(48)), "2026-05-20T18:00"), (48, at("2026-05-22T18:00")), "its own hours");
    }

    #[test]
    fn a_rule_for_the_category_goes_before_the_products_own_hours_and_places_differ() {
        let rules = [
            shipping(1, |facts| (facts.within_hours, facts.transit_days) = (Some(72), Some(3))),
            shipping(2, |facts| {
                (facts.within_hours, facts.scope) = (Some(12), vec![Reach::Category("衬衫".into())]);
            }),
            shipping(3, |facts| (facts.transit_days, facts.regions) = (Some(7), vec!["新疆".into()])),
        ];
        let zone = TimeZone::get("Asia/Shanghai").expect("known");
        let promised = |place| {
            dispatch(&product(Some(48)), &rules, place, (at("2026-05-20T10:00"), &zone)).expect("promised")
        };
        assert!(matches!(promised(None).leaves, Leaves::Within { hours: 12, .. }));
        assert_eq!(promised(None).arrives, None, "nobody has said where to");
        // What the rule for the category leaves open, the others say.
        let by_rule = |promised: Dispatch<'_>| {
            let rules = promised.policies.iter().map(|rule| rule.facts.policy_id.clone()).collect::<Vec<_>>();
            (promised.leaves, promised.arrives.map(|day| day.to_string()), rules)
        };
        let leaves = promised(None).leaves;
        let told =
            |day: &str, rules: [&str; 2]| (leaves, Some(day.to_owned()), rules.map(str::to_owned).to_vec());
        assert_eq!(by_rule(promised(Some("杭州"))), told("2026-05-23", ["1", "2"]));
        assert_eq!(by_rule(promised(Some("新疆"))), told("2026-05-27", ["2", "3"]));
    }

    #[test]
    fn a_rule_that_only_knows_the_way_takes_nothing_from_the_others() {
        let rules = [
            shipping(1, |facts| (facts.cutoff, facts.closed_weekdays) = (Some("16:00".into()), vec![6, 7])),
            shipping(2, |facts| {
                (facts.transit_days, facts.scope) = (Some(2), vec![Reach::Product("S1".into())]);
            }),
            shipping(3, |facts| (facts.within_hours, facts.regions) = (Some(96), vec!["西藏".into()])),
        ];
        let zone = TimeZone::get("Asia/Shanghai").expect("known");
        // A Friday after the hour: Monday, and two days on the way.
        let now = (at("2026-05-22T17:00"), &zone);
        let promised = dispatch(&product(None), &rules, Some("杭州"), now).expect("promised");
        let Leaves::On { day, missed: true, .. } = promised.leaves else { panic!("{promised:?}") };
        assert_eq!((day, promised.arrives), (civil::date(2026, 5, 25), Some(civil::date(2026, 5, 27))));
        let far = dispatch(&product(None), &rules, Some("西藏拉萨"), now).expect("promised");
        assert_eq!(far.leaves, Leaves::Within { hours: 96, by: at("2026-05-28T17:00") });
        // The product's own hours go before a rule for everything, which still says when nothing leaves.
        let own = dispatch(&product(Some(24)), &rules, None, now).expect("promised");
        assert_eq!(own.leaves, Leaves::Within { hours: 24, by: at("2026-05-25T17:00") });
    }
}
