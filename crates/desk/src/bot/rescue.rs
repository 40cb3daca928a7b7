//! Handed to people, and nobody came. The buyer is told so, and by when the shop answers; that is a promise like any other.
//! Colleagues read a note, and it is urgent from then on. Once a wait: who is handed over anew waits anew.
//!
//! Only hours in which people answer count, from the moment at which somebody should have come.

use std::time::Duration;

use db::Time;
use jobs::{Job, NewJob};
use minijinja::context;

use super::gate::{Facts, noticed};
use super::moment::moment;
use super::phrases::{plain, say};
use crate::conversation::{self, Conversation, Meta, Notice, Status, orphan, reply};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::ConversationId;
use crate::promise::make;
use crate::routing::{self, Expectation};
use crate::shop::{self, Shop};
use crate::sla::Calendar;

/// The kind of its jobs; their body is the conversation's id.
pub const JOB: &str = "rescue";

/// Promised times are whole steps of so many minutes: nobody can tell a wait more exactly.
const STEP: i64 = 5 * 60;
/// How far ahead the next hours of people are looked for.
const AHEAD: Duration = Duration::from_secs(31 * 86_400);

/// It waits for a person from now on: a timer looks whether somebody has come.
pub fn watch(ctx: &mut Ctx<'_, '_>, conversation: &Conversation) -> Result<()> {
    let shop = shop::get(ctx, conversation.shop)?;
    let Some(run_at) = due(&shop, conversation) else { return Ok(()) };
    let key = key(conversation.id);
    // One that is there counts for a wait that is over.
    jobs::cancel(ctx.tx, &key)?;
    let job = NewJob { kind: JOB, key, body: conversation.id.to_string(), run_at };
    Ok(jobs::enqueue(ctx.tx, &job, ctx.now)?)
}

/// Nobody waits there any more.
pub fn end(ctx: &mut Ctx<'_, '_>, conversation: ConversationId) -> Result<()> {
    Ok(jobs::cancel(ctx.tx, &key(conversation))?)
}

fn key(conversation: ConversationId) -> String {
    format!("{JOB}:{conversation}")
}

/// When nobody coming is too long: so many minutes of the people's hours after somebody should have come. None when it does
/// not wait, or when the shop wants nothing done.
fn due(shop: &Shop, conversation: &Conversation) -> Option<Time> {
    let minutes = shop.settings.bot.rescue_after_minutes;
    let waits = conversation.status == Status::Waiting && conversation.orphaned_at.is_none();
    let since = conversation.handed_off_at.filter(|_| waits && minutes > 0)?;
    let from = conversation.due_at.map_or(since, |due| due.max(since));
    Calendar::of_people(shop).due(from, Duration::from_secs(u64::from(minutes) * 60))
}

/// The timer has run out.
pub fn ring(ctx: &mut Ctx<'_, '_>, id: ConversationId, job: &Job) -> Result<()> {
    let conversation = conversation::get(ctx, id)?;
    let shop = shop::get(ctx, conversation.shop)?;
    match due(&shop, &conversation) {
        Some(due) if due > ctx.now => return Ok(jobs::postpone(ctx.tx, job, due)?),
        Some(_) => rescue(ctx, &shop, &conversation)?,
        None => {}
    }
    Ok(jobs::done(ctx.tx, job, ctx.now)?)
}

fn rescue(ctx: &mut Ctx<'_, '_>, shop: &Shop, conversation: &Conversation) -> Result<()> {
    let expectation = routing::expectation(ctx, shop, conversation)?;
    if !orphan::mark(ctx, conversation)? {
        return Ok(());
    }
    let by = answers_by(shop, expectation, ctx.now);
    let (lang, now) = (conversation.language, ctx.now);
    let (text, figures) = match by {
        Some(by) => {
            let at = moment(by, now, &shop.zone(), lang)?;
            (say(lang, "rescue.promise", context! { at => &at })?, vec![at])
        }
        None => (plain(lang, "rescue.no_time")?, Vec::new()),
    };
    let (said, checked) = noticed(&text, Facts { shop, lang, now, order: None, figures: &figures })?;
    // What cannot be borne out is not promised either.
    let promised = by.filter(|_| said.as_deref() == Some(text.as_str()));
    let text = match said {
        Some(said) if promised.is_some() => said,
        _ => plain(lang, "rescue.no_time")?,
    };
    let checked = Some(checked).filter(|checked| !checked.statements.is_empty());
    let meta = Meta { notice: Some(Notice::Orphaned), checked, ..Meta::default() };
    let message = reply::by_system(ctx, conversation, &text, meta)?;
    if let (Some(due_at), Some(at)) = (promised, figures.first()) {
        let wording = say(lang, "rescue.wording", context! { at })?;
        make::by_house(ctx, conversation, &message, (due_at, wording))?;
    }
    note(ctx, shop, conversation, promised)
}

