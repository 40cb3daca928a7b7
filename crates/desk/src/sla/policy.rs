//! What a shop promises whom: an ordered list of rules, the first that fits wins, with the calendars they count by. Nothing
//! keeps one yet.

use std::collections::BTreeMap;

use language::{Intent, Urgency};
use serde::{Deserialize, Serialize};

use super::Calendar;
use super::clock::{Metric, Reply, Target};
use super::timeline::Cause;
use crate::error::{Refusal, Result};
use crate::inbox::Channel;
use crate::shop::Bilingual;

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
    /// What; at most one for each metric.
    pub targets: Vec<Target>,
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
            && (self.intents.is_empty() || self.intents.contains(&matter.intent))
            && (self.levels.is_empty() || level.is_some_and(|level| self.levels.contains(level)))
            && self.worth_at_least.is_none_or(|least| matter.worth >= least)
            && self.new_buyer.is_none_or(|new| matter.new_buyer == new)
    }
}

impl Policy {
    /// The rule that holds for this conversation; none when nothing is promised.
    pub fn rule(&self, matter: &Matter) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.when.fits(matter))
    }

    /// The hours that count for a target.
    pub fn hours(&self, target: &Target) -> Option<&Calendar> {
        self.calendars.get(target.calendar.as_ref()?)
    }

    /// Refuses what cannot be counted, by the name of the field.
    pub fn check(&self) -> Result<()> {
        for calendar in self.calendars.values() {
            calendar.check()?;
        }
        for rule in &self.rules {
            if rule.name.zh.trim().is_empty() || rule.name.en.trim().is_empty() {
                return Err(Refusal::invalid("name", "required").into());
            }
            for (at, target) in rule.targets.iter().enumerate() {
                self.check_target(target)?;
                if rule.targets[..at].iter().any(|earlier| earlier.metric == target.metric) {
                    return Err(Refusal::invalid("targets", "metric_twice")
                        .with("metric", target.metric)
                        .into());
                }
            }
        }
        Ok(())
    }

    fn check_target(&self, target: &Target) -> Result<()> {
        if target.within_seconds == 0 {
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

impl Default for Policy {
    /// Tiers of 5, 15 and 30 seconds in a chat, 10 for somebody new, 5 for a complaint (the sellers' own figures), done
    /// within a day; people's replies only.
    fn default() -> Self {
        let rule = |zh: &str, en: &str, when: When, seconds: u32| Rule {
            name: Bilingual { zh: zh.to_owned(), en: en.to_owned() },
            when,
            targets: vec![
                reply(Metric::FirstReply, seconds),
                reply(Metric::NextReply, seconds),
                Target {
                    metric: Metric::Resolution,
                    within_seconds: 24 * 3600,
                    reply: Reply::Any,
                    calendar: None,
                    pauses: vec![Cause::Buyer],
                    yellow_percent: 75,
                },
            ],
        };
        let urgency = |urgency| When { urgency: vec![urgency], ..When::default() };
        Self {
            rules: vec![
                rule("投诉", "Complaints", When { intents: vec![Intent::Complaint], ..When::default() }, 5),
                rule("紧急", "Urgent", urgency(Urgency::Urgent), 5),
                rule("新客", "New buyers", When { new_buyer: Some(true), ..When::default() }, 10),
                rule("重要", "Important", urgency(Urgency::Important), 15),
                rule("普通", "Everything else", When::default(), 30),
            ],
            calendars: BTreeMap::new(),
        }
    }
}

fn reply(metric: Metric, within_seconds: u32) -> Target {
    Target {
        metric,
        within_seconds,
        reply: Reply::Human,
        calendar: None,
        pauses: Vec::new(),
        yellow_percent: 66,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matter(urgency: Urgency, intent: Intent, new_buyer: bool) -> Matter {
        Matter { urgency, channel: Channel::Webchat, intent, level: None, worth: 0, new_buyer }
    }

    #[test]
    fn the_first_that_fits_holds() {
        let policy = Policy::default();
        policy.check().expect("good");
        let within = |matter: &Matter| policy.rule(matter).map(|rule| rule.targets[0].within_seconds);
        assert_eq!(within(&matter(Urgency::Normal, Intent::Complaint, true)), Some(5));
        assert_eq!(within(&matter(Urgency::Normal, Intent::WhereIsIt, true)), Some(10));
        assert_eq!(within(&matter(Urgency::Important, Intent::SizeAdvice, false)), Some(15));
        assert_eq!(within(&matter(Urgency::Normal, Intent::WhereIsIt, false)), Some(30));
    }

    #[test]
    fn every_condition_is_asked() {
        let all = When {
            urgency: vec![Urgency::Urgent],
            channels: vec![Channel::Api],
            intents: vec![Intent::Refund],
            levels: vec!["V5".into()],
            worth_at_least: Some(10_000),
            new_buyer: Some(false),
        };
        let fits = Matter {
            urgency: Urgency::Urgent,
            channel: Channel::Api,
            intent: Intent::Refund,
            level: Some("V5".into()),
            worth: 10_000,
            new_buyer: false,
        };
        assert!(all.fits(&fits));
        for other in [
            Matter { urgency: Urgency::Normal, ..fits.clone() },
            Matter { channel: Channel::Webchat, ..fits.clone() },
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
            let mut policy = Policy::default();
            change(&mut policy.rules[0].targets[0]);
            policy.check().expect_err("refused").refusal().and_then(|r| r.field.clone()).unwrap_or_default()
        };
        assert_eq!(refused(|target| target.within_seconds = 0), "within_seconds");
        assert_eq!(refused(|target| target.yellow_percent = 0), "yellow_percent");
        assert_eq!(refused(|target| target.calendar = Some("office".into())), "calendar");
        assert_eq!(refused(|target| target.pauses = vec![Cause::Closed]), "pauses");
        assert_eq!(refused(|target| target.metric = Metric::NextReply), "targets");
    }
}
