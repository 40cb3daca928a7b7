//! Numbers, names, addresses and links: this buyer's own, the shop's own, or nobody's business.

use super::{Judged, Scope};
use crate::bot::gate::grounds::{Grounds, Text};
use crate::bot::gate::squeezed;
use crate::bot::gate::statement::{Statement, Value};
use crate::bot::gate::truth::Truth;

/// Whether a number is of this buyer's orders or parcels, or the code of an offer that is on.
pub(super) fn code(grounds: &Grounds, statement: &Statement, scope: &Scope<'_>, words: &str) -> Judged {
    let Value::Text(code) = &statement.value else { return Judged::unknown() };
    let code = squeezed(code);
    if let Some(order) = grounds.orders.iter().find(|order| squeezed(&order.number) == code) {
        return Judged::by(order.source);
    }
    if let Some((at, order)) =
        grounds.orders.iter().enumerate().find(|(_, order)| order.trackings.contains(&code))
    {
        // A parcel of another order of theirs is the wrong parcel.
        return match scope.order {
            Some(meant) if meant != at => {
                let meant = &grounds.orders[meant];
                let truth = match meant.trackings.as_slice() {
                    [only] => Some(Truth::Words(only.to_uppercase())),
                    _ => None,
                };
                Judged::against(meant.source, truth)
            }
            _ => Judged::by(order.source),
        };
    }
    let coupon = grounds
        .promotions
        .iter()
        .filter(|offer| offer.is_on())
        .find(|offer| offer.promotion.facts.code.as_deref().is_some_and(|known| squeezed(known) == code));
    if let Some(offer) = coupon {
        return Judged::by(offer.source);
    }
    if let Some(source) = in_texts(grounds, words) {
        return Judged::by(source);
    }
    if grounds.said.iter().any(|said| said.squeezed.contains(&code)) {
        Judged::harmless()
    } else {
        Judged::unknown()
    }
}

/// Whether a name, a phone or an address is this buyer's own or one the shop gives out.
pub(super) fn person(grounds: &Grounds, statement: &Statement, words: &str) -> Judged {
    let Value::Text(text) = &statement.value else { return Judged::unknown() };
    // What leads up to an address is no part of it: `收货地址是`.
    let lead = text.char_indices().take(10).filter(|(_, c)| "是为:到在于寄发".contains(*c)).last();
    let text = squeezed(&text[lead.map_or(0, |(at, c)| at + c.len_utf8())..]);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let own = grounds.own.iter().any(|own| {
        // Four figures are an ending; a surname is the beginning of a name.
        let ending = digits.len() == 4 && digits == text && own.ends_with(&digits);
        let surname = text.chars().count() <= 2 && own.starts_with(&text);
        let phone = digits.len() >= 7 && digits.len() + 2 >= text.len() && {
            let known: String = own.chars().filter(char::is_ascii_digit).collect();
            known.len() >= 7 && (known.ends_with(&digits) || digits.ends_with(&known))
        };
        ending || surname || phone || !text.is_empty() && own.contains(&text)
    });
    if own && !text.is_empty() {
        return Judged::harmless();
    }
    if let Some(source) = in_texts(grounds, words) {
        return Judged::by(source);
    }
    if grounds.said.iter().any(|said| !text.is_empty() && said.squeezed.contains(&text)) {
        return Judged::harmless();
    }
    Judged::unknown()
}

/// Whether an address on the net is one that the shop gives out.
pub(super) fn link(grounds: &Grounds, words: &str) -> Judged {
    in_texts(grounds, words).map_or_else(Judged::unknown, Judged::by)
}

fn in_texts(grounds: &Grounds, words: &str) -> Option<usize> {
    let words = squeezed(words);
    let says = |text: &&Text| words.len() > 1 && text.squeezed.contains(&words);
    grounds.texts.iter().find(says).map(|text| text.source)
}
