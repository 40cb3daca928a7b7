//! What a shop sells, as people choose from it.

#![expect(
    missing_docs,
    reason = "fields have the names of the glossary, and a line where that is not enough"
)]

use axum::Json;
use axum::extract::State;
use desk::catalog::{self, Product};
use desk::id::ShopId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::{May, ReadConversations};
use crate::body::Path;
use crate::problem::{Answer, Problem};

/// A product, by the names the shop has for it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductView {
    /// The shop's id.
    pub product_id: String,
    pub title: String,
    pub category: String,
    pub skus: Vec<SkuView>,
}

/// A variant, by the names the shop has for it.
#[derive(Debug, Serialize, ToSchema)]
pub struct SkuView {
    /// The shop's id.
    pub sku_id: String,
    /// Its colour, its size; what sets it apart.
    pub options: Vec<String>,
}

impl From<Product> for ProductView {
    fn from(product: Product) -> Self {
        let facts = product.facts;
        let skus = facts.skus.into_iter().map(|sku| SkuView {
            sku_id: sku.sku_id,
            options: sku.options.into_iter().map(|option| option.value).collect(),
        });
        Self {
            product_id: facts.product_id,
            title: facts.title,
            category: facts.category,
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
