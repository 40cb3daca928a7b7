//! Who receives a new question: the bot, or people; and what is done when people are too few or do not come.

use db::Time;
use serde::{Deserialize, Serialize};

use super::{BotSettings, Shop, WeekHours, hours};
use crate::error::{Refusal, Result};
use crate::word::words;

words! {
    /// When the bot receives new questions first.
    Reception {
        /// At any hour.
        Always = "always",
        /// In hours of its own, and whenever no people answer.
        Night = "night",
    }
}

/// From one time of day to another, in the shop's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NightHours {
    /// `HH:MM`, inclusive.
    pub from: String,
    /// `HH:MM` or `24:00`, exclusive. Not after `from`: it ends on the next day.
    pub to: String,
}

impl Default for NightHours {
    fn default() -> Self {
        Self { from: "22:00".into(), to: "08:00".into() }
    }
}

/// When the bot receives first because people are too few.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SurgeSettings {
    /// Whether that is ever so by itself. By hand it can be begun all the same.
    pub enabled: bool,
    /// It begins when a newcomer has to expect a wait of so many minutes.
    pub from_minutes: u32,
    /// It ends when the wait is below so many minutes. Lower than where it begins, so that it does not come and go.
    pub until_minutes: u32,
}

impl Default for SurgeSettings {
    fn default() -> Self {
        Self { enabled: true, from_minutes: 10, until_minutes: 5 }
    }
}

impl Shop {
    /// Whether a new question goes to people at once: they are here, and these are not the hours of the bot.
    pub fn people_receive(&self, time: Time) -> bool {
        let bot = &self.settings.bot;
        bot.reception == Reception::Night && self.open_at(time) && !self.is_night(time)
    }

    fn is_night(&self, time: Time) -> bool {
        let NightHours { from, to } = &self.settings.bot.night;
        hours::open_at(&WeekHours::daily(from, to), &self.zone(), time)
    }
}

/// Refuses what makes no sense, naming the field.
pub(super) fn check(bot: &BotSettings) -> Result<()> {
    let times = [
        ("bot.night.from", hours::minute_of_day(&bot.night.from).filter(|minute| *minute < 24 * 60)),
        ("bot.night.to", hours::minute_of_day(&bot.night.to)),
    ];
    for (field, time) in times {
        if time.is_none() {
            return Err(Refusal::invalid(field, "not_a_time_of_day").into());
        }
    }
    if times[0].1 == times[1].1.map(|minute| minute % (24 * 60)) {
        return Err(Refusal::invalid("bot.night.to", "night_without_end").into());
    }
    let SurgeSettings { from_minutes, until_minutes, .. } = bot.surge;
    let figures = [
        ("bot.surge.from_minutes", from_minutes, 1, 1_440),
        ("bot.surge.until_minutes", until_minutes, 1, 1_440),
        ("bot.rescue_after_minutes", bot.rescue_after_minutes, 0, 1_440),
    ];
    for (field, figure, least, most) in figures {
        if !(least..=most).contains(&figure) {
            return Err(Refusal::invalid(field, "out_of_range").into());
        }
    }
    if until_minutes >= from_minutes {
        return Err(Refusal::invalid("bot.surge.until_minutes", "surge_ends_where_it_begins").into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::{Lang, ShopSettings};

    fn at(text: &str) -> Time {
        text.parse::<jiff::Zoned>().expect("a zoned time").timestamp().into()
    }

    #[test]
    fn by_day_people_receive_and_the_bot_in_its_night_and_when_nobody_is_there() {
        let mut shop = Shop {
            id: uuid::Uuid::nil().into(),
            key: "one".into(),
            name: "One".into(),
            language: Lang::Zh,
            currency: "CNY".into(),
            time_zone: "Asia/Shanghai".into(),
            settings: ShopSettings {
                people_hours: WeekHours::daily("07:00", "23:00"),
                ..ShopSettings::default()
            },
        };
        let noon = at("2026-11-22T12:00[Asia/Shanghai]");
        assert!(!shop.people_receive(noon), "as it is set at first the bot receives");
        shop.settings.bot.reception = Reception::Night;
        for (time, people) in [
            ("2026-11-22T12:00[Asia/Shanghai]", true),
            ("2026-11-22T21:59:59[Asia/Shanghai]", true),
            ("2026-11-22T22:00[Asia/Shanghai]", false),
            ("2026-11-22T23:30[Asia/Shanghai]", false),
            ("2026-11-22T07:59[Asia/Shanghai]", false),
            ("2026-11-22T08:00[Asia/Shanghai]", true),
        ] {
            assert_eq!(shop.people_receive(at(time)), people, "{time}");
        }
        // Hours that no people cover are the bot's, whatever its night.
        shop.settings.bot.night = NightHours { from: "02:00".into(), to: "03:00".into() };
        assert!(!shop.people_receive(at("2026-11-22T23:30[Asia/Shanghai]")));
    }
}
