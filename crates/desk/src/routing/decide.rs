//! Who is given a conversation, and why.
//!
//! The order of thought: a complaint goes to seniors and leads; then the person who had this buyer last, if it is not long
//! ago; then the buyer's own person; then whoever has the skill and the language; of those, whoever would leave the buyer
//! waiting least; of those, whoever has had least. Nobody is given what they may not see or have no room for.
//!
//! In a crisis the emergency group takes part in everything: they are given whatever waits in a language they speak,
//! whatever skill it asks, and complaints as seniors are.

use std::cmp::Reverse;
use std::time::Duration;

use db::Time;
use serde::{Deserialize, Serialize};

use super::rank::Place;
use crate::agent::skill::{Skill, SkillLevel};
use crate::agent::{Role, Sight};
use crate::id::{AgentId, ShopId};
use crate::shop::{Lang, RoutingSettings};
use crate::word::words;

/// How long a person with nothing else to do takes to answer, in seconds. Each conversation they hold already adds to it.
const REPLY: f64 = 20.0;
/// What a person is taken to be good at who has no skills entered: everything, a little.
const GENERALIST: u8 = 1;

/// A person who may be given conversations.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Who.
    pub id: AgentId,
    /// What they are.
    pub role: Role,
    /// Which shops they see.
    pub sight: Sight,
    /// What they can take; everything when there is nothing.
    pub skills: Vec<SkillLevel>,
    /// The languages they answer in; every one when there is none.
    pub languages: Vec<Lang>,
    /// How many units they can hold at once.
    pub capacity: u32,
    /// How many they hold, offers among them.
    pub held: u32,
    /// Something is offered to them that they have not answered.
    pub pending: bool,
    /// How many units they were given lately.
    pub given: u32,
    /// When they were last given something.
    pub last_given: Option<Time>,
    /// They have just had an abusive buyer, and rest until then.
    pub rests_until: Option<Time>,
}

/// A conversation to be given.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Of which shop.
    pub shop: ShopId,
    /// In which language.
    pub language: Lang,
    /// What it asks of whoever takes it.
    pub skill: Skill,
    /// A complaint, or anger.
    pub complaint: bool,
    /// There is a crisis in its shop.
    pub crisis: bool,
    /// How many units of a person's capacity it takes.
    pub units: u32,
    /// For how long people could have answered it.
    pub waited: Duration,
    /// Who had this buyer last, and when.
    pub last_agent: Option<(AgentId, Time)>,
    /// The buyer's own person.
    pub own_agent: Option<AgentId>,
    /// Who let it pass when it was offered to them, and when.
    pub passed_by: Vec<(AgentId, Time)>,
}

words! {
    /// Why a person was chosen.
    WhyChosen {
        /// They had this buyer last.
        LastAgent = "last_agent",
        /// They are this buyer's own person.
        OwnAgent = "own_agent",
        /// A complaint, for a senior or a lead.
        Senior = "senior",
        /// They have the skill and the language.
        Skilled = "skilled",
        /// There is a crisis, and they are of the emergency group.
        Emergency = "emergency",
        /// Nobody who has them was free for too long.
        Help = "help",
    }
}

/// Who, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Who.
    pub agent: AgentId,
    /// Why.
    pub why: WhyChosen,
}

impl Candidate {
    fn room(&self) -> u32 {
        self.capacity.saturating_sub(self.held)
    }

    fn can_take(&self, case: &Case, settings: &RoutingSettings, now: Time) -> bool {
        // For a while it is for others; but where there are no others it must not be forgotten.
        let a_while = Duration::from_secs(u64::from(settings.help_after_seconds));
        let lately = |(who, at): &(AgentId, Time)| *who == self.id && now.since(*at) < a_while;
        let let_it_pass = case.passed_by.iter().any(lately);
        // One offer at a time, so that a backlog comes at the pace at which it is taken; a complaint does not wait for that.
        self.room() >= case.units
            && (!self.pending || case.complaint)
            && self.sight.includes(case.shop)
            && self.rests_until.is_none_or(|until| until <= now)
            && !let_it_pass
    }

