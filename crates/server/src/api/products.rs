//! What a shop sells, as people choose from it.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::State;
use db::Time;
use desk::bot::told_basket;
use desk::catalog::basket::{self, Good, Payer};
use desk::catalog::policy::{PolicyKind, holding};
use desk::catalog::price::{self, PriceChange};
use desk::catalog::told::{self, Origin, Told, Topic};
use desk::catalog::{self, PolicyInput, Product};
use desk::error::Refusal;
use desk::id::ShopId;
use desk::shop::{self, Bilingual, Lang};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::{May, ReadConversations};
use crate::body::{Body, Path};
use crate::problem::{Answer, Problem};

/// A product, by the names the shop has for it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductView {
    /// The shop's id.
    pub product_id: String,
    pub title: String,
    pub category: String,
    /// Whether it can be bought.
    pub on_sale: bool,
    pub skus: Vec<SkuView>,
}

/// A variant, by the names the shop has for it.
#[derive(Debug, Serialize, ToSchema)]
pub struct SkuView {
    /// The shop's id.
    pub sku_id: String,
    /// Its colour, its size; what sets it apart.
    pub options: Vec<String>,
    /// What it costs now, in minor units of the shop's currency.
    pub price: i64,
    /// Pieces; none when the shop does not count them.
    pub stock: Option<i64>,
}

impl From<Product> for ProductView {
    fn from(product: Product) -> Self {
        let facts = product.facts;
        let skus = facts.skus.into_iter().map(|sku| SkuView {
            sku_id: sku.sku_id,
            options: sku.options.into_iter().map(|option| option.value).collect(),
            price: sku.price,
            stock: sku.stock,
        });
        Self {
            product_id: facts.product_id,
            title: facts.title,
            category: facts.category,
            on_sale: facts.on_sale,
            skus: skus.collect(),
        }
    }
}

/// Lists what a shop sells, to choose from.
#[utoipa::path(get, path = "/shops/{shop}/products", tag = "knowledge", params(("shop" = ShopId, Path)), responses(
    (status = 200, body = Vec<ProductView>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn products(
    State(app): State<App>,
    who: May<ReadConversations>,
    Path(shop): Path<ShopId>,
) -> Answer<Json<Vec<ProductView>>> {
    who.must_see(shop, "no_such_shop")?;
    let sold = app.store.read(move |ctx| catalog::products(ctx, shop)).await?;
    Ok(Json(sold.into_iter().map(ProductView::from).collect()))
}

/// What a variant has cost.
#[derive(Debug, Serialize, ToSchema)]
pub struct PriceHistory {
    /// Oldest first.
    pub changes: Vec<PriceChange>,
    /// The lowest price that held within the last 30 days, in minor units.
    pub lowest_of_30_days: Option<i64>,
}

/// Shows what a variant has cost, by the shop's id of it.
#[utoipa::path(get, path = "/shops/{shop}/skus/{sku}/prices", tag = "knowledge",
    params(("shop" = ShopId, Path), ("sku" = String, Path)), responses(
    (status = 200, body = PriceHistory), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn prices(
    State(app): State<App>,
    who: May<ReadConversations>,
    Path((shop, sku)): Path<(ShopId, String)>,
) -> Answer<Json<PriceHistory>> {
    who.must_see(shop, "no_such_shop")?;
    let (changes, now) = app.store.read(move |ctx| Ok((price::history(ctx, shop, &sku)?, ctx.now))).await?;
    if changes.is_empty() {
        return Err(Refusal::not_found("no_such_sku").into());
    }
    let lowest_of_30_days = price::lowest(&changes, now);
    Ok(Json(PriceHistory { changes, lowest_of_30_days }))
}

/// Lists the terms on which a shop sells: past, present and to come.
#[utoipa::path(get, path = "/shops/{shop}/policies", tag = "knowledge", params(("shop" = ShopId, Path)), responses(
    (status = 200, body = Vec<PolicyInput>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn terms(
    State(app): State<App>,
    who: May<ReadConversations>,
    Path(shop): Path<ShopId>,
) -> Answer<Json<Vec<PolicyInput>>> {
    who.must_see(shop, "no_such_shop")?;
    let policies = app.store.read(move |ctx| catalog::policies(ctx, shop)).await?;
    Ok(Json(policies.into_iter().map(|policy| policy.facts).collect()))
}

/// When, and by what way, a policy was last told.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyTelling {
    /// The shop's id.
    pub policy_id: String,
    pub origin: Origin,
    #[schema(value_type = String, format = "date-time")]
    pub at: Time,
}

/// Says where the terms on which a shop sells are from.
#[utoipa::path(get, path = "/shops/{shop}/policies/told", tag = "knowledge", params(("shop" = ShopId, Path)), responses(
    (status = 200, body = Vec<PolicyTelling>), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
pub async fn terms_told(
    State(app): State<App>,
    who: May<ReadConversations>,
    Path(shop): Path<ShopId>,
) -> Answer<Json<Vec<PolicyTelling>>> {
    who.must_see(shop, "no_such_shop")?;
    let tellings = app.store.read(move |ctx| told::all(ctx, shop, Topic::Policy)).await?;
    let mut tellings: Vec<_> = tellings
        .into_iter()
        .map(|(policy_id, Told { origin, at })| PolicyTelling { policy_id, origin, at })
        .collect();
    tellings.sort_by(|a, b| a.policy_id.cmp(&b.policy_id));
    Ok(Json(tellings))
}

/// What is in a basket, and who pays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BasketInput {
    pub lines: Vec<BasketLineInput>,
    /// The buyer's member level.
    #[serde(default)]
    pub level: Option<String>,
    /// Codes of coupons.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Where it goes: a province or city.
    #[serde(default)]
    pub place: Option<String>,
    /// When it is paid; now when not given.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub at: Option<Time>,
}

/// Some of a variant.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BasketLineInput {
    /// The shop's id.
    pub sku_id: String,
    /// Pieces.
    pub quantity: i64,
}

