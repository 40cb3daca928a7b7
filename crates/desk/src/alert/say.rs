//! What an alert says: a sentence in the shop's language, without personal data of the buyer, and where it leads.

use minijinja::context;

use super::Cause;
use crate::asked::masked;
use crate::bot::moment::moment;
use crate::bot::phrases::{plain, say};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::ConversationId;
use crate::money::Money;
use crate::routing::{standby, surge};
use crate::shop::{Lang, Shop};
use crate::{agent, authority, connection, conversation, flow, promise};

/// Characters of what somebody said.
const LONGEST: usize = 80;

/// What is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) title: String,
    pub(super) text: String,
    /// Where it leads: under the address of the house.
    pub(super) path: String,
}

/// What is told of a cause, in this language.
pub(super) fn of(ctx: &mut Ctx<'_, '_>, shop: &Shop, lang: Lang, cause: Cause) -> Result<Said> {
    let (values, path) = match cause {
        Cause::Approval { approval } => {
            let asked = authority::approval::get(ctx, approval)?;
            let money = |minor| Money::new(minor, &shop.currency).display(lang);
            let who = match asked.asked_by {
                Some(agent) => agent::people::get(ctx, agent)?.name,
                None => shop.settings.bot.name.in_language(lang).to_owned(),
            };
            let values = context! {
                who,
                amount => money(asked.amount),
                by => money(asked.by),
                limit => plain(lang, &format!("alert.limit.{}", asked.over))?,
                why => quoted(ctx, &asked.why),
                until => moment(asked.expires_at, ctx.now, &shop.zone(), lang)?,
            };
            (values, format!("/console/approvals?id={approval}"))
        }
        Cause::Urgent { conversation: id, since } | Cause::Orphan { conversation: id, since } => {
            let conversation = conversation::get(ctx, id)?;
            let asked = conversation.packet.as_ref().map(|packet| packet.asked.clone()).unwrap_or_default();
            let values = context! {
                number => conversation.number,
                minutes => ctx.now.since(since).as_secs().div_ceil(60),
                asked => quoted(ctx, &asked),
            };
            (values, opened(Some(id)))
        }
        Cause::Late { conversation: id, metric, since, within_seconds } => {
            let number = conversation::get(ctx, id)?.number;
            let values = context! {
                number,
                metric => plain(shop.language, &format!("sla.{metric}"))?,
                since => moment(since, ctx.now, &shop.zone(), shop.language)?,
                within => within_seconds,
            };
            (values, opened(Some(id)))
        }
        Cause::Surge { .. } => {
            let surge = surge::of(ctx, shop.id)?;
            let by = surge.agent.map(|agent| agent::people::get(ctx, agent)).transpose()?;
            let values = context! { minutes => surge.wait_minutes, by => by.map(|agent| agent.name) };
            (values, "/console/".to_owned())
        }
        Cause::Promise { promise } => {
            let promise = promise::get(ctx, promise)?;
            let owner = match promise.owner.agent() {
                Some(agent) => agent::people::get(ctx, agent)?.name,
                None => shop.name.clone(),
            };
            let values = context! {
                owner,
                wording => quoted(ctx, &promise.wording),
                due => moment(promise.due_at, ctx.now, &shop.zone(), lang)?,
            };
            (values, opened(Some(promise.conversation)))
        }
        Cause::Flow { run, .. } => {
            let run = flow::get(ctx, run)?;
            let title = run.definition.title.in_language(lang);
            (context! { flow => title }, opened(run.conversation))
        }
        Cause::System { role, since } => {
            let trouble = connection::get(ctx, shop.id, role)?.and_then(|one| one.trouble);
            let values = context! {
                what => plain(lang, &format!("alert.role.{role}"))?,
                since => moment(since, ctx.now, &shop.zone(), lang)?,
                trouble => trouble.unwrap_or_default(),
            };
            (values, "/console/settings/shops".to_owned())
        }
        Cause::Standby { call } => {
            let call = standby::get(ctx, call)?;
            let by = match call.by {
                Some(agent) => Some(agent::people::get(ctx, agent)?.name),
                None => None,
            };
            let called = call.called.iter().map(|one| one.name.as_str()).collect::<Vec<_>>();
            let values = context! {
                by,
                called => called.join(plain(lang, "alert.standby.and")?.as_str()),
                waiting => call.waiting,
                minutes => call.wait_seconds / 60,
            };
            (values, "/console/".to_owned())
        }
        Cause::Offer { conversation: id, until, .. } => {
            let conversation = conversation::get(ctx, id)?;
            let asked = conversation.packet.as_ref().map(|packet| packet.asked.clone()).unwrap_or_default();
            let values = context! {
                number => conversation.number,
                seconds => until.since(ctx.now).as_secs(),
                asked => quoted(ctx, &asked),
            };
            (values, opened(Some(id)))
        }
        Cause::Test { .. } => (context! {}, "/console/".to_owned()),
    };
    let event = cause.event();
    let what = say(lang, &format!("alert.{event}.title"), values.clone())?;
    let title = say(lang, "alert.title", context! { shop => &shop.name, what })?;
    let text = say(lang, &format!("alert.{event}"), values)?;
    Ok(Said { title, text, path })
}

/// What a device is told by way of a test.
pub(super) fn to_own_device(lang: Lang) -> Result<Said> {
    Ok(Said {
        title: plain(lang, "alert.device.title")?,
        text: plain(lang, "alert.device")?,
        path: "/console/".to_owned(),
    })
}

fn opened(conversation: Option<ConversationId>) -> String {
    match conversation {
        Some(id) => format!("/console/?c={id}"),
        None => "/console/".to_owned(),
    }
}

/// The beginning of what somebody said, on one line, without personal data and without links: nobody outside the house
/// sends its people anywhere.
fn quoted(ctx: &Ctx<'_, '_>, text: &str) -> String {
    let line = text.split_whitespace().map(unlinked).collect::<Vec<_>>().join(" ");
    let shown = masked(&line, ctx.now);
    match shown.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &shown[..end]),
        None => shown,
    }
}

fn unlinked(word: &str) -> &str {
    let lower = word.to_ascii_lowercase();
    if lower.contains("://") || lower.contains("www.") { "***" } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_give_way() {
        assert_eq!(unlinked("看http://evil.example/x"), "***");
        assert_eq!(unlinked("WWW.evil.example"), "***");
        assert_eq!(unlinked("付款失败"), "付款失败");
    }
}
