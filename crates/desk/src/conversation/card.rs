//! A product shown in a conversation.

use serde::{Deserialize, Serialize};

use crate::catalog::Product;

/// A product as it was when it was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Card {
    /// The shop's id of it.
    pub product_id: String,
    /// What it is called.
    pub title: String,
    /// The lowest price among its variants, in minor units of the shop's currency.
    pub price: Option<i64>,
    /// Its picture, by address.
    pub image: Option<String>,
    /// Its page.
    pub url: Option<String>,
}

impl Card {
    /// Of this product, as it is now.
    pub fn of(product: &Product) -> Self {
        let facts = &product.facts;
        Self {
            product_id: facts.product_id.clone(),
            title: facts.title.clone(),
            price: facts.skus.iter().map(|sku| sku.price).min(),
            image: facts.image.clone(),
            url: facts.url.clone(),
        }
    }
}
