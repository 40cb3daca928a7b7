//! Raising alerts: what of the ledger causes one, and writing it down for everybody who wants it.

use super::{Alert, AlertState, AlertTarget, Cause, push, say, send, store, watch};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::fact::{Fact, Recorded, RunState, SlaAction};
use crate::id::ShopId;
use crate::shop;

/// Hears of a fact: raises what it causes at once, and watches what is only an alert when it lasts.
pub fn heard(ctx: &mut Ctx<'_, '_>, recorded: &Recorded) -> Result<()> {
    let Some(shop) = recorded.scope.shop else { return Ok(()) };
    match (&recorded.fact, recorded.scope.conversation) {
        (Fact::ApprovalAsked { approval, .. }, _) => {
            raise(ctx, shop, Cause::Approval { approval: *approval })
        }
        (Fact::SlaLineCrossed { metric, began, within_seconds, does, .. }, Some(conversation))
            if does.contains(&SlaAction::Phone) =>
        {
            let (metric, since, within_seconds) = (*metric, *began, *within_seconds);
            raise(ctx, shop, Cause::Late { conversation, metric, since, within_seconds })
        }
        (Fact::PromiseBroken { promise, .. }, _) => raise(ctx, shop, Cause::Promise { promise: *promise }),
        (Fact::FlowChanged { run, state: RunState::Stuck, .. }, _) => {
            raise(ctx, shop, Cause::Flow { run: *run, since: recorded.at })
        }
        (Fact::Orphaned { since }, Some(conversation)) => {
            raise(ctx, shop, Cause::Orphan { conversation, since: *since })
        }
        (Fact::SurgeBegan { .. }, _) => raise(ctx, shop, Cause::Surge { since: recorded.at }),
        (Fact::ConnectionTroubled { role, .. }, _) => watch::system(ctx, shop, role),
        (
            Fact::HandedOff { .. }
            | Fact::Released { .. }
            | Fact::Reopened {}
            | Fact::Labelled { urgency: language::Urgency::Urgent, .. },
            Some(conversation),
        ) => watch::urgent(ctx, shop, conversation),
        (Fact::Offered { agent, until }, Some(conversation)) => {
            raise(ctx, shop, Cause::Offer { conversation, agent: *agent, until: *until })
        }
        (Fact::StandbyCalled { call, .. }, _) => raise(ctx, shop, Cause::Standby { call: *call }),
        (Fact::Claimed { .. } | Fact::Resolved { .. }, Some(conversation)) => watch::end(ctx, conversation),
        _ => Ok(()),
    }
}

/// Writes an alert down for every target that wants it, and for every device whose person does.
pub(super) fn raise(ctx: &mut Ctx<'_, '_>, shop: ShopId, cause: Cause) -> Result<()> {
    let shop = shop::get(ctx, shop)?;
    push::raise(ctx, &shop, cause)?;
    let wanting = store::wanting(ctx.tx, shop.id, cause.event())?;
    if wanting.is_empty() {
        return Ok(());
    }
    let said = say::of(ctx, &shop, shop.language, cause)?;
    for target in wanting {
        put(ctx, &target, cause, &said)?;
    }
    Ok(())
}

/// Writes an alert down for one target, unless it was told of this already.
pub(super) fn put(ctx: &mut Ctx<'_, '_>, target: &AlertTarget, cause: Cause, said: &say::Said) -> Result<()> {
    // Whoever sends this target's alerts either sees this one, or is woken by it.
    store::take_turn(ctx.tx, target.id)?;
    let alert = Alert {
        id: ctx.id(),
        shop: target.shop,
        target: target.id,
        cause,
        title: said.title.clone(),
        text: said.text.clone(),
        path: said.path.clone(),
        state: AlertState::Pending,
        attempts: 0,
        reason: None,
        not_before: ctx.now,
        created_at: ctx.now,
        updated_at: ctx.now,
    };
    if store::insert(ctx.tx, &alert)? {
        send::wake(ctx, target.id, ctx.now)?;
    }
    Ok(())
}
