//! Finding a buyer by whatever they, or a parcel, can be known by.

use crate::buyer::{self, Buyer};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::id::ShopId;
use crate::word::words;

use super::store;

/// At most so many are found: whoever finds more should say more.
pub const MOST: usize = 200;
/// A phone has at least so many digits, and never so many more by a country's code.
const PHONE: usize = 7;
const CODE: usize = 4;

words! {
    /// By what a buyer was found, the surest first.
    FoundBy {
        /// By the number of an order.
        Order = "order",
        /// By the number of a parcel.
        Parcel = "parcel",
        /// By their id in the shop.
        ExternalId = "external_id",
        /// By a handle in an inbox: an open id, an address, a phone.
        Handle = "handle",
        /// By their e-mail address.
        Email = "email",
        /// By their phone, or its last four digits.
        Phone = "phone",
        /// By the phone that an order of theirs was sent to, or its last four digits.
        Receiver = "receiver",
        /// By the beginning of their name.
        Name = "name",
    }
}

/// A buyer who was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Who; the one who stays, when they were joined with another.
    pub buyer: Buyer,
    /// By what.
    pub by: FoundBy,
}

/// The buyers of these shops that a text may stand for, the surest first, at most [`MOST`] and one to say that there are
/// more.
pub fn find(ctx: &mut Ctx<'_, '_>, shops: &[ShopId], text: &str) -> Result<Vec<Found>> {
    let sought = Sought::in_text(text)?;
    let most = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
    let mut hits: Vec<(FoundBy, Buyer)> = Vec::new();
    for shop in shops.iter().copied() {
        let mut hit = |by, found: Vec<Buyer>| hits.extend(found.into_iter().map(|buyer| (by, buyer)));
        for word in &sought.words {
            hit(FoundBy::Order, store::by_order(ctx.tx, shop, word)?);
            hit(FoundBy::Parcel, store::by_parcel(ctx.tx, shop, word)?);
            hit(FoundBy::ExternalId, store::by_external_id(ctx.tx, shop, word)?);
            hit(FoundBy::Handle, store::by_handle(ctx.tx, shop, word)?);
        }
        if let Some(email) = &sought.email {
            hit(FoundBy::Email, store::by_email(ctx.tx, shop, email, most)?);
        }
        if let Some(digits) = &sought.digits {
            let ending = ending(digits);
            let fits = |own: &str| digits.len() == 4 || same_phone(own, digits);
            let mut own = store::by_phone_ending(ctx.tx, shop, ending, most)?;
            own.retain(|buyer| buyer.phone.as_deref().is_some_and(&fits));
            hit(FoundBy::Phone, own);
            let mut sent = store::by_receiver(ctx.tx, shop, ending, most)?;
            sent.retain(|(_, phone)| fits(phone));
            hit(FoundBy::Receiver, sent.into_iter().map(|(buyer, _)| buyer).collect());
        }
        if let Some(name) = &sought.name {
            let until = format!("{name}{}", char::MAX);
            hit(FoundBy::Name, store::by_name(ctx.tx, shop, name, &until, most)?);
        }
    }
    hits.sort_by_key(|(by, _)| *by);
    let mut found: Vec<Found> = Vec::new();
    for (by, hit) in hits {
        if found.len() > MOST {
            break;
        }
        let buyer = buyer::get(ctx, hit.id)?;
        if !found.iter().any(|known| known.buyer.id == buyer.id) {
            found.push(Found { buyer, by });
        }
    }
    Ok(found)
}

/// What a text can stand for.
#[derive(Debug, PartialEq, Eq)]
struct Sought {
    /// As it stands, and as numbers and handles are written.
    words: Vec<String>,
    /// An e-mail address, in small letters.
    email: Option<String>,
    /// The digits of a phone, or its last four.
    digits: Option<String>,
    /// The beginning of a name, in small letters.
    name: Option<String>,
}

impl Sought {
    fn in_text(text: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Refusal::invalid("q", "required"));
        }
        if text.chars().count() > 200 || text.chars().any(char::is_control) {
            return Err(Refusal::invalid("q", "text_too_long").with("limit", 200));
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let phone = !text.chars().any(|c| !c.is_ascii_digit() && !" -+.()".contains(c))
            && (digits.len() == 4 || digits.len() >= PHONE);
        let mut words = vec![text.to_owned(), text.to_uppercase(), text.to_lowercase()];
        if phone && digits.len() > 4 {
            // In inboxes of phones a handle is the number, with a plus or without.
            words.extend([digits.clone(), format!("+{digits}")]);
        }
        words.sort();
        words.dedup();
        let lower = text.to_lowercase();
        Ok(Self {
            words,
            email: lower.contains('@').then(|| lower.clone()),
            digits: phone.then_some(digits),
            name: (!phone && !lower.contains('@')).then_some(lower),
        })
    }
}

/// The last four digits.
pub(super) fn ending(digits: &str) -> &str {
    digits.get(digits.len().saturating_sub(4)..).unwrap_or(digits)
}

/// The digits of a phone that can be told apart from others; none of one that is masked or too short.
pub(super) fn digits(phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    (!phone.contains('*') && digits.len() >= PHONE).then_some(digits)
}

/// Whether two numbers are one phone, with a country's code or a leading zero or without.
pub(super) fn same_phone(one: &str, other: &str) -> bool {
    let (Some(one), Some(other)) = (digits(one), digits(other)) else { return false };
    let (one, other) = (one.trim_start_matches('0'), other.trim_start_matches('0'));
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    short.len() >= PHONE && long.len() - short.len() <= CODE && long.ends_with(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_the_same_however_it_is_written() {
        for other in ["13812345678", "+86 138-1234-5678", "0086 138 1234 5678", "(138) 1234.5678"] {
            assert!(same_phone("13812345678", other), "{other}");
        }
        assert!(same_phone("07911 123456", "+44 7911 123456"));
        for other in ["13812345679", "138****5678", "5678", "345678", ""] {
            assert!(!same_phone("13812345678", other), "{other}");
        }
    }

    #[test]
    fn a_text_stands_for_what_it_can_be() {
        let sought = |text| Sought::in_text(text).expect("something");
        assert_eq!(sought(" 5678 ").digits.as_deref(), Some("5678"));
        assert_eq!(sought("+86 138 1234 5678").digits.as_deref(), Some("8613812345678"));
        assert_eq!(sought("12345").digits, None, "neither an ending nor a phone");
        assert_eq!(sought("Mia@Shop.example").email.as_deref(), Some("mia@shop.example"));
        assert_eq!(sought("Mia").name.as_deref(), Some("mia"));
        assert!(sought("sf123").words.contains(&"SF123".to_owned()));
        assert_eq!(Sought::in_text("  ").expect_err("nothing").code, "required");
    }
}