    /// How good they are at it; 0 when it is not theirs.
    fn level(&self, skill: Skill) -> u8 {
        if self.skills.is_empty() {
            return GENERALIST;
        }
        self.skills.iter().find(|one| one.skill == skill).map_or(0, |one| one.level)
    }

    fn speaks(&self, case: &Case) -> bool {
        self.languages.is_empty() || self.languages.contains(&case.language)
    }

    fn fits(&self, case: &Case) -> bool {
        let may = self.level(case.skill) > 0 || (case.complaint && self.role >= Role::Senior);
        self.speaks(case) && (may || self.comes_to_help(case))
    }

    /// Whether they are given it because there is a crisis.
    fn comes_to_help(&self, case: &Case) -> bool {
        case.crisis && in_emergency_group(&self.skills) && self.speaks(case)
    }

    /// In how many seconds they would answer. What a second costs is the same whoever answers, so the least delay is the
    /// least loss. Whole seconds: finer differences are for fairness to decide.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some tens of seconds")]
    fn delay(&self, case: &Case) -> u32 {
        let busy = f64::from(self.held) / f64::from(self.capacity.max(1));
        let quick = 0.7 + 0.3 * f64::from(self.level(case.skill).max(GENERALIST));
        (REPLY * (1.0 + busy) / quick).round() as u32
    }

    /// How much they have had for what they can hold, in thousandths.
    fn share(&self) -> u64 {
        u64::from(self.given) * 1_000 / u64::from(self.capacity.max(1))
    }
}

/// Whether somebody with these skills is of the emergency group. Who has none entered takes everything anyway.
pub fn in_emergency_group(skills: &[SkillLevel]) -> bool {
    skills.iter().any(|one| one.skill == Skill::Emergency)
}

/// Who is given this conversation; nobody when nobody may and can.
pub fn decide(
    case: &Case,
    candidates: &[Candidate],
    settings: &RoutingSettings,
    now: Time,
) -> Option<Choice> {
    let mut able: Vec<&Candidate> =
        candidates.iter().filter(|one| one.can_take(case, settings, now)).collect();
    let for_complaints = |one: &Candidate| one.role >= Role::Senior || one.comes_to_help(case);
    if case.complaint && able.iter().any(|one| for_complaints(one)) {
        able.retain(|one| for_complaints(one));
    }
    let why = |one: &Candidate| {
        if case.complaint && one.role >= Role::Senior {
            WhyChosen::Senior
        } else if one.comes_to_help(case) && (case.complaint || one.level(case.skill) == 0) {
            WhyChosen::Emergency
        } else {
            WhyChosen::Skilled
        }
    };
    let named =
        |who: AgentId, why| able.iter().any(|one| one.id == who).then_some(Choice { agent: who, why });
    let stays = Duration::from_secs(u64::from(settings.last_agent_days) * 86_400);
    if let Some((last, at)) = case.last_agent
        && now.since(at) <= stays
        && let Some(choice) = named(last, WhyChosen::LastAgent)
    {
        return Some(choice);
    }
    if let Some(choice) = case.own_agent.and_then(|own| named(own, WhyChosen::OwnAgent)) {
        return Some(choice);
    }
    let best = |pool: &mut dyn Iterator<Item = &'_ Candidate>| {
        pool.min_by_key(|one| {
            let rested = Reverse(one.last_given.map_or(Duration::MAX, |at| now.since(at)));
            (one.delay(case), one.share(), rested, one.id)
        })
        .cloned()
    };
    if let Some(one) = best(&mut able.iter().copied().filter(|one| one.fits(case))) {
        return Some(Choice { agent: one.id, why: why(&one) });
    }
    let long = case.waited >= Duration::from_secs(u64::from(settings.help_after_seconds));
    let helper = if long { best(&mut able.iter().copied()) } else { None };
    helper.map(|one| Choice { agent: one.id, why: WhyChosen::Help })
}

