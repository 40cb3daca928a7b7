//! The boundary matrix: what the bot does about an intent at a moment, and who has changed that.

use db::Time;
use language::Intent;
use uuid::Uuid;

use super::store;
use crate::conversation::hand_off::Row;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::id::{AgentId, ShopId};
use crate::shop::boundary::{Attendance, Boundaries, Boundary, Drawn, usual};
use crate::shop::{self, Shop, ShopSettings};

/// A change of the matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Of which intent.
    pub intent: String,
    /// While people are here, or not.
    pub attendance: Attendance,
    /// What the bot did before.
    pub was: Boundary,
    /// What it does now.
    pub becomes: Boundary,
    /// When.
    pub at: Time,
    /// Who; none when a key did.
    pub by: Option<AgentId>,
}

/// Whether people are in a shop at `now`.
pub fn attendance(shop: &Shop, now: Time) -> Attendance {
    if shop.next_opening(now).is_some_and(|opens| opens <= now) { Attendance::Here } else { Attendance::Away }
}

/// What the bot does about an intent.
pub fn of(settings: &ShopSettings, intent: Intent, attendance: Attendance) -> Boundary {
    settings.boundaries.of(intent).at(attendance)
}

/// The row that decides about an intent in a shop at `now`.
pub fn row(shop: &Shop, intent: Intent, now: Time) -> Row {
    let attendance = attendance(shop, now);
    Row { intent, attendance, does: of(&shop.settings, intent, attendance) }
}

/// Draws the line for these intents anew; the others stay. An intent that is drawn as usual is no longer a shop's own.
pub fn draw(
    ctx: &mut Ctx<'_, '_>,
    id: ShopId,
    rows: &[(String, Drawn)],
    by: Option<AgentId>,
) -> Result<Boundaries> {
    let shop = shop::get(ctx, id)?;
    let mut boundaries = shop.settings.boundaries.clone();
    for (name, drawn) in rows {
        let intent = name
            .parse::<Intent>()
            .map_err(|_| Refusal::invalid("intent", "no_such_intent").with("id", name))?;
        if intent == Intent::AskHuman && *drawn != Drawn::always(Boundary::Person) {
            return Err(Refusal::invalid("intent", "always_a_person").with("id", name).into());
        }
        let before = boundaries.of(intent);
        for attendance in Attendance::ALL.iter().copied() {
            let (was, becomes) = (before.at(attendance), drawn.at(attendance));
            if was != becomes {
                let changed = Changed { intent: name.clone(), attendance, was, becomes, at: ctx.now, by };
                let number: Uuid = ctx.id();
                store::changed(ctx.tx, id, number, &changed)?;
            }
        }
        if *drawn == usual(intent) {
            boundaries.0.remove(name);
        } else {
            boundaries.0.insert(name.clone(), *drawn);
        }
    }
    if boundaries != shop.settings.boundaries {
        shop::draw(ctx, &shop, boundaries.clone())?;
    }
    Ok(boundaries)
}

/// The last changes, newest first, at most `limit`.
pub fn changes(ctx: &mut Ctx<'_, '_>, shop: ShopId, limit: i64) -> Result<Vec<Changed>> {
    Ok(store::changes(ctx.tx, shop, limit)?)
}