/// Lines in a basket; more nobody asks about.
const MOST_LINES: usize = 200;
/// Pieces in a line.
const MOST_PIECES: i64 = 100_000;

/// What a basket costs.
#[derive(Debug, Serialize, ToSchema)]
pub struct BasketView {
    #[serde(flatten)]
    pub sum: basket::Sum,
    /// The same in words, line by line, as the bot says it.
    pub told: Bilingual,
}

/// Says what a basket costs: the best allowed combination of what is on offer, line by line. Changes nothing.
#[utoipa::path(post, path = "/shops/{shop}/basket", tag = "knowledge", params(("shop" = ShopId, Path)),
    request_body = BasketInput, responses(
    (status = 200, body = BasketView), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn basket(
    State(app): State<App>,
    who: May<ReadConversations>,
    Path(shop): Path<ShopId>,
    Body(input): Body<BasketInput>,
) -> Answer<Json<BasketView>> {
    who.must_see(shop, "no_such_shop")?;
    if input.lines.is_empty() || input.lines.len() > MOST_LINES {
        return Err(Refusal::invalid("lines", "out_of_range").into());
    }
    if input.lines.iter().any(|line| !(1..=MOST_PIECES).contains(&line.quantity)) {
        return Err(Refusal::invalid("quantity", "out_of_range").into());
    }
    let (products, promotions, policies, currency, now) = app
        .store
        .read(move |ctx| {
            let promotions = catalog::promotions(ctx, shop)?;
            let currency = shop::get(ctx, shop)?.currency;
            Ok((catalog::products(ctx, shop)?, promotions, catalog::policies(ctx, shop)?, currency, ctx.now))
        })
        .await?;
    let mut goods = Vec::with_capacity(input.lines.len());
    for line in &input.lines {
        let of = |product: &&Product| product.facts.skus.iter().any(|sku| sku.sku_id == line.sku_id);
        let found = products.iter().find(of).and_then(|product| {
            let sku = product.facts.skus.iter().find(|sku| sku.sku_id == line.sku_id)?;
            Some(Good { product, sku, quantity: line.quantity })
        });
        goods.push(found.ok_or_else(|| Refusal::invalid("sku_id", "no_such_sku").with("id", &line.sku_id))?);
    }
    let now = input.at.unwrap_or(now);
    let postage = holding(&policies, PolicyKind::Freight, (None, input.place.as_deref()), now);
    let payer = Payer { level: input.level, codes: input.codes, now };
    let offers: Vec<_> = promotions.iter().collect();
    let sum = basket::price(&goods, &offers, &payer, postage.and_then(desk::catalog::Policy::postage));
    let told = |lang| {
        told_basket::lines(&currency, lang, &sum, input.place.as_deref()).map(|lines| lines.join("\n"))
    };
    Ok(Json(BasketView { told: Bilingual { zh: told(Lang::Zh)?, en: told(Lang::En)? }, sum }))
}
