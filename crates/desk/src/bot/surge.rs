//! People are too few: whoever waits is told what the facts answer, and keeps their place.

use std::time::Duration;

use jobs::{Job, NewJob};

use super::place;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::{ConversationId, ShopId};
use crate::routing::{expect, surge};
use crate::shop;

/// The kind of the jobs that answer who waits; their body is the conversation's id.
pub const ANSWER_JOB: &str = "surge.answer";

/// Looks at a shop: begins or ends it, tells those whose place has changed much, and comes back when time alone would change
/// something.
pub fn run(ctx: &mut Ctx<'_, '_>, shop: ShopId, job: &Job) -> Result<()> {
    let shop = shop::get(ctx, shop)?;
    if !surge::settle(ctx, &shop)?.is_on() {
        return Ok(jobs::done(ctx.tx, job, ctx.now)?);
    }
    let again = place::tell_changed(ctx, &shop)?;
    match again.into_iter().chain(surge::closes(ctx, &shop)).min() {
        Some(next) => Ok(jobs::postpone(ctx.tx, job, next.max(ctx.now + Duration::from_millis(1)))?),
        None => Ok(jobs::done(ctx.tx, job, ctx.now)?),
    }
}

/// It has begun: everybody who waits is answered, whoever comes first at the head.
pub fn began(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<()> {
    let shop = shop::get(ctx, shop)?;
    for (conversation, _) in expect::of_all(ctx, &shop)? {
        answer_later(ctx, conversation)?;
    }
    Ok(())
}

/// Somebody waits for a person: while people are too few they are told what the facts answer meanwhile.
pub fn waits(ctx: &mut Ctx<'_, '_>, shop: ShopId, conversation: ConversationId) -> Result<()> {
    if surge::of(ctx, shop)?.is_on() { answer_later(ctx, conversation) } else { Ok(()) }
}

fn answer_later(ctx: &mut Ctx<'_, '_>, conversation: ConversationId) -> Result<()> {
    let key = format!("{ANSWER_JOB}:{conversation}");
    let job = NewJob { kind: ANSWER_JOB, key, body: conversation.to_string(), run_at: ctx.now };
    Ok(jobs::enqueue(ctx.tx, &job, ctx.now)?)
}

#[cfg(test)]
mod tests {
    use db::Time;
    use language::Intent;
    use minijinja::context;

    use crate::bot::phrases::{plain, say};
    use crate::promise::find;
    use crate::shop::{Lang, Shop, ShopSettings};

    #[test]
    fn whatever_is_asked_about_can_be_named() {
        for intent in Intent::ALL {
            for lang in Lang::ALL {
                assert!(plain(*lang, &format!("about.{}", intent.id())).is_ok(), "{intent:?}");
            }
        }
    }

    #[test]
    fn what_goes_before_an_answer_promises_nothing() {
        let shop = Shop {
            id: uuid::Uuid::nil().into(),
            key: "one".into(),
            name: "One".into(),
            language: Lang::Zh,
            currency: "CNY".into(),
            time_zone: "Asia/Shanghai".into(),
            settings: ShopSettings::default(),
        };
        for lang in Lang::ALL {
            let about = plain(*lang, "about.where_is_it").expect("a phrase");
            let text = say(*lang, "surge.answer", context! { about, answer => "✓" }).expect("a phrase");
            let found = find::promises(&text, &shop, Time::from_micros(1_790_000_000_000_000));
            assert_eq!(found, [], "{text}");
        }
    }
}
