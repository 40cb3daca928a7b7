//! Which offers a basket takes: every allowed combination is looked at.

use std::cmp::Reverse;

use super::apply::{Counted, apply};
use super::{Good, Payer, Postage};
use crate::catalog::Promotion;

/// So many offers are weighed against each other, those that take off most by themselves first: sixteen that all combine
/// make 65 536 combinations, and no shop runs more at once for one basket.
const WEIGHED: usize = 16;

/// The offers that come into question: those that do something by themselves. An exclusive one shuts out all others.
pub(super) fn usable<'p>(goods: &[Good<'_>], open: &[&'p Promotion], payer: &Payer) -> Vec<&'p Promotion> {
    let reaches = |offer: &&&Promotion| goods.iter().any(|good| offer.reaches(good.product));
    let alone = open.iter().filter(reaches).any(|offer| offer.facts.exclusive);
    let mut useful: Vec<(i64, &Promotion)> = open
        .iter()
        .copied()
        .filter(|offer| (!alone || offer.facts.exclusive) && offer.has_its_code(payer))
        .filter_map(|offer| Some((off(&apply(goods, &[offer])?), offer)))
        .collect();
    useful.sort_by_key(|(off, offer)| (Reverse(*off), offer.facts.promotion_id.clone()));
    useful.into_iter().take(WEIGHED).map(|(_, offer)| offer).collect()
}

/// The best allowed combination.
pub(super) fn best<'p>(
    goods: &[Good<'_>],
    usable: &[&'p Promotion],
    postage: Option<Postage>,
) -> Vec<&'p Promotion> {
    let mut search = Search { goods, usable, postage, best: None };
    search.go_on(&mut Vec::new(), 0);
    search.best.map(|(_, set)| set).unwrap_or_default()
}

/// Whether both may be on one order, if not always for the same goods.
pub(super) fn may_meet(one: &Promotion, two: &Promotion) -> bool {
    let apart = one.facts.other_goods && two.facts.other_goods && !one.shuts_out(two);
    apart || one.stacks_with(two) == Some(true)
}

fn off(counted: &Counted) -> i64 {
    counted.applied.iter().map(|applied| applied.off).fold(0, i64::saturating_add)
}

/// Smaller is better: what is paid, whether postage is, fewer gifts, more offers; then by their ids.
type Score = (i64, bool, Reverse<usize>, usize, Vec<String>);

struct Search<'g, 'p> {
    goods: &'g [Good<'g>],
    usable: &'g [&'p Promotion],
    postage: Option<Postage>,
    best: Option<(Score, Vec<&'p Promotion>)>,
}

impl<'p> Search<'_, 'p> {
    fn go_on(&mut self, set: &mut Vec<&'p Promotion>, from: usize) {
        self.weigh(set);
        for index in from..self.usable.len() {
            let offer = self.usable[index];
            if set.iter().all(|one| may_meet(one, offer)) {
                set.push(offer);
                self.go_on(set, index + 1);
                set.pop();
            }
        }
    }

    fn weigh(&mut self, set: &[&'p Promotion]) {
        let Some(counted) = apply(self.goods, set) else { return };
        let paid = counted.left.iter().copied().fold(0, i64::saturating_add);
        let gifts = counted.applied.iter().filter(|applied| applied.gift.is_some()).count();
        let mut ids: Vec<String> = set.iter().map(|offer| offer.facts.promotion_id.clone()).collect();
        ids.sort_unstable();
        let paid = paid.saturating_add(counted.postage(self.postage).unwrap_or(0));
        let score = (paid, !counted.ships_free(), Reverse(gifts), set.len(), ids);
        if self.best.as_ref().is_none_or(|(best, _)| score < *best) {
            self.best = Some((score, set.to_vec()));
        }
    }
}
