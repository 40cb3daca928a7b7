use std::collections::HashMap;

use db::{FromRow, Row, Time, Tx};

use super::price::PriceChange;
use super::told::{Origin, Tellings, Told, Topic};
use super::{
    Policy, PolicyInput, Product, ProductInput, Promotion, PromotionInput, SizeTable, SizeTableInput, Sku,
    SkuInput,
};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::{PolicyId, ProductId, PromotionId, ShopId, SizeTableId, SkuId};
use crate::json;

db::sql! {
    INSERT: "INSERT INTO product (id, shop_id, external_id, title, category, aliases, attributes, description, url,
            image, size_table, fit, ships_within_hours, presale_ships_on, on_sale, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    UPDATE: "UPDATE product SET title = $2, category = $3, aliases = $4, attributes = $5, description = $6, url = $7,
            image = $8, size_table = $9, fit = $10, ships_within_hours = $11, presale_ships_on = $12, on_sale = $13,
            updated_at = $14 WHERE id = $1";
    BY_EXTERNAL_ID: "SELECT * FROM product WHERE shop_id = $1 AND external_id = $2";
    PRODUCTS: "SELECT * FROM product WHERE shop_id = $1 ORDER BY external_id";

    UPSERT_SKU: "INSERT INTO sku (id, shop_id, product_id, external_id, options, price, list_price, stock, ordinal)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (shop_id, external_id) DO UPDATE SET options = excluded.options, price = excluded.price,
            list_price = excluded.list_price, stock = excluded.stock, ordinal = excluded.ordinal";
    DROP_SKU: "DELETE FROM sku WHERE id = $1";
    SKUS_OF: "SELECT * FROM sku WHERE product_id = $1 ORDER BY ordinal";
    SKUS: "SELECT * FROM sku WHERE shop_id = $1 ORDER BY product_id, ordinal";
    PRODUCT_OF_SKU: "SELECT product.external_id FROM sku JOIN product ON product.id = sku.product_id
        WHERE sku.shop_id = $1 AND sku.external_id = $2";

    PRICED: "INSERT INTO price_change (shop_id, sku, at, price, list_price) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (shop_id, sku, at) DO UPDATE SET price = excluded.price, list_price = excluded.list_price";
    PRICE_HISTORY: "SELECT * FROM price_change WHERE shop_id = $1 AND sku = $2 ORDER BY at";

    TOLD: "INSERT INTO telling (shop_id, kind, external_id, origin, at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (shop_id, kind, external_id) DO UPDATE SET origin = excluded.origin, at = excluded.at";
    TELLINGS_OF: sqlite "SELECT external_id, origin, at FROM telling WHERE shop_id = $1 AND kind = $2
            AND external_id IN (SELECT value FROM json_each($3))",
        postgres "SELECT external_id, origin, at FROM telling WHERE shop_id = $1 AND kind = $2
            AND external_id IN (SELECT jsonb_array_elements_text(CAST(CAST($3 AS TEXT) AS JSONB)))";
    TELLINGS: "SELECT external_id, origin, at FROM telling WHERE shop_id = $1 AND kind = $2";

    POLICIES: "SELECT * FROM policy WHERE shop_id = $1 ORDER BY external_id";
    UPSERT_POLICY: "INSERT INTO policy (id, shop_id, external_id, kind, terms, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (shop_id, external_id) DO UPDATE SET kind = excluded.kind, terms = excluded.terms,
            updated_at = excluded.updated_at";

    SIZE_TABLE: "SELECT * FROM size_table WHERE shop_id = $1 AND external_id = $2";
    SIZE_TABLES: "SELECT * FROM size_table WHERE shop_id = $1 ORDER BY external_id";
    UPSERT_SIZE_TABLE: "INSERT INTO size_table (id, shop_id, external_id, title, sizes, categories, note, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (shop_id, external_id) DO UPDATE SET title = excluded.title, sizes = excluded.sizes,
            categories = excluded.categories, note = excluded.note, updated_at = excluded.updated_at";

    PROMOTION: "SELECT * FROM promotion WHERE shop_id = $1 AND external_id = $2";
    PROMOTIONS: "SELECT * FROM promotion WHERE shop_id = $1 ORDER BY external_id";
    UPSERT_PROMOTION: "INSERT INTO promotion (id, shop_id, external_id, title, kind, terms, starts_at, ends_at,
            updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (shop_id, external_id) DO UPDATE SET title = excluded.title, kind = excluded.kind,
            terms = excluded.terms, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
            updated_at = excluded.updated_at";
}

