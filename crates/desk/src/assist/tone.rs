//! How to speak to a buyer, and why: whoever was unhappy last is soothed first, whoever comes back is greeted as somebody
//! known, whoever buys dear can be met with a small favour. Pure.

use std::time::Duration;

use db::Time;
use serde::Serialize;

use crate::conversation::Conversation;

/// A complaint is minded for so long.
const MINDED: Duration = Duration::from_secs(90 * 86_400);
/// From so many orders on a buyer is a regular one.
const REGULAR: i64 = 3;

/// A way to speak, with its reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(tag = "tone", rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields are told of by their variant")]
pub enum ToneHint {
    /// Ask how it went and soothe, before anything else: they were unhappy in the conversation of this number, so many
    /// days ago.
    Soothe { number: i64, days: i64 },
    /// Warm, by name: they have bought so often.
    Familiar { orders: i64 },
    /// A small favour may be asked for: they spend so much on an order, where the shop's usual is so much (minor units).
    Generous { average: i64, usual: i64 },
    /// Ask what they need and show them around: they have not bought yet.
    Welcome {},
}

/// What is known of a buyer's orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bought {
    /// How many orders that count.
    pub orders: i64,
    /// What was paid for them, in minor units.
    pub spent: i64,
    /// What an order of the shop usually comes to, in minor units; none while it has too few.
    pub usual: Option<i64>,
}

/// How to speak to a buyer with these orders, who last complained in this conversation; the most pressing hint comes first.
pub fn hints(bought: Bought, complaint: Option<&Conversation>, now: Time) -> Vec<ToneHint> {
    let mut hints = Vec::new();
    if let Some(unhappy) = complaint.filter(|one| one.opened_at + MINDED > now) {
        let days = now.since(unhappy.opened_at).as_secs() / 86_400;
        let days = i64::try_from(days).unwrap_or(i64::MAX);
        hints.push(ToneHint::Soothe { number: unhappy.number, days });
    }
    let Bought { orders, spent, usual } = bought;
    if orders >= REGULAR {
        hints.push(ToneHint::Familiar { orders });
    }
    if orders > 0
        && let Some(usual) = usual.filter(|usual| *usual > 0)
        && spent / orders * 2 >= usual * 3
    {
        hints.push(ToneHint::Generous { average: spent / orders, usual });
    }
    if orders == 0 {
        hints.push(ToneHint::Welcome {});
    }
    hints
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bought(orders: i64, each: i64) -> Bought {
        Bought { orders, spent: orders * each, usual: Some(10_000) }
    }

    #[test]
    fn each_hint_has_its_reason() {
        let now = Time::from_micros(0);
        assert_eq!(hints(bought(0, 0), None, now), [ToneHint::Welcome {}]);
        assert_eq!(hints(bought(1, 10_000), None, now), []);
        assert_eq!(hints(bought(3, 10_000), None, now), [ToneHint::Familiar { orders: 3 }]);
        assert_eq!(
            hints(bought(1, 15_000), None, now),
            [ToneHint::Generous { average: 15_000, usual: 10_000 }]
        );
        let few = Bought { usual: None, ..bought(1, 15_000) };
        assert_eq!(hints(few, None, now), []);
    }
}
