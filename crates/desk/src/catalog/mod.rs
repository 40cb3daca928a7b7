//! What is sold: products with their SKUs, size tables, promotions. Filled by import and by the API.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use db::Time;

use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::fact::{self, Fact, Scope};
use crate::id::{PolicyId, ProductId, PromotionId, ShopId, SkuId};
use crate::word::words;

pub mod basket;
pub mod dispatch;
pub mod policy;
pub mod price;
pub mod promotion;
pub mod shelf;
pub mod size;
pub mod sold;
mod store;
pub mod told;

pub use policy::{Policy, PolicyInput};
pub use promotion::{Promotion, PromotionInput};
pub use size::{SizeTable, SizeTableInput};

/// A pair like `面料=100%棉`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Attribute {
    /// What is said something about.
    pub name: String,
    /// What is said.
    pub value: String,
}

words! {
    /// How a garment or shoe turns out against its size table.
    Fit {
        /// As the table says.
        TrueToSize = "true_to_size",
        /// Smaller than the table says: take one up.
        RunsSmall = "runs_small",
        /// Larger than the table says: take one down.
        RunsLarge = "runs_large",
    }
}

/// A product.
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    /// Identity.
    pub id: ProductId,
    /// Its shop.
    pub shop: ShopId,
    /// What the shop knows about it.
    pub facts: ProductInput,
    /// Its variants, in the shop's order.
    pub skus: Vec<Sku>,
    /// When the shop last told us.
    pub updated_at: Time,
}

/// A variant of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sku {
    /// Identity.
    pub id: SkuId,
    /// What the shop knows about it.
    pub facts: SkuInput,
}

/// A product as the shop tells it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductInput {
    /// The shop's id.
    pub product_id: String,
    /// Its title.
    pub title: String,
    /// What kind of thing it is.
    #[serde(default)]
    pub category: String,
    /// Other names buyers use.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What can be said about it.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
    /// One or two sentences.
    #[serde(default)]
    pub description: String,
    /// Its page.
    #[serde(default)]
    pub url: Option<String>,
    /// A picture.
    #[serde(default)]
    pub image: Option<String>,
    /// The id of its size table.
    #[serde(default)]
    pub size_table: Option<String>,
    /// How it turns out against that table.
    #[serde(default)]
    pub fit: Option<Fit>,
    /// Ships within this many hours after payment.
    #[serde(default)]
    pub ships_within_hours: Option<i64>,
    /// A presale item ships on this day.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date")]
    pub presale_ships_on: Option<Date>,
    /// Whether it can be bought.
    #[serde(default = "yes")]
    pub on_sale: bool,
    /// Its variants; at least one.
    pub skus: Vec<SkuInput>,
}

/// A variant as the shop tells it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SkuInput {
    /// The shop's id.
    pub sku_id: String,
    /// `颜色=白色`, `尺码=M`.
    #[serde(default)]
    pub options: Vec<Attribute>,
    /// What it costs now, in minor units of the shop's currency.
    pub price: i64,
    /// What it is said to cost otherwise.
    #[serde(default)]
    pub list_price: Option<i64>,
    /// Pieces; none when the shop does not count them.
    #[serde(default)]
    pub stock: Option<i64>,
}

fn yes() -> bool {
    true
}

/// What an upsert did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added,
    /// It was known and is different now.
    Updated,
    /// It was known and is the same.
    Unchanged,
}

/// Takes in a product, or what is new about it.
pub fn upsert(ctx: &mut Ctx<'_, '_>, shop: ShopId, input: &ProductInput) -> Result<Change> {
    check(input)?;
    if let Some(table) = &input.size_table
        && store::size_table(ctx.tx, shop, table)?.is_none()
    {
        return Err(Refusal::invalid("size_table", "no_such_size_table").with("id", table).into());
    }
    for sku in &input.skus {
        if let Some(owner) = store::product_of_sku(ctx.tx, shop, &sku.sku_id)?
            && owner != input.product_id
        {
            return Err(Refusal::invalid("sku_id", "sku_of_other_product").with("id", owner).into());
        }
    }
    let known = store::by_external_id(ctx.tx, shop, &input.product_id)?;
    match &known {
        Some(known) if known.facts == *input => return Ok(Change::Unchanged),
        Some(known) => store::update(ctx, known, input)?,
        None => store::insert(ctx, shop, input)?,
    }
    Ok(if known.is_some() { Change::Updated } else { Change::Added })
}