/// Gives out a ranked queue: each conversation in its turn to whoever should have it, as long as anybody has room.
/// `case_of` says what there is to know of a conversation by its place in what was ranked, and what its shop has set. What
/// was given is named by the same place.
pub fn give_out<'s>(
    ranked: &[Place],
    case_of: impl Fn(usize) -> (Case, &'s RoutingSettings),
    candidates: &mut [Candidate],
    now: Time,
) -> Vec<(usize, Choice)> {
    let mut free: Vec<Candidate> = candidates.iter().filter(|one| one.room() > 0).cloned().collect();
    let mut given = Vec::new();
    for place in ranked {
        if free.is_empty() {
            break;
        }
        let (case, settings) = case_of(place.index);
        let Some(choice) = decide(&case, &free, settings, now) else { continue };
        for one in candidates.iter_mut().chain(&mut free).filter(|one| one.id == choice.agent) {
            one.held += case.units;
            one.given += case.units;
            one.last_given = Some(now);
            one.pending = settings.accept_seconds > 0;
        }
        free.retain(|one| one.room() > 0);
        given.push((place.index, choice));
    }
    given
}

#[cfg(test)]
mod tests {
    use language::{Emotion, Intent, Stage, Urgency};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::routing::hazard::Hazard;
    use crate::routing::loss::Stake;
    use crate::routing::rank::{self, Waiting};

    const NOW: Time = Time::from_micros(1_790_000_000_000_000);

    fn who(id: u128) -> AgentId {
        Uuid::from_u128(id).into()
    }

    fn shop(id: u128) -> ShopId {
        Uuid::from_u128(id).into()
    }

    fn candidate(id: u128) -> Candidate {
        Candidate {
            id: who(id),
            role: Role::Agent,
            sight: Sight::Everything,
            skills: Vec::new(),
            languages: Vec::new(),
            capacity: 4,
            held: 0,
            pending: false,
            given: 0,
            last_given: None,
            rests_until: None,
        }
    }

    fn case() -> Case {
        Case {
            shop: shop(1),
            language: Lang::Zh,
            skill: Skill::AfterSale,
            complaint: false,
            crisis: false,
            units: 1,
            waited: Duration::ZERO,
            last_agent: None,
            own_agent: None,
            passed_by: Vec::new(),
        }
    }

    fn chosen(case: &Case, candidates: &[Candidate]) -> Option<(AgentId, WhyChosen)> {
        decide(case, candidates, &RoutingSettings::default(), NOW).map(|choice| (choice.agent, choice.why))
    }

    #[test]
    fn the_order_of_thought() {
        let skilled =
            Candidate { skills: vec![SkillLevel { skill: Skill::AfterSale, level: 3 }], ..candidate(1) };
        let (last, own, anybody) = (candidate(2), candidate(3), candidate(4));
        let all = [anybody.clone(), own, last, skilled];
        let yesterday = NOW - Duration::from_secs(86_400);
        let known = Case { last_agent: Some((who(2), yesterday)), own_agent: Some(who(3)), ..case() };
        assert_eq!(chosen(&known, &all), Some((who(2), WhyChosen::LastAgent)));
        let long_ago = Case { last_agent: Some((who(2), NOW - Duration::from_secs(4 * 86_400))), ..known };
        assert_eq!(chosen(&long_ago, &all), Some((who(3), WhyChosen::OwnAgent)));
        assert_eq!(chosen(&case(), &all), Some((who(1), WhyChosen::Skilled)));
        assert_eq!(chosen(&case(), &[anybody]), Some((who(4), WhyChosen::Skilled)));
        assert_eq!(chosen(&case(), &[]), None);
    }

    #[test]
    fn a_complaint_goes_to_seniors_and_leads_while_one_has_room() {
        let senior = Candidate { role: Role::Senior, held: 3, ..candidate(9) };
        let complaint = Case { complaint: true, skill: Skill::Emergency, ..case() };
        assert_eq!(chosen(&complaint, &[candidate(1), senior.clone()]), Some((who(9), WhyChosen::Senior)));
        let full = Candidate { held: 4, ..senior };
        assert_eq!(chosen(&complaint, &[candidate(1), full]), Some((who(1), WhyChosen::Skilled)));
    }

    #[test]
    fn who_rests_or_let_it_pass_is_not_asked() {
        let resting = Candidate { rests_until: Some(NOW + Duration::from_secs(1)), ..candidate(1) };
        assert_eq!(chosen(&case(), std::slice::from_ref(&resting)), None);
        let rested = Candidate { rests_until: Some(NOW), ..resting };
        assert!(chosen(&case(), std::slice::from_ref(&rested)).is_some());
        let passed = Case { passed_by: vec![(who(1), NOW)], ..case() };
        assert_eq!(chosen(&passed, std::slice::from_ref(&rested)), None);
        let a_while_ago = vec![(who(1), NOW - Duration::from_secs(60))];
        assert!(chosen(&Case { passed_by: a_while_ago, ..case() }, &[rested]).is_some());
    }

