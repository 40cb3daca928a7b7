//! Keys of the API: for programs, bound to one shop and to what they are for.

use serde::{Deserialize, Serialize};

use super::{Permission, store};
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::id::{ApiKeyId, ShopId};
use crate::{secret, shop};

/// A key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ApiKey {
    /// Identity.
    pub id: ApiKeyId,
    /// Its shop.
    pub shop: ShopId,
    /// What it is for, in the owner's words.
    pub name: String,
    /// The last characters of the token, to tell keys apart.
    pub hint: String,
    /// What it may do.
    pub permissions: Vec<Permission>,
}

/// What a key may be given.
const GRANTABLE: [Permission; 10] = [
    Permission::SpeakForBuyers,
    Permission::ReadConversations,
    Permission::Import,
    Permission::KeepKnowledge,
    Permission::ManageWebhooks,
    Permission::RunFlows,
    Permission::ManageFlows,
    Permission::SeeFigures,
    Permission::KeepMetrics,
    Permission::DrawBoundaries,
];

/// Makes a key; its token is shown this once.
pub fn create(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    name: &str,
    permissions: Vec<Permission>,
) -> Result<(ApiKey, String)> {
    let token = secret::token("mhk");
    let key = create_known(ctx, shop, name, permissions, &token)?;
    Ok((key, token))
}

/// Makes a key whose token is known beforehand. Only for a demo, whose secrets are no secrets.
pub fn create_known(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    name: &str,
    permissions: Vec<Permission>,
    token: &str,
) -> Result<ApiKey> {
    shop::get(ctx, shop)?;
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 60 {
        return Err(Refusal::invalid("name", "name_length").with("limit", 60).into());
    }
    if permissions.is_empty() || !permissions.iter().all(|permission| GRANTABLE.contains(permission)) {
        return Err(Refusal::invalid("permissions", "not_for_keys").into());
    }
    let hint = token.chars().skip(token.chars().count().saturating_sub(4)).collect();
    let key = ApiKey { id: ctx.id(), shop, name: name.to_owned(), hint, permissions };
    store::insert_key(ctx.tx, &key, &secret::hash(token), ctx.now)?;
    Ok(key)
}

/// Whose key this is; none when it is unknown or revoked.
pub fn authenticate(ctx: &mut Ctx<'_, '_>, token: &str) -> Result<Option<ApiKey>> {
    Ok(store::key_by_hash(ctx.tx, &secret::hash(token))?)
}

/// The keys of a shop that are in force.
pub fn list(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Vec<ApiKey>> {
    Ok(store::keys(ctx.tx, shop)?)
}

/// Takes a key out of force, at once.
pub fn revoke(ctx: &mut Ctx<'_, '_>, id: ApiKeyId) -> Result<()> {
    match store::revoke_key(ctx.tx, id, ctx.now)? {
        0 => Err(Refusal::not_found("no_such_key").into()),
        _ => Ok(()),
    }
}

/// The key with this identity.
pub fn get(ctx: &mut Ctx<'_, '_>, id: ApiKeyId) -> Result<ApiKey> {
    store::key_by_id(ctx.tx, id)?.ok_or_else(|| Refusal::not_found("no_such_key").into())
}
