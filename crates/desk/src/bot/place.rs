//! Telling a waiting buyer their place in the queue and when to expect a person; anew when that has changed much.

use std::time::Duration;

use db::Time;
use minijinja::context;

use super::gate::{Facts, noticed};
use super::moment::moment;
use super::phrases::{plain, say};
use super::store;
use crate::conversation::{self, Conversation, Meta, Notice, reply};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::routing::{self, Expectation, expect};
use crate::shop::{Lang, Shop};

/// Nobody is told a place more often than this by itself.
const PAUSE: Duration = Duration::from_secs(300);
/// A change of fewer minutes is no news.
const NEWS: i64 = 5;

/// Tells a waiting buyer their place in the queue and when to expect a person.
pub fn tell(ctx: &mut Ctx<'_, '_>, shop: &Shop, conversation: &Conversation) -> Result<()> {
    let expectation = routing::expectation(ctx, shop, conversation)?;
    say_place(ctx, shop, conversation, Place { expectation, key: "queue.soon" })
}

/// Tells them that they keep it, and what it is now.
pub(super) fn tell_again(ctx: &mut Ctx<'_, '_>, shop: &Shop, conversation: &Conversation) -> Result<()> {
    let expectation = routing::expectation(ctx, shop, conversation)?;
    say_place(ctx, shop, conversation, Place { expectation, key: "queue.again" })
}

/// Tells everybody who waits in a shop and whose wait has changed much since it was last told. When that must be looked at
/// again because some were told only a moment ago.
pub(super) fn tell_changed(ctx: &mut Ctx<'_, '_>, shop: &Shop) -> Result<Option<Time>> {
    let told = store::told_places(ctx.tx, shop.id)?;
    let mut next: Option<Time> = None;
    for (id, expectation) in expect::of_all(ctx, shop)? {
        let Some((minutes, told_at)) = told.get(&id).copied() else { continue };
        if !is_news(minutes, expectation.minutes()) {
            continue;
        }
        let due = told_at + PAUSE;
        if due <= ctx.now {
            let conversation = conversation::get(ctx, id)?;
            say_place(ctx, shop, &conversation, Place { expectation, key: "queue.again" })?;
        } else {
            next = Some(next.map_or(due, |next| next.min(due)));
        }
    }
    Ok(next)
}

/// Whether a buyer who was told one wait wants to know the other. Pure.
fn is_news(told: Option<i64>, now: Option<i64>) -> bool {
    match (told, now) {
        (Some(told), Some(now)) => (now - told).abs() >= NEWS.max(told / 2),
        (None, None) => false,
        _ => true,
    }
}

/// What is told, and the phrase for it while people are here.
#[derive(Clone, Copy)]
struct Place {
    expectation: Expectation,
    key: &'static str,
}

fn say_place(ctx: &mut Ctx<'_, '_>, shop: &Shop, conversation: &Conversation, place: Place) -> Result<()> {
    let (lang, now) = (conversation.language, ctx.now);
    let text = told(shop, lang, place, now)?;
    let figures = figures(shop, lang, place.expectation, now)?;
    let (said, checked) = noticed(&text, Facts { shop, lang, now, order: None, figures: &figures })?;
    let text = match said {
        Some(text) => text,
        None => plain(lang, "queue.unknown")?,
    };
    let checked = Some(checked).filter(|checked| !checked.statements.is_empty());
    let meta = Meta { notice: Some(Notice::Queued), checked, ..Meta::default() };
    store::told_place(ctx, conversation.id, place.expectation.minutes())?;
    reply::by_system(ctx, conversation, &text, meta).map(drop)
}

/// The figures of an expectation, as they may be told.
fn figures(shop: &Shop, lang: Lang, expectation: Expectation, now: Time) -> Result<Vec<String>> {
    let Some(ahead) = expectation.ahead() else { return Ok(Vec::new()) };
    let until = match (expectation, expectation.minutes()) {
        (Expectation::From { opens, .. }, _) => moment(opens, now, &shop.zone(), lang)?,
        (_, Some(minutes)) => say(lang, "queue.fact.within", context! { minutes })?,
        (_, None) => String::new(),
    };
    Ok(vec![say(lang, "queue.fact.ahead", context! { ahead })?, until])
}

fn told(shop: &Shop, lang: Lang, Place { expectation, key }: Place, now: Time) -> Result<String> {
    match expectation {
        Expectation::Soon { ahead, .. } => {
            say(lang, key, context! { ahead, minutes => expectation.minutes() })
        }
        Expectation::NobodyNow { ahead } => say(lang, "queue.nobody", context! { ahead }),
        Expectation::From { opens, ahead } => {
            say(lang, "queue.from", context! { ahead, at => moment(opens, now, &shop.zone(), lang)? })
        }
        Expectation::Unknown => plain(lang, "queue.unknown"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_minutes_are_no_news_and_half_a_wait_is() {
        assert!(!is_news(Some(10), Some(6)));
        assert!(is_news(Some(10), Some(5)) && is_news(Some(10), Some(15)));
        assert!(!is_news(Some(40), Some(25)), "of a long wait a quarter of an hour is not much");
        assert!(is_news(Some(40), Some(60)));
        assert!(is_news(Some(10), None) && is_news(None, Some(10)) && !is_news(None, None));
    }
}
