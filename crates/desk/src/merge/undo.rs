//! Undoing a merge: what had moved comes back, as far as it can.

use std::collections::BTreeMap;

use super::{Merge, Moved, Outcome, store};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::{AgentId, BuyerMergeId};

/// Takes the two apart again. Once more: the same outcome. From now on they are not taken to be one by their likeness.
pub fn undo(ctx: &mut Ctx<'_, '_>, id: BuyerMergeId, by: AgentId) -> Result<Merge> {
    let merge = store::hold_merge(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_merge"))?;
    if merge.outcome.is_some() {
        return Ok(merge);
    }
    let stays = store::hold_stays(ctx.tx, merge.stays)?.ok_or_else(|| Refusal::not_found("no_such_buyer"))?;
    if stays.merged_into.is_some() {
        // What had moved has moved on, and only the later merge knows where from.
        return Err(Refusal::conflict("later_merge_first").into());
    }
    let moved = store::moved(ctx.tx, id)?;
    let back = store::bring_back(ctx.tx, &merge)?;
    store::come_back(ctx.tx, &merge)?;
    let outcome = Outcome { by, at: ctx.now, left: missing(&moved, &back), back };
    store::undo(ctx, id, by, &outcome)?;
    store::set_apart(ctx, merge.stays, merge.gone, by)?;
    let fact = Fact::BuyerMergeUndone { merge: id, stays: merge.stays, gone: merge.gone, agent: by };
    fact::record(ctx, Scope::shop(merge.shop), fact)?;
    Ok(Merge { outcome: Some(outcome), ..merge })
}

fn missing(moved: &BTreeMap<Moved, i64>, back: &BTreeMap<Moved, i64>) -> BTreeMap<Moved, i64> {
    let left = moved.iter().map(|(what, count)| (*what, count - back.get(what).unwrap_or(&0)));
    left.filter(|(_, count)| *count > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_did_not_come_back_is_said() {
        let moved = BTreeMap::from([(Moved::Tags, 3), (Moved::Orders, 2)]);
        let back = BTreeMap::from([(Moved::Tags, 1), (Moved::Orders, 2)]);
        assert_eq!(missing(&moved, &back), BTreeMap::from([(Moved::Tags, 2)]));
    }
}
