//! What can be named as the reach of something: a mistyped name would silently be about nothing.

use std::collections::HashSet;

use super::products;
use super::promotion::Reach;
use crate::ctx::Ctx;
use crate::error::{Refusal, Result};
use crate::id::ShopId;

/// The names of everything a shop sells.
#[derive(Debug)]
pub struct Sold {
    categories: HashSet<String>,
    products: HashSet<String>,
    skus: HashSet<String>,
}

impl Sold {
    /// By this shop.
    pub fn by(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Self> {
        let products = products(ctx, shop)?;
        Ok(Self {
            categories: products.iter().map(|product| product.facts.category.clone()).collect(),
            skus: products
                .iter()
                .flat_map(|product| product.facts.skus.iter().map(|sku| sku.sku_id.clone()))
                .collect(),
            products: products.into_iter().map(|product| product.facts.product_id).collect(),
        })
    }

    /// Refuses what is not sold.
    pub fn must_include(&self, field: &'static str, scope: &[Reach]) -> Result<()> {
        for reach in scope {
            let (known, code) = match reach {
                Reach::Category(name) => (self.categories.contains(name), "no_such_category"),
                Reach::Product(id) => (self.products.contains(id), "no_such_product"),
                Reach::Sku(id) => (self.skus.contains(id), "no_such_sku"),
            };
            if !known {
                return Err(Refusal::invalid(field, code).with("id", reach.name()).into());
            }
        }
        Ok(())
    }
}
