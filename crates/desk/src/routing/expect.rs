//! What may honestly be promised to a waiting buyer.

use std::time::Duration;

use db::Time;

use super::{queue, store};
use crate::agent;
use crate::conversation::Conversation;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::ConversationId;
use crate::shop::Shop;

/// What a waiting buyer may be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "fields are told of by their variant")]
pub enum Expectation {
    /// People are here: so many buyers are ahead, and somebody should be free within about this time.
    Soon { ahead: i64, within: Duration },
    /// People should be here, but nobody is at the moment.
    NobodyNow { ahead: i64 },
    /// People begin again at this moment, and so many buyers are ahead.
    From { opens: Time, ahead: i64 },
    /// The shop has no hours at which people answer.
    Unknown,
}

impl Expectation {
    /// Within how many minutes somebody comes, where that can be told.
    pub fn minutes(self) -> Option<i64> {
        match self {
            Self::Soon { within, .. } => {
                Some(i64::try_from(within.as_secs().div_ceil(60).max(1)).unwrap_or(i64::MAX))
            }
            Self::NobodyNow { .. } | Self::From { .. } | Self::Unknown => None,
        }
    }

    /// How many are ahead, where that is known.
    pub fn ahead(self) -> Option<i64> {
        match self {
            Self::Soon { ahead, .. } | Self::NobodyNow { ahead } | Self::From { ahead, .. } => Some(ahead),
            Self::Unknown => None,
        }
    }
}

/// Takes the figures and says what may be promised. Pure.
pub fn expect(shop: &Shop, ahead: i64, online: i64, handling: Duration, now: Time) -> Expectation {
    match shop.next_opening(now) {
        None => Expectation::Unknown,
        Some(opens) if opens > now => Expectation::From { opens, ahead },
        Some(_) if online == 0 => Expectation::NobodyNow { ahead },
        Some(_) => {
            // Everybody works at once: one conversation ends every `handling / online`.
            let each = handling / u32::try_from(online).unwrap_or(1).max(1);
            let within = each * u32::try_from(ahead + 1).unwrap_or(u32::MAX);
            Expectation::Soon { ahead, within }
        }
    }
}

/// What the buyer of this waiting conversation may be told.
pub fn expectation(ctx: &mut Ctx<'_, '_>, shop: &Shop, conversation: &Conversation) -> Result<Expectation> {
    let ahead = queue::ahead(ctx, shop, conversation.id)?;
    behind(ctx, shop, ahead)
}

/// What the buyers of a shop may be told who wait now, whoever comes first at the head.
pub fn of_all(ctx: &mut Ctx<'_, '_>, shop: &Shop) -> Result<Vec<(ConversationId, Expectation)>> {
    let ranked = queue::ranked(ctx, std::slice::from_ref(shop))?;
    let (online, handling) = hands(ctx, shop)?;
    let told = |ahead: i64| expect(shop, ahead, online, handling, ctx.now);
    Ok((0..).zip(ranked).map(|(ahead, placed)| (placed.place.conversation, told(ahead))).collect())
}

/// What somebody would have to be told who came now, behind all others.
pub fn newcomer(ctx: &mut Ctx<'_, '_>, shop: &Shop) -> Result<Expectation> {
    let ahead = store::waiters(ctx.tx, shop.id)?;
    behind(ctx, shop, ahead)
}

/// What somebody may be told who has so many ahead of them.
pub fn behind(ctx: &mut Ctx<'_, '_>, shop: &Shop, ahead: i64) -> Result<Expectation> {
    let (online, handling) = hands(ctx, shop)?;
    Ok(expect(shop, ahead, online, handling, ctx.now))
}

/// How many people work in a shop now, and how long one conversation keeps them.
fn hands(ctx: &mut Ctx<'_, '_>, shop: &Shop) -> Result<(i64, Duration)> {
    let online = agent::presence::online(ctx, shop.id)?;
    let usual = u64::from(shop.settings.usual_handling_seconds);
    let handling = store::handling(ctx.tx, shop.id)?.unwrap_or(Duration::from_secs(usual));
    Ok((online, handling))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::shop::{Lang, ShopSettings, WeekHours};

    fn shop(hours: WeekHours) -> Shop {
        Shop {
            id: uuid::Uuid::nil().into(),
            key: "qinghe".into(),
            name: "青禾巷".into(),
            language: Lang::Zh,
            currency: "CNY".into(),
            time_zone: "Asia/Shanghai".into(),
            settings: ShopSettings { people_hours: hours, ..ShopSettings::default() },
        }
    }

    fn at(text: &str) -> Time {
        text.parse::<jiff::Zoned>().expect("a zoned time").timestamp().into()
    }

    #[test]
    fn at_night_the_morning_is_promised() {
        let night = at("2026-11-22T03:00[Asia/Shanghai]");
        let told = expect(&shop(WeekHours::daily("09:00", "24:00")), 4, 0, Duration::from_secs(100), night);
        assert_eq!(told, Expectation::From { opens: at("2026-11-22T09:00[Asia/Shanghai]"), ahead: 4 });
        assert_eq!(expect(&shop(WeekHours(vec![])), 0, 3, Duration::ZERO, night), Expectation::Unknown);
    }

    #[test]
    fn nobody_is_promised_when_nobody_is_here() {
        let day = at("2026-11-22T10:00[Asia/Shanghai]");
        let told = expect(&shop(WeekHours::daily("09:00", "24:00")), 4, 0, Duration::from_secs(100), day);
        assert_eq!(told, Expectation::NobodyNow { ahead: 4 });
    }

    proptest! {
        /// Whoever stands further back is never promised less, and more people never make it longer.
        #[test]
        fn promises_are_in_order(ahead in 0_i64..500, online in 1_i64..50, handling in 1_u64..3600) {
            let day = at("2026-11-22T10:00[Asia/Shanghai]");
            let shop = shop(WeekHours::daily("09:00", "24:00"));
            let within = |ahead, online| match expect(&shop, ahead, online, Duration::from_secs(handling), day) {
                Expectation::Soon { within, .. } => within,
                other => panic!("{other:?}"),
            };
            prop_assert!(within(ahead, online) <= within(ahead + 1, online));
            prop_assert!(within(ahead, online + 1) <= within(ahead, online));
        }
    }
}