pub(super) fn insert(ctx: &mut Ctx<'_, '_>, shop: ShopId, input: &ProductInput) -> Result<()> {
    let id: ProductId = ctx.id();
    let (aliases, attributes) = (json::write(&input.aliases)?, json::write(&input.attributes)?);
    let presale = input.presale_ships_on.map(|day| day.to_string());
    ctx.tx.execute(
        &INSERT,
        &[
            &id,
            &shop,
            &input.product_id,
            &input.title,
            &input.category,
            &aliases,
            &attributes,
            &input.description,
            &input.url,
            &input.image,
            &input.size_table,
            &input.fit,
            &input.ships_within_hours,
            &presale,
            &input.on_sale,
            &ctx.now,
        ],
    )?;
    upsert_skus(ctx, shop, id, &[], &input.skus)
}

pub(super) fn update(ctx: &mut Ctx<'_, '_>, known: &Product, input: &ProductInput) -> Result<()> {
    let (aliases, attributes) = (json::write(&input.aliases)?, json::write(&input.attributes)?);
    let presale = input.presale_ships_on.map(|day| day.to_string());
    ctx.tx.execute(
        &UPDATE,
        &[
            &known.id,
            &input.title,
            &input.category,
            &aliases,
            &attributes,
            &input.description,
            &input.url,
            &input.image,
            &input.size_table,
            &input.fit,
            &input.ships_within_hours,
            &presale,
            &input.on_sale,
            &ctx.now,
        ],
    )?;
    for gone in known.skus.iter().filter(|sku| !input.skus.iter().any(|kept| kept.sku_id == sku.facts.sku_id))
    {
        ctx.tx.execute(&DROP_SKU, &[&gone.id])?;
    }
    upsert_skus(ctx, known.shop, known.id, &known.facts.skus, &input.skus)
}

/// Stores the variants, and what they cost from now on where that is new.
fn upsert_skus(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    product: ProductId,
    before: &[SkuInput],
    skus: &[SkuInput],
) -> Result<()> {
    for (ordinal, sku) in (0_i64..).zip(skus) {
        let (id, options): (SkuId, String) = (ctx.id(), json::write(&sku.options)?);
        ctx.tx.execute(
            &UPSERT_SKU,
            &[&id, &shop, &product, &sku.sku_id, &options, &sku.price, &sku.list_price, &sku.stock, &ordinal],
        )?;
        let same = |old: &SkuInput| {
            old.sku_id == sku.sku_id && old.price == sku.price && old.list_price == sku.list_price
        };
        if !before.iter().any(same) {
            ctx.tx.execute(&PRICED, &[&shop, &sku.sku_id, &ctx.now, &sku.price, &sku.list_price])?;
        }
    }
    Ok(())
}

pub(super) fn by_external_id(
    tx: &mut Tx<'_>,
    shop: ShopId,
    id: &str,
) -> std::result::Result<Option<Product>, db::Error> {
    let Some(mut product) = tx.optional::<Product>(&BY_EXTERNAL_ID, &[&shop, &id])? else { return Ok(None) };
    let skus: Vec<OwnedSku> = tx.all(&SKUS_OF, &[&product.id])?;
    give_skus(&mut product, skus.into_iter().map(|owned| owned.sku).collect());
    Ok(Some(product))
}

