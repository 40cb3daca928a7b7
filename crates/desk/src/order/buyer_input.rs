//! A buyer as the shop tells of them: who they are, where their orders go, and how they can pay.

use serde::{Deserialize, Serialize};

use super::{Address, PaymentMethod, set_usual_address, store};
use crate::buyer;
use crate::catalog::{Change, check_text};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::id::{BuyerId, ShopId};
use crate::inbox::Profile;

/// A buyer as the shop tells of them. What is not given stays as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BuyerInput {
    /// The buyer's id in the shop.
    pub buyer_id: String,
    /// The buyer's name.
    #[serde(default)]
    pub buyer_name: Option<String>,
    /// The buyer's phone.
    #[serde(default)]
    pub phone: Option<String>,
    /// The buyer's e-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// The buyer's member level.
    #[serde(default)]
    pub level: Option<String>,
    /// Where their orders go when nothing else is said.
    #[serde(default)]
    pub address: Option<Address>,
    /// The ways they can pay.
    #[serde(default)]
    pub methods: Vec<PaymentMethod>,
}

/// Takes in a buyer, or what is new about them.
pub fn upsert_buyer(ctx: &mut Ctx<'_, '_>, shop: ShopId, input: &BuyerInput) -> Result<(Change, BuyerId)> {
    check_text("buyer_id", &input.buyer_id, 200)?;
    if let Some(address) = &input.address {
        address.check()?;
    }
    check_methods(&input.methods)?;
    let profile = Profile {
        external_id: input.buyer_id.clone(),
        name: input.buyer_name.clone(),
        phone: input.phone.clone(),
        email: input.email.clone(),
        level: input.level.clone(),
    };
    let before = buyer::by_external_id(ctx, shop, &input.buyer_id)?;
    let buyer = buyer::vouched_for(ctx, shop, &profile)?;
    let mut same = before.as_ref() == Some(&buyer);
    if let Some(address) = &input.address
        && store::usual_address(ctx.tx, buyer.id)?.as_ref() != Some(address)
    {
        set_usual_address(ctx, buyer.id, address)?;
        same = false;
    }
    let known = store::methods(ctx.tx, buyer.id)?;
    for method in input.methods.iter().filter(|method| !known.contains(method)) {
        store::upsert_method(ctx.tx, shop, buyer.id, method)?;
        same = false;
    }
    let change = match (before, same) {
        (None, _) => Change::Added,
        (Some(_), true) => Change::Unchanged,
        (Some(_), false) => Change::Updated,
    };
    Ok((change, buyer.id))
}

/// Refuses ways to pay that cannot be.
pub(super) fn check_methods(methods: &[PaymentMethod]) -> Result<()> {
    for method in methods {
        check_text("method_id", &method.method_id, 100)?;
        if method.balance.is_some_and(|balance| balance < 0) {
            return Err(Refusal::invalid("balance", "negative").into());
        }
    }
    Ok(())
}