/// Tells the house that a shop's goods are different now. Called once after any number of upserts.
pub fn changed(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<()> {
    fact::record(ctx, Scope::shop(shop), Fact::CatalogChanged {})
}

/// Everything a shop sells or sold, by id.
pub fn products(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Vec<Product>> {
    Ok(store::products(ctx.tx, shop)?)
}

/// The product with this id in the shop.
pub fn product(ctx: &mut Ctx<'_, '_>, shop: ShopId, external_id: &str) -> Result<Option<Product>> {
    Ok(store::by_external_id(ctx.tx, shop, external_id)?)
}

/// Takes in a size table.
pub fn upsert_size_table(ctx: &mut Ctx<'_, '_>, shop: ShopId, input: &SizeTableInput) -> Result<Change> {
    input.check()?;
    let known = store::size_table(ctx.tx, shop, &input.size_table_id)?;
    if known.as_ref().is_some_and(|table| table.facts == *input) {
        return Ok(Change::Unchanged);
    }
    store::upsert_size_table(ctx, shop, input)?;
    Ok(if known.is_some() { Change::Updated } else { Change::Added })
}

/// A shop's size tables.
pub fn size_tables(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Vec<SizeTable>> {
    Ok(store::size_tables(ctx.tx, shop)?)
}

/// Takes in a promotion.
pub fn upsert_promotion(ctx: &mut Ctx<'_, '_>, shop: ShopId, input: &PromotionInput) -> Result<Change> {
    input.check()?;
    let known = store::promotion(ctx.tx, shop, &input.promotion_id)?;
    if known.as_ref().is_some_and(|promotion| promotion.facts == *input) {
        return Ok(Change::Unchanged);
    }
    let id: PromotionId = known.as_ref().map_or_else(|| ctx.id(), |promotion| promotion.id);
    store::upsert_promotion(ctx, shop, id, input)?;
    Ok(if known.is_some() { Change::Updated } else { Change::Added })
}

/// A shop's promotions: past, present and to come.
pub fn promotions(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Vec<Promotion>> {
    Ok(store::promotions(ctx.tx, shop)?)
}

/// Takes in a policy.
pub fn upsert_policy(ctx: &mut Ctx<'_, '_>, shop: ShopId, input: &PolicyInput) -> Result<Change> {
    input.check()?;
    let known = policies(ctx, shop)?.into_iter().find(|policy| policy.facts.policy_id == input.policy_id);
    if known.as_ref().is_some_and(|policy| policy.facts == *input) {
        return Ok(Change::Unchanged);
    }
    let id: PolicyId = known.as_ref().map_or_else(|| ctx.id(), |policy| policy.id);
    store::upsert_policy(ctx, shop, id, input)?;
    Ok(if known.is_some() { Change::Updated } else { Change::Added })
}

/// The terms on which a shop sells: past, present and to come.
pub fn policies(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Vec<Policy>> {
    Ok(store::policies(ctx.tx, shop)?)
}

fn check(input: &ProductInput) -> Result<()> {
    check_text("product_id", &input.product_id, 100)?;
    check_text("title", &input.title, 200)?;
    if input.skus.is_empty() {
        return Err(Refusal::invalid("skus", "required").into());
    }
    for (index, sku) in input.skus.iter().enumerate() {
        check_text("sku_id", &sku.sku_id, 100)?;
        if input.skus[..index].iter().any(|earlier| earlier.sku_id == sku.sku_id) {
            return Err(Refusal::invalid("sku_id", "twice_in_file").with("id", &sku.sku_id).into());
        }
        if sku.price < 0 {
            return Err(Refusal::invalid("price", "negative").into());
        }
        if sku.stock.is_some_and(|stock| stock < 0) {
            return Err(Refusal::invalid("stock", "negative").into());
        }
    }
    if input.ships_within_hours.is_some_and(|hours| !(0..=24 * 365).contains(&hours)) {
        return Err(Refusal::invalid("ships_within_hours", "out_of_range").into());
    }
    for (field, address) in [("url", &input.url), ("image", &input.image)] {
        check_address(field, address.as_deref())?;
    }
    Ok(())
}

/// Refuses what is empty, too long, or has control characters in it.
pub(crate) fn check_text(field: &'static str, text: &str, longest: usize) -> Result<()> {
    if text.trim().is_empty() {
        return Err(Refusal::invalid(field, "required").into());
    }
    if text.chars().count() > longest {
        return Err(Refusal::invalid(field, "text_too_long").with("limit", longest).into());
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Refusal::invalid(field, "control_characters").into());
    }
    Ok(())
}

/// Refuses addresses that a browser must not open from our pages, such as `javascript:`.
pub fn check_address(field: &'static str, address: Option<&str>) -> Result<()> {
    let Some(address) = address else { return Ok(()) };
    match url::Url::parse(address) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(()),
        _ => Err(Refusal::invalid(field, "not_an_address").into()),
    }
}