pub(super) fn products(tx: &mut Tx<'_>, shop: ShopId) -> std::result::Result<Vec<Product>, db::Error> {
    let mut products: Vec<Product> = tx.all(&PRODUCTS, &[&shop])?;
    let mut skus: HashMap<ProductId, Vec<Sku>> = HashMap::new();
    for owned in tx.all::<OwnedSku>(&SKUS, &[&shop])? {
        skus.entry(owned.product).or_default().push(owned.sku);
    }
    for product in &mut products {
        let own = skus.remove(&product.id).unwrap_or_default();
        give_skus(product, own);
    }
    Ok(products)
}

fn give_skus(product: &mut Product, skus: Vec<Sku>) {
    product.facts.skus = skus.iter().map(|sku| sku.facts.clone()).collect();
    product.skus = skus;
}

pub(super) fn product_of_sku(
    tx: &mut Tx<'_>,
    shop: ShopId,
    sku: &str,
) -> std::result::Result<Option<String>, db::Error> {
    let found: Option<(String,)> = tx.optional(&PRODUCT_OF_SKU, &[&shop, &sku])?;
    Ok(found.map(|(product,)| product))
}

pub(super) fn size_table(
    tx: &mut Tx<'_>,
    shop: ShopId,
    id: &str,
) -> std::result::Result<Option<SizeTable>, db::Error> {
    tx.optional(&SIZE_TABLE, &[&shop, &id])
}

pub(super) fn size_tables(tx: &mut Tx<'_>, shop: ShopId) -> std::result::Result<Vec<SizeTable>, db::Error> {
    tx.all(&SIZE_TABLES, &[&shop])
}

pub(super) fn upsert_size_table(ctx: &mut Ctx<'_, '_>, shop: ShopId, input: &SizeTableInput) -> Result<()> {
    let id: SizeTableId = ctx.id();
    let (sizes, categories) = (json::write(&input.sizes)?, json::write(&input.categories)?);
    ctx.tx.execute(
        &UPSERT_SIZE_TABLE,
        &[&id, &shop, &input.size_table_id, &input.title, &sizes, &categories, &input.note, &ctx.now],
    )?;
    Ok(())
}

pub(super) fn promotion(
    tx: &mut Tx<'_>,
    shop: ShopId,
    id: &str,
) -> std::result::Result<Option<Promotion>, db::Error> {
    tx.optional(&PROMOTION, &[&shop, &id])
}

pub(super) fn promotions(tx: &mut Tx<'_>, shop: ShopId) -> std::result::Result<Vec<Promotion>, db::Error> {
    tx.all(&PROMOTIONS, &[&shop])
}

pub(super) fn upsert_promotion(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    id: PromotionId,
    input: &PromotionInput,
) -> Result<()> {
    let PromotionInput { promotion_id, title, kind, starts_at, ends_at, .. } = input;
    let terms = json::write(input)?;
    ctx.tx.execute(
        &UPSERT_PROMOTION,
        &[&id, &shop, promotion_id, title, kind, &terms, starts_at, ends_at, &ctx.now],
    )?;
    Ok(())
}

pub(super) fn price_history(
    tx: &mut Tx<'_>,
    shop: ShopId,
    sku: &str,
) -> std::result::Result<Vec<PriceChange>, db::Error> {
    tx.all(&PRICE_HISTORY, &[&shop, &sku])
}

pub(super) fn policies(tx: &mut Tx<'_>, shop: ShopId) -> std::result::Result<Vec<Policy>, db::Error> {
    tx.all(&POLICIES, &[&shop])
}

pub(super) fn upsert_policy(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    id: PolicyId,
    input: &PolicyInput,
) -> Result<()> {
    let terms = json::write(input)?;
    ctx.tx.execute(&UPSERT_POLICY, &[&id, &shop, &input.policy_id, &input.kind, &terms, &ctx.now])?;
    Ok(())
}

