//! What a shop promises whom: an ordered list of rules, the first that fits wins, with the calendars they count by.

use std::collections::BTreeMap;

use language::{Intent, Urgency};
use serde::{Deserialize, Serialize};

use super::Calendar;
pub use super::clock::{Metric, Reply, Target};
use super::timeline::Cause;
use crate::error::{Refusal, Result};
pub use crate::fact::SlaAction as Action;
use crate::id::InboxId;
use crate::inbox::{Channel, Medium};
use crate::shop::{Bilingual, Shop};

/// Rules of one policy, steps of one rule, and calendars.
const MOST: usize = 50;
/// The longest time that may be promised, and the latest step: a year.
const LONGEST: u32 = 366 * 86_400;
/// The name of the calendar of the hours at which people answer.
const PEOPLE: &str = "people";

/// Rules and calendars of one shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The first that fits a conversation is the one that holds for it.
    pub rules: Vec<Rule>,
    /// Hours that count, by name.
    #[serde(default)]
    pub calendars: BTreeMap<String, Calendar>,
}

/// What is promised to some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What people call it.
    pub name: Bilingual,
    /// To whom.
    #[serde(default)]
    pub when: When,
    /// What; at most one for each metric and whose reply counts.
    pub targets: Vec<Target>,
    /// What is done when one of them is late, beside telling whoever holds it and the leads.
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// What is done so long after the promised time was up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = SlaStep)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Seconds after the red line, of all hours.
    pub after_seconds: u32,
    /// What.
    pub does: Vec<Action>,
}

/// Which conversations are meant; what is empty asks nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct When {
    /// One of these urgencies.
    #[schema(value_type = Vec<String>)]
    pub urgency: Vec<Urgency>,
    /// One of these channels.
    pub channels: Vec<Channel>,
    /// A way in of one of these kinds.
    pub media: Vec<Medium>,
    /// One of these ways in.
    pub inboxes: Vec<InboxId>,
    /// One of these intents.
    #[schema(value_type = Vec<String>)]
    pub intents: Vec<Intent>,
    /// One of these member levels.
    pub levels: Vec<String>,
    /// An order in question worth at least so much, in minor units.
    pub worth_at_least: Option<i64>,
    /// Somebody who has bought nothing yet, or somebody who has.
    pub new_buyer: Option<bool>,
}

/// What is known of a conversation when its rule is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// How urgent.
    pub urgency: Urgency,
    /// By which way it came.
    pub channel: Channel,
    /// What buyers expect of it.
    pub medium: Medium,
    /// Where it came in.
    pub inbox: InboxId,
    /// About what.
    pub intent: Intent,
    /// The buyer's member level.
    pub level: Option<String>,
    /// What the buyer's open order is worth, in minor units.
    pub worth: i64,
    /// Whether they have bought nothing yet.
    pub new_buyer: bool,
}

impl When {
    fn fits(&self, matter: &Matter) -> bool {
        let level = matter.level.as_ref();
        (self.urgency.is_empty() || self.urgency.contains(&matter.urgency))
            && (self.channels.is_empty() || self.channels.contains(&matter.channel))
            && (self.media.is_empty() || self.media.contains(&matter.medium))
            && (self.inboxes.is_empty() || self.inboxes.contains(&matter.inbox))
            && (self.intents.is_empty() || self.intents.contains(&matter.intent))
            && (self.levels.is_empty() || level.is_some_and(|level| self.levels.contains(level)))
            && self.worth_at_least.is_none_or(|least| matter.worth >= least)
            && self.new_buyer.is_none_or(|new| matter.new_buyer == new)
    }
}

impl Policy {
    /// The rule that holds for this conversation, and its number, counted from 0; none when nothing is promised.
    pub fn rule(&self, matter: &Matter) -> Option<(usize, &Rule)> {
        self.rules.iter().enumerate().find(|(_, rule)| rule.when.fits(matter))
    }

    /// The hours that count for a target.
    pub fn hours(&self, target: &Target) -> Option<&Calendar> {
        self.calendars.get(target.calendar.as_ref()?)
    }

    /// Refuses what cannot be counted, by the name of the field.
    pub fn check(&self) -> Result<()> {
        for (field, count) in [("rules", self.rules.len()), ("calendars", self.calendars.len())] {
            if count > MOST {
                return Err(Refusal::invalid(field, "too_many").with("limit", MOST).into());
            }
        }
        for calendar in self.calendars.values() {
            calendar.check()?;
        }
        for (number, rule) in self.rules.iter().enumerate() {
            self.check_rule(rule).map_err(|error| error.within(&format!("rules[{number}]")))?;
        }
        Ok(())
    }