    #[test]
    fn what_two_let_pass_does_not_go_back_and_forth_between_them() {
        let both = [candidate(1), candidate(2)];
        let passed = Case { passed_by: vec![(who(1), NOW), (who(2), NOW)], ..case() };
        assert_eq!(chosen(&passed, &both), None);
        let earlier = vec![(who(1), NOW - Duration::from_secs(60)), (who(2), NOW)];
        let again = Case { passed_by: earlier, ..passed };
        assert_eq!(chosen(&again, &both).map(|(who, _)| who), Some(who(1)));
    }

    #[test]
    fn other_skills_and_languages_help_only_after_a_while() {
        let seller =
            Candidate { skills: vec![SkillLevel { skill: Skill::PreSale, level: 3 }], ..candidate(1) };
        let foreign = Candidate { languages: vec![Lang::En], ..candidate(2) };
        for other in [seller, foreign] {
            assert_eq!(chosen(&case(), std::slice::from_ref(&other)), None);
            let late = Case { waited: Duration::from_secs(60), ..case() };
            assert_eq!(chosen(&late, std::slice::from_ref(&other)), Some((other.id, WhyChosen::Help)));
        }
    }

    #[test]
    fn in_a_crisis_the_emergency_group_takes_everything_at_once_in_languages_they_speak() {
        let group =
            Candidate { skills: vec![SkillLevel { skill: Skill::Emergency, level: 2 }], ..candidate(1) };
        assert_eq!(chosen(&case(), std::slice::from_ref(&group)), None);
        let crisis = Case { crisis: true, ..case() };
        assert_eq!(chosen(&crisis, std::slice::from_ref(&group)), Some((who(1), WhyChosen::Emergency)));
        let foreign = Candidate { languages: vec![Lang::En], ..group.clone() };
        assert_eq!(chosen(&crisis, std::slice::from_ref(&foreign)), None);
        // A complaint is theirs and the seniors', before anybody else's.
        let complaint = Case { complaint: true, skill: Skill::Emergency, ..crisis };
        let busy = Candidate { held: 3, ..group };
        assert_eq!(chosen(&complaint, &[candidate(2), busy]), Some((who(1), WhyChosen::Emergency)));
    }

    #[test]
    fn who_has_had_least_comes_first_where_all_else_is_equal() {
        let busy = Candidate { given: 8, ..candidate(1) };
        let rested = Candidate { given: 2, last_given: Some(NOW - Duration::from_secs(600)), ..candidate(2) };
        let just_now = Candidate { given: 2, last_given: Some(NOW - Duration::from_secs(5)), ..candidate(3) };
        assert_eq!(chosen(&case(), &[busy, just_now, rested]), Some((who(2), WhyChosen::Skilled)));
    }

    prop_compose! {
        fn any_candidate(id: u128)(
            role in prop::sample::select(Role::ALL), sees in prop::option::of(1_u128..4), capacity in 0_u32..6,
            held in 0_u32..8, given in 0_u32..40, skill in prop::option::of(prop::sample::select(Skill::ALL)),
            level in 1_u8..=3, language in prop::option::of(prop::sample::select(Lang::ALL)), rests in any::<bool>(),
        ) -> Candidate {
            Candidate {
                role,
                sight: sees.map_or(Sight::Everything, |seen| Sight::Shops(vec![shop(seen)])),
                skills: skill.map(|skill| SkillLevel { skill, level }).into_iter().collect(),
                languages: language.into_iter().collect(),
                capacity,
                held,
                given,
                rests_until: rests.then_some(NOW + Duration::from_secs(9)),
                ..candidate(id)
            }
        }
    }