pub(super) fn told(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    (topic, origin): (Topic, Origin),
    id: &str,
) -> Result<()> {
    ctx.tx.execute(&TOLD, &[&shop, &topic, &id, &origin, &ctx.now])?;
    Ok(())
}

pub(super) fn tellings_of(tx: &mut Tx<'_>, shop: ShopId, topic: Topic, ids: &[&str]) -> Result<Tellings> {
    let ids = json::write(&ids)?;
    let all: Vec<(String, Origin, Time)> = tx.all(&TELLINGS_OF, &[&shop, &topic, &ids])?;
    Ok(all.into_iter().map(|(id, origin, at)| (id, Told { origin, at })).collect())
}

pub(super) fn tellings(
    tx: &mut Tx<'_>,
    shop: ShopId,
    topic: Topic,
) -> std::result::Result<Tellings, db::Error> {
    let all: Vec<(String, Origin, Time)> = tx.all(&TELLINGS, &[&shop, &topic])?;
    Ok(all.into_iter().map(|(id, origin, at)| (id, Told { origin, at })).collect())
}

impl FromRow for PriceChange {
    fn from_row(row: &Row<'_>) -> std::result::Result<Self, db::Error> {
        Ok(Self { at: row.get("at")?, price: row.get("price")?, list_price: row.get("list_price")? })
    }
}

impl FromRow for Policy {
    fn from_row(row: &Row<'_>) -> std::result::Result<Self, db::Error> {
        Ok(Self { id: row.get("id")?, facts: json::read(row, "terms")? })
    }
}

impl FromRow for Product {
    fn from_row(row: &Row<'_>) -> std::result::Result<Self, db::Error> {
        let presale: Option<String> = row.get("presale_ships_on")?;
        let presale_ships_on = presale.map(|day| day.parse()).transpose().map_err(|e: jiff::Error| {
            db::Error::Decode { column: "presale_ships_on".into(), reason: e.to_string() }
        })?;
        Ok(Self {
            id: row.get("id")?,
            shop: row.get("shop_id")?,
            facts: ProductInput {
                product_id: row.get("external_id")?,
                title: row.get("title")?,
                category: row.get("category")?,
                aliases: json::read(row, "aliases")?,
                attributes: json::read(row, "attributes")?,
                description: row.get("description")?,
                url: row.get("url")?,
                image: row.get("image")?,
                size_table: row.get("size_table")?,
                fit: row.get("fit")?,
                ships_within_hours: row.get("ships_within_hours")?,
                presale_ships_on,
                on_sale: row.get("on_sale")?,
                skus: Vec::new(),
            },
            skus: Vec::new(),
            updated_at: row.get("updated_at")?,
        })
    }
}

struct OwnedSku {
    product: ProductId,
    sku: Sku,
}

impl FromRow for OwnedSku {
    fn from_row(row: &Row<'_>) -> std::result::Result<Self, db::Error> {
        let facts = SkuInput {
            sku_id: row.get("external_id")?,
            options: json::read(row, "options")?,
            price: row.get("price")?,
            list_price: row.get("list_price")?,
            stock: row.get("stock")?,
        };
        Ok(Self { product: row.get("product_id")?, sku: Sku { id: row.get("id")?, facts } })
    }
}

impl FromRow for SizeTable {
    fn from_row(row: &Row<'_>) -> std::result::Result<Self, db::Error> {
        let facts = SizeTableInput {
            size_table_id: row.get("external_id")?,
            title: row.get("title")?,
            sizes: json::read(row, "sizes")?,
            categories: json::read(row, "categories")?,
            note: row.get("note")?,
        };
        Ok(Self { id: row.get("id")?, facts })
    }
}

impl FromRow for Promotion {
    fn from_row(row: &Row<'_>) -> std::result::Result<Self, db::Error> {
        Ok(Self { id: row.get("id")?, facts: json::read(row, "terms")? })
    }
}