    fn check_rule(&self, rule: &Rule) -> Result<()> {
        if rule.name.zh.trim().is_empty() || rule.name.en.trim().is_empty() {
            return Err(Refusal::invalid("name", "required").into());
        }
        for (at, target) in rule.targets.iter().enumerate() {
            self.check_target(target)?;
            let same = |other: &Target| (other.metric, other.reply) == (target.metric, target.reply);
            if rule.targets[..at].iter().any(same) {
                return Err(Refusal::invalid("targets", "metric_twice").with("metric", target.metric).into());
            }
        }
        for step in &rule.steps {
            if step.after_seconds > LONGEST {
                return Err(Refusal::invalid("after_seconds", "out_of_range").into());
            }
            if step.does.is_empty() {
                return Err(Refusal::invalid("does", "required").into());
            }
        }
        if rule.steps.len() > MOST {
            return Err(Refusal::invalid("steps", "too_many").with("limit", MOST).into());
        }
        Ok(())
    }

    fn check_target(&self, target: &Target) -> Result<()> {
        if !(1..=LONGEST).contains(&target.within_seconds) {
            return Err(Refusal::invalid("within_seconds", "out_of_range").into());
        }
        if !(1..=100).contains(&target.yellow_percent) {
            return Err(Refusal::invalid("yellow_percent", "out_of_range").into());
        }
        if let Some(name) = &target.calendar
            && !self.calendars.contains_key(name)
        {
            return Err(Refusal::invalid("calendar", "no_such_calendar").with("name", name).into());
        }
        // Hours that do not count are a calendar's to say: a pause cannot tell when it will end.
        if target.pauses.contains(&Cause::Closed) {
            return Err(Refusal::invalid("pauses", "closed_by_calendar").into());
        }
        Ok(())
    }
}

/// Hours and minutes in seconds.
const MINUTE: u32 = 60;
const HOUR: u32 = 3_600;

impl Policy {
    /// What holds before a shop has said anything. Whoever answers first, the bot or a person: within 5, 15 and 30 seconds in a
    /// chat by urgency, 10 for somebody new, 5 for a complaint (sellers' own figures); by messenger within 5 minutes, on
    /// a social network within 30, by e-mail within an hour (ideals of a guide for cross-border sellers). A person, once one
    /// is asked for: within the figures of the shop's settings, in the hours of people; by messenger within 30 minutes, on a
    /// social network within an hour, by e-mail within 24. Done within a day of waiting.
    pub fn usual(shop: &Shop) -> Self {
        let people = shop.settings.answer_within_seconds;
        let urgent = |when: When| When { urgency: vec![Urgency::Urgent], ..when };
        let important = |when: When| When { urgency: vec![Urgency::Important], ..when };
        let on = |medium| When { media: vec![medium], ..When::default() };
        let new = || When { new_buyer: Some(true), ..When::default() };
        let complaint = When { intents: vec![Intent::Complaint], ..When::default() };
        let rules = vec![
            rule(("邮件", "E-mail"), on(Medium::Email), HOUR, 24 * HOUR),
            rule(("社媒", "Social networks"), on(Medium::Social), 30 * MINUTE, HOUR),
            rule(("即时通讯与短信", "Messengers and texts"), on(Medium::Messenger), 5 * MINUTE, 30 * MINUTE),
            rule(("投诉", "Complaints"), complaint, 5, people.urgent),
            rule(("紧急", "Urgent"), urgent(When::default()), 5, people.urgent),
            rule(("新客 · 重要", "New buyers, important"), important(new()), 10, people.important),
            rule(("新客", "New buyers"), new(), 10, people.normal),
            rule(("重要", "Important"), important(When::default()), 15, people.important),
            rule(("普通", "Everything else"), When::default(), 30, people.normal),
        ];
        Self { rules, calendars: BTreeMap::from([(PEOPLE.to_owned(), Calendar::of_people(shop))]) }
    }
}

