use desk::catalog::{Fit, ProductInput, SkuInput};
use desk::error::Refusal;

use super::rows::{Column, Problems, Rows, noted, read_groups};
use super::{Custom, Numbered};
use crate::sheet::Table;

const COLUMNS: &[Column] = &[
    ("product_id", "商品编码"),
    ("title", "商品名称"),
    ("category", "类目"),
    ("aliases", "别名"),
    ("attributes", "属性"),
    ("description", "卖点"),
    ("url", "链接"),
    ("image", "图片"),
    ("size_table", "尺码表"),
    ("fit", "版型"),
    ("sku_id", "规格编码"),
    ("options", "规格"),
    ("price", "价格"),
    ("list_price", "划线价"),
    ("stock", "库存"),
    ("ships_within_hours", "发货时效"),
    ("presale_ships_on", "预售发货日"),
    ("on_sale", "在售"),
];

const FITS: &[(&str, &str, Fit)] = &[
    ("true_to_size", "正常", Fit::TrueToSize),
    ("runs_small", "偏小", Fit::RunsSmall),
    ("runs_large", "偏大", Fit::RunsLarge),
];

pub(super) fn read(table: &Table, custom: &Custom, problems: &mut Problems) -> Result<Numbered<ProductInput>, Refusal> {
    let rows = Rows::of(table, COLUMNS, &["product_id", "sku_id", "price"])?;
    Ok(read_groups(&rows.grouped("product_id"), problems, |group, wrong| {
        let first = group[0];
        let product_id = noted(first.required("product_id"), first, wrong);
        let title = noted(first.required("title"), first, wrong);
        let attributes = noted(first.pairs("attributes"), first, wrong);
        let fit = noted(first.word("fit", FITS), first, wrong);
        let ships_within_hours = noted(first.whole("ships_within_hours"), first, wrong);
        let presale_ships_on = noted(first.day("presale_ships_on"), first, wrong);
        let on_sale = noted(first.flag("on_sale", true), first, wrong);
        let mut skus = Vec::new();
        for row in group {
            let sku_id = noted(row.required("sku_id"), *row, wrong);
            let options = noted(row.pairs("options"), *row, wrong);
            let needed = row.required("price").and_then(|_| row.money("price", custom));
            let price = noted(needed, *row, wrong).flatten();
            let list_price = noted(row.money("list_price", custom), *row, wrong);
            let stock = noted(row.whole("stock"), *row, wrong);
            if let (Some(sku_id), Some(options), Some(price), Some(list_price), Some(stock)) =
                (sku_id, options, price, list_price, stock)
            {
                skus.push(SkuInput { sku_id, options, price, list_price, stock });
            }
        }
        Some(ProductInput {
            product_id: product_id?,
            title: title?,
            category: first.text("category").to_owned(),
            aliases: first.list("aliases"),
            attributes: attributes?,
            description: first.text("description").to_owned(),
            url: first.optional("url"),
            image: first.optional("image"),
            size_table: first.optional("size_table"),
            fit: fit?,
            ships_within_hours: ships_within_hours?,
            presale_ships_on: presale_ships_on?,
            on_sale: on_sale?,
            skus,
        })
    }))
}