    prop_compose! {
        fn any_case()(
            seen in 1_u128..4, language in prop::sample::select(Lang::ALL), skill in prop::sample::select(Skill::ALL),
            complaint in any::<bool>(), crisis in any::<bool>(), units in 1_u32..3, waited in 0_u64..200, last in prop::option::of(0_u128..8),
            own in prop::option::of(0_u128..8), passed in prop::collection::vec(0_u128..8, 0..3),
        ) -> Case {
            Case {
                shop: shop(seen),
                language,
                skill,
                complaint,
                crisis,
                units,
                waited: Duration::from_secs(waited),
                last_agent: last.map(|id| (who(id), NOW)),
                own_agent: own.map(who),
                passed_by: passed.into_iter().map(|id| (who(id), NOW)).collect(),
            }
        }
    }

    fn waiting(id: u128) -> Waiting {
        let stake = Stake {
            intent: Intent::Return,
            emotion: Emotion::Neutral,
            stage: Stage::Received,
            urgency: Urgency::Normal,
            value: 1.0,
            vip: false,
            hazard: Hazard::usual(Intent::Return),
            pressure: 1.0,
        };
        Waiting {
            conversation: Uuid::from_u128(id).into(),
            stake,
            since: NOW,
            from: NOW,
            heard: NOW,
            due: None,
            emergency: false,
        }
    }

    fn any_candidates() -> impl Strategy<Value = Vec<Candidate>> {
        (0_u128..8).map(any_candidate).collect::<Vec<_>>()
    }

    proptest! {
        #[test]
        fn only_who_sees_the_shop_and_has_room_is_given_it(candidates in any_candidates(), case in any_case()) {
            if let Some(choice) = decide(&case, &candidates, &RoutingSettings::default(), NOW) {
                let one = candidates.iter().find(|one| one.id == choice.agent).expect("one of them");
                prop_assert!(one.sight.includes(case.shop));
                prop_assert!(one.held + case.units <= one.capacity);
                prop_assert!(one.rests_until.is_none() && case.passed_by.iter().all(|(who, _)| *who != one.id));
            }
        }

        /// A crisis asks nobody for a language they do not speak before the time for help, and gives to the same people at
        /// least what calm times would.
        #[test]
        fn a_crisis_finds_more_people_and_none_who_do_not_speak_the_language(
            candidates in any_candidates(), case in any_case(),
        ) {
            let settings = RoutingSettings::default();
            let known = Case { last_agent: None, own_agent: None, ..case };
            let crisis = Case { crisis: true, ..known.clone() };
            if let Some(choice) = decide(&crisis, &candidates, &settings, NOW) {
                let one = candidates.iter().find(|one| one.id == choice.agent).expect("one of them");
                prop_assert!(choice.why == WhyChosen::Help || one.speaks(&crisis));
                prop_assert!(choice.why != WhyChosen::Emergency || in_emergency_group(&one.skills));
            }
            let calm = decide(&Case { crisis: false, ..known }, &candidates, &settings, NOW);
            prop_assert!(calm.is_none() || decide(&crisis, &candidates, &settings, NOW).is_some());
        }

        #[test]
        fn giving_out_a_queue_puts_nobody_over_what_they_can_hold(
            mut candidates in any_candidates(), cases in prop::collection::vec(any_case(), 0..40),
        ) {
            let queue: Vec<Waiting> = (0..cases.len() as u128).map(waiting).collect();
            let settings = RoutingSettings::default();
            let before: Vec<(u32, u32)> = candidates.iter().map(|one| (one.held, one.capacity)).collect();
            let ranked = rank::order(&queue, |_| &settings, NOW);
            let given = give_out(&ranked, |index| (cases[index].clone(), &settings), &mut candidates, NOW);
            let mut once: Vec<_> = given.iter().map(|(index, _)| *index).collect();
            once.sort_unstable();
            once.dedup();
            prop_assert_eq!(once.len(), given.len());
            for (one, (held, capacity)) in candidates.iter().zip(before) {
                prop_assert!(one.held == held || one.held <= capacity);
            }
        }

        #[test]
        fn the_same_people_in_another_order_make_the_same_choice(candidates in any_candidates(), case in any_case()) {
            let mut turned = candidates.clone();
            turned.reverse();
            let settings = RoutingSettings::default();
            prop_assert_eq!(decide(&case, &candidates, &settings, NOW), decide(&case, &turned, &settings, NOW));
        }
    }
}
