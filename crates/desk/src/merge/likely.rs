//! Who may be the same person as a buyer, and by which sign. A sign is a reason to look, never to join by itself.

use super::find::{digits, ending, same_phone};
use super::{row, store};
use crate::buyer::{self, Buyer};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::id::{AgentId, BuyerId};
use crate::order::Address;
use crate::word::words;

/// So many are proposed at most.
const MOST: usize = 5;
/// So many are looked at by each sign: a phone or a name of more people than that says nothing.
const LOOKED_AT: i64 = 20;

words! {
    /// What two buyers have in common, the strongest first.
    Sign {
        /// The same phone.
        Phone = "phone",
        /// The same e-mail address.
        Email = "email",
        /// The same name, and something was sent to the same address.
        Address = "address",
    }
}

/// Somebody who may be the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likely {
    /// Who.
    pub buyer: Buyer,
    /// By which signs, the strongest first.
    pub signs: Vec<Sign>,
}

/// Who may be the same person as this buyer, the likeliest first; without those of whom it was said that they are not.
pub fn likely(ctx: &mut Ctx<'_, '_>, buyer: &Buyer) -> Result<Vec<Likely>> {
    let own = traits(ctx, buyer.id)?;
    let mut looked_at: Vec<BuyerId> = Vec::new();
    for phone in &own.phones {
        let found = store::by_phone_ending(ctx.tx, buyer.shop, ending(phone), LOOKED_AT * 5)?;
        let same = found.iter().filter(|one| one.phone.as_deref().is_some_and(|own| same_phone(own, phone)));
        looked_at.extend(same.map(|one| one.merged_into.unwrap_or(one.id)));
    }
    for email in &own.emails {
        let found = store::by_email(ctx.tx, buyer.shop, email, LOOKED_AT)?;
        looked_at.extend(found.iter().map(|one| one.merged_into.unwrap_or(one.id)));
    }
    if !own.addresses.is_empty() {
        for name in &own.names {
            let after = format!("{name}\u{1}");
            let found = store::by_name(ctx.tx, buyer.shop, name, &after, LOOKED_AT)?;
            looked_at.extend(found.iter().map(|one| one.merged_into.unwrap_or(one.id)));
        }
    }
    let apart = store::apart_from(ctx.tx, buyer.id)?;
    looked_at.sort_unstable();
    looked_at.dedup();
    looked_at.retain(|id| *id != buyer.id && !apart.contains(id));
    let mut likely = Vec::new();
    for id in looked_at {
        let signs = own.in_common(&traits(ctx, id)?);
        if !signs.is_empty() {
            likely.push(Likely { buyer: buyer::get(ctx, id)?, signs });
        }
    }
    likely.sort_by(|one, other| {
        other.signs.len().cmp(&one.signs.len()).then_with(|| one.signs.cmp(&other.signs))
    });
    likely.truncate(MOST);
    Ok(likely)
}

/// Notes that two who look alike are not the same person: they are not proposed again.
pub fn set_apart(ctx: &mut Ctx<'_, '_>, one: BuyerId, other: BuyerId, by: AgentId) -> Result<()> {
    let (one, other) = (row(ctx, one)?, row(ctx, other)?);
    let stays = |buyer: &Buyer| buyer.merged_into.unwrap_or(buyer.id);
    if stays(&one) == stays(&other) {
        return Err(Refusal::invalid("other", "same_buyer").into());
    }
    if one.shop != other.shop {
        return Err(Refusal::invalid("other", "buyers_of_two_shops").into());
    }
    Ok(store::set_apart(ctx, one.id, other.id, by)?)
}

/// What a person can be recognised by; of everybody who was joined into them too.
#[derive(Debug, Default)]
struct Traits {
    phones: Vec<String>,
    emails: Vec<String>,
    names: Vec<String>,
    addresses: Vec<String>,
}

impl Traits {
    fn in_common(&self, other: &Self) -> Vec<Sign> {
        let phone = self.phones.iter().any(|own| other.phones.iter().any(|phone| same_phone(own, phone)));
        let email = self.emails.iter().any(|own| other.emails.contains(own));
        let name = self.names.iter().any(|own| other.names.contains(own));
        let address = name && self.addresses.iter().any(|own| other.addresses.contains(own));
        let signs = [(Sign::Phone, phone), (Sign::Email, email), (Sign::Address, address)];
        signs.into_iter().filter(|(_, is)| *is).map(|(sign, _)| sign).collect()
    }
}

fn traits(ctx: &mut Ctx<'_, '_>, id: BuyerId) -> Result<Traits> {
    let mut traits = Traits::default();
    for member in store::family(ctx.tx, id)? {
        traits.phones.extend(member.phone.as_deref().and_then(digits));
        let email = member.email.map(|email| email.trim().to_lowercase());
        traits.emails.extend(email.filter(|email| email.contains('@') && !email.contains('*')));
        traits
            .names
            .extend(member.name.map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty()));
    }
    traits.addresses = store::addresses(ctx.tx, id)?.iter().filter_map(place).collect();
    Ok(traits)
}

/// Where an address is, without how it is written; none of one that names no street.
fn place(address: &Address) -> Option<String> {
    let Address { line1, line2, district, city, .. } = address;
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let street = plain(line1);
    (!street.is_empty()).then(|| [plain(city), plain(district), street, plain(line2)].join("|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traits(phone: &str, email: &str, name: &str, address: &str) -> Traits {
        let one = |text: &str| if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
        Traits { phones: one(phone), emails: one(email), names: one(name), addresses: one(address) }
    }

    #[test]
    fn an_address_is_a_sign_only_with_the_name() {
        let own = traits("13812345678", "a@b.example", "mia", "x|y");
        assert_eq!(own.in_common(&traits("", "", "tom", "x|y")), []);
        assert_eq!(own.in_common(&traits("", "", "mia", "z")), []);
        assert_eq!(own.in_common(&traits("", "", "mia", "x|y")), [Sign::Address]);
        assert_eq!(
            own.in_common(&traits("+8613812345678", "a@b.example", "", "")),
            [Sign::Phone, Sign::Email]
        );
    }

    #[test]
    fn an_address_is_the_same_however_it_is_written() {
        let of = |line1: &str, city: &str| {
            place(&Address { line1: line1.into(), city: city.into(), ..Address::default() })
        };
        assert_eq!(of("12, Main Street", "Denver"), of("12 main street", "denver "));
        assert_ne!(of("12 Main Street", "Denver"), of("13 Main Street", "Denver"));
        assert_eq!(of("", "Denver"), None);
    }
}