fn rule((zh, en): (&str, &str), when: When, anybody: u32, person: u32) -> Rule {
    let target = |metric, reply, within_seconds| Target {
        metric,
        within_seconds,
        reply,
        calendar: None,
        pauses: vec![Cause::Outage],
        yellow_percent: 66,
    };
    let of_people =
        |metric| Target { calendar: Some(PEOPLE.to_owned()), ..target(metric, Reply::Human, person.max(1)) };
    Rule {
        name: Bilingual { zh: zh.to_owned(), en: en.to_owned() },
        when,
        targets: vec![
            target(Metric::FirstReply, Reply::Any, anybody),
            of_people(Metric::FirstReply),
            of_people(Metric::NextReply),
            Target {
                pauses: vec![Cause::Buyer, Cause::Outage],
                yellow_percent: 75,
                ..target(Metric::Resolution, Reply::Any, 24 * HOUR)
            },
        ],
        steps: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matter(urgency: Urgency, intent: Intent, new_buyer: bool) -> Matter {
        Matter {
            urgency,
            channel: Channel::Webchat,
            medium: Medium::Chat,
            inbox: uuid::Uuid::nil().into(),
            intent,
            level: None,
            worth: 0,
            new_buyer,
        }
    }

    fn usual() -> Policy {
        Policy::usual(&Shop {
            id: uuid::Uuid::nil().into(),
            key: "qinghe".into(),
            name: "青禾巷".into(),
            language: crate::shop::Lang::Zh,
            currency: "CNY".into(),
            time_zone: "Asia/Shanghai".into(),
            settings: crate::shop::ShopSettings::default(),
        })
    }

    #[test]
    fn the_first_that_fits_holds() {
        let policy = usual();
        policy.check().expect("good");
        let within = |matter: &Matter| {
            policy
                .rule(matter)
                .map(|(_, rule)| (rule.targets[0].within_seconds, rule.targets[1].within_seconds))
        };
        assert_eq!(within(&matter(Urgency::Normal, Intent::Complaint, true)), Some((5, 60)));
        assert_eq!(within(&matter(Urgency::Normal, Intent::WhereIsIt, true)), Some((10, 180)));
        assert_eq!(within(&matter(Urgency::Important, Intent::SizeAdvice, true)), Some((10, 120)));
        assert_eq!(within(&matter(Urgency::Important, Intent::SizeAdvice, false)), Some((15, 120)));
        assert_eq!(within(&matter(Urgency::Normal, Intent::WhereIsIt, false)), Some((30, 180)));
        let mail = Matter { medium: Medium::Email, ..matter(Urgency::Urgent, Intent::Complaint, true) };
        assert_eq!(within(&mail), Some((3_600, 86_400)));
    }

    #[test]
    fn every_condition_is_asked() {
        let all = When {
            urgency: vec![Urgency::Urgent],
            channels: vec![Channel::Api],
            media: vec![Medium::Social],
            inboxes: vec![uuid::Uuid::max().into()],
            intents: vec![Intent::Refund],
            levels: vec!["V5".into()],
            worth_at_least: Some(10_000),
            new_buyer: Some(false),
        };
        let fits = Matter {
            urgency: Urgency::Urgent,
            channel: Channel::Api,
            medium: Medium::Social,
            inbox: uuid::Uuid::max().into(),
            intent: Intent::Refund,
            level: Some("V5".into()),
            worth: 10_000,
            new_buyer: false,
        };
        assert!(all.fits(&fits));
        for other in [
            Matter { urgency: Urgency::Normal, ..fits.clone() },
            Matter { channel: Channel::Webchat, ..fits.clone() },
            Matter { medium: Medium::Chat, ..fits.clone() },
            Matter { inbox: uuid::Uuid::nil().into(), ..fits.clone() },
            Matter { intent: Intent::Return, ..fits.clone() },
            Matter { level: None, ..fits.clone() },
            Matter { worth: 9_999, ..fits.clone() },
            Matter { new_buyer: true, ..fits.clone() },
        ] {
            assert!(!all.fits(&other), "{other:?}");
        }
    }

    #[test]
    fn what_cannot_be_counted_is_refused_by_name() {
        let refused = |change: fn(&mut Target)| {
            let mut policy = usual();
            change(&mut policy.rules[0].targets[0]);
            policy.check().expect_err("refused").refusal().and_then(|r| r.field.clone()).unwrap_or_default()
        };
        assert_eq!(refused(|target| target.within_seconds = 0), "rules[0].within_seconds");
        assert_eq!(refused(|target| target.yellow_percent = 0), "rules[0].yellow_percent");
        assert_eq!(refused(|target| target.calendar = Some("office".into())), "rules[0].calendar");
        assert_eq!(refused(|target| target.pauses = vec![Cause::Closed]), "rules[0].pauses");
        let twice = |target: &mut Target| (target.metric, target.reply) = (Metric::NextReply, Reply::Human);
        assert_eq!(refused(twice), "rules[0].targets");
    }
}