/// Whoever opens it reads how long nobody came, and what the buyer was told.
fn note(ctx: &mut Ctx<'_, '_>, shop: &Shop, conversation: &Conversation, by: Option<Time>) -> Result<()> {
    let lang = shop.language;
    let since = conversation.handed_off_at.unwrap_or(ctx.now);
    let minutes = Calendar::of_people(shop).elapsed(since, ctx.now).as_secs() / 60;
    let by = by.map(|by| moment(by, ctx.now, &shop.zone(), lang)).transpose()?;
    let text = say(lang, "rescue.note", context! { minutes, by })?;
    reply::note_by_house(ctx, conversation, &text, Meta::default()).map(drop)
}

/// By when the shop answers, as far as anything says so: the wait to be expected from those who are here, in their hours; or,
/// when nobody is here, the beginning of the next hours of people, and the wait for everybody ahead after it. None where
/// nothing says it. Pure.
fn answers_by(shop: &Shop, expectation: Expectation, now: Time) -> Option<Time> {
    let people = Calendar::of_people(shop);
    let by = match expectation {
        Expectation::Soon { within, .. } => people.due(now, within.max(Duration::from_secs(1)))?,
        Expectation::NobodyNow { ahead } | Expectation::From { ahead, .. } => {
            let mut next = people.open_within(now, now + AHEAD).into_iter().map(|(from, _)| from);
            let begins = next.find(|from| *from > now)?;
            // One person at least begins then.
            let each = Duration::from_secs(u64::from(shop.settings.usual_handling_seconds));
            people.due(begins, each * u32::try_from(ahead + 1).unwrap_or(u32::MAX))?
        }
        Expectation::Unknown => return None,
    };
    Some(rounded(by))
}

/// On the next whole step.
fn rounded(time: Time) -> Time {
    let step = STEP * 1_000_000;
    Time::from_micros((time.micros() + step - 1).div_euclid(step) * step)
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
    fn what_is_promised_follows_from_who_is_here() {
        let shop = shop(WeekHours::daily("09:00", "22:00"));
        let now = at("2026-11-22T21:50:10[Asia/Shanghai]");
        let soon = |minutes: u64| Expectation::Soon { ahead: 2, within: Duration::from_secs(minutes * 60) };
        assert_eq!(answers_by(&shop, soon(6), now), Some(at("2026-11-22T22:00[Asia/Shanghai]")));
        // What does not fit into today is answered tomorrow.
        assert_eq!(answers_by(&shop, soon(20), now), Some(at("2026-11-23T09:15[Asia/Shanghai]")));
        let nobody = Expectation::NobodyNow { ahead: 1 };
        assert_eq!(answers_by(&shop, nobody, now), Some(at("2026-11-23T09:05[Asia/Shanghai]")));
    }

    #[test]
    fn where_nothing_says_when_no_time_is_made_up() {
        let now = at("2026-11-22T23:50[Asia/Shanghai]");
        let nobody = Expectation::NobodyNow { ahead: 0 };
        assert_eq!(answers_by(&shop(WeekHours::daily("00:00", "24:00")), nobody, now), None);
        assert_eq!(answers_by(&shop(WeekHours(vec![])), Expectation::Unknown, now), None);
    }

    proptest! {
        /// It is ahead, within the people's hours or at their end, and nobody who stands further back is promised less.
        #[test]
        fn a_promised_time_can_be_kept(minute in 0_i64..14 * 1440, within in 1_u64..600, more in 0_u64..120) {
            let shop = shop(WeekHours::daily("09:00", "18:00"));
            let people = Calendar::of_people(&shop);
            let now = Time::from_micros(at("2026-11-22T00:00[Asia/Shanghai]").micros() + minute * 60_000_000);
            let by = |minutes: u64| {
                let within = Duration::from_secs(minutes * 60);
                answers_by(&shop, Expectation::Soon { ahead: 0, within }, now).expect("it opens again")
            };
            prop_assert!(by(within) > now && by(within) <= by(within + more));
            let just_before = Time::from_micros(by(within).micros() - 1);
            prop_assert!(people.is_open(just_before));
            prop_assert!(people.elapsed(now, by(within)) >= Duration::from_secs(within * 60));
        }
    }
}
