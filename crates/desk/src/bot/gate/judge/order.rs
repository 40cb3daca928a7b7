//! How orders stand, what is promised about them, and what is said to have been done.

use search::tokens;

use super::{Judged, Scope};
use crate::bot::gate::grounds::{Grounds, Text};
use crate::bot::gate::statement::{Statement, StatementKind, Value};
use crate::bot::gate::truth::Truth;
use crate::order::{OrderStatus, ReturnKind};

/// From this share of words on a sentence says what a text says.
const SAME: f64 = 0.75;

/// Whether an order stands so.
pub(super) fn state(grounds: &Grounds, statement: &Statement, scope: &Scope<'_>) -> Judged {
    let Value::Term { name, so } = statement.value else { return Judged::unknown() };
    let orders = scope.orders(grounds);
    let is_so = |order: &&usize| grounds.orders[**order].states.contains(&name) == so;
    if let Some(order) = orders.iter().find(is_so) {
        return Judged::by(grounds.orders[*order].source);
    }
    let told = grounds.texts.iter().find(|text| {
        text.statements
            .iter()
            .any(|known| known.kind == StatementKind::OrderState && known.value == statement.value)
            && text.sentences.iter().any(|span| alike(&text.plain[span.clone()], scope.sentence) >= SAME)
    });
    match (told, orders.as_slice()) {
        (Some(text), _) => Judged::by(text.source),
        (None, [only]) => {
            let order = &grounds.orders[*only];
            Judged::against(
                order.source,
                Some(Truth::Order { number: order.number.clone(), status: order.status }),
            )
        }
        (None, [first, ..]) => Judged::against(grounds.orders[*first].source, None),
        (None, []) => Judged::unknown(),
    }
}

/// Whether a promise is one that the shop has made, or that is being kept already.
pub(super) fn redress(grounds: &Grounds, statement: &Statement, scope: &Scope<'_>) -> Judged {
    if let Some(source) = told(grounds, scope) {
        return Judged::by(source);
    }
    let Value::Term { name: "refund", .. } = statement.value else { return Judged::unknown() };
    let being_paid = scope.orders(grounds).into_iter().find(|order| {
        let order = &grounds.orders[*order];
        matches!(order.status, OrderStatus::Refunding | OrderStatus::Refunded)
            || order.states.contains(&"refunded")
    });
    being_paid.map_or_else(Judged::unknown, |order| Judged::by(grounds.orders[order].source))
}

/// Whether what is said to have been done can be seen of an order.
pub(super) fn deed(grounds: &Grounds, scope: &Scope<'_>) -> Judged {
    if let Some(source) = told(grounds, scope) {
        return Judged::by(source);
    }
    let says = |words: &[&str]| words.iter().any(|word| scope.clause.contains(word));
    let seen = scope.orders(grounds).into_iter().find(|order| {
        let order = &grounds.orders[*order];
        let matter = |kinds: &[ReturnKind]| order.matters.iter().any(|matter| kinds.contains(matter));
        let cancelled = says(&["取消", "cancel"]) && order.status == OrderStatus::Cancelled;
        let returned = says(&["退货", "return"]) && matter(&[ReturnKind::Return]);
        let exchanged = says(&["换货", "换", "exchange"]) && matter(&[ReturnKind::Exchange]);
        let refunded = says(&["退款", "refund", "credited"])
            && (order.states.contains(&"refunded") || order.states.contains(&"refunding"));
        let resent =
            says(&["补发", "重发", "reship", "replacement", "resent"]) && matter(&[ReturnKind::Reship]);
        cancelled || returned || exchanged || refunded || resent
    });
    seen.map_or_else(Judged::unknown, |order| Judged::by(grounds.orders[order].source))
}

/// The text that says nearly what the sentence says.
fn told(grounds: &Grounds, scope: &Scope<'_>) -> Option<usize> {
    let says = |text: &&Text| {
        text.sentences.iter().any(|span| alike(&text.plain[span.clone()], scope.sentence) >= SAME)
    };
    grounds.texts.iter().find(says).map(|text| text.source)
}

/// How much of a sentence another one says.
fn alike(known: &str, sentence: &str) -> f64 {
    let known: std::collections::HashSet<String> = tokens(known).into_iter().collect();
    let said = tokens(sentence);
    let shared = said.iter().filter(|token| known.contains(*token)).count();
    #[expect(clippy::cast_precision_loss, reason = "a sentence has a few dozen words")]
    let share = if said.is_empty() { 0.0 } else { shared as f64 / said.len() as f64 };
    share
}
