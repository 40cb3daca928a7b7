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

pub(super) fn read(
    table: &Table,
    custom: &Custom,
    problems: &mut Problems,
) -> Result<Numbered<ProductInput>, Refusal> {
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

#[cfg(test)]
mod tests {
    use super::super::tests::{good, wrong};
    use super::super::{Batch, ImportKind};
    use super::*;

    #[test]
    fn rows_of_one_product_become_its_skus() {
        let text = "商品编码,商品名称,别名,属性,版型,规格编码,规格,价格,划线价,库存,发货时效,预售发货日,在售\n\
            P1,亚麻衬衫,麻衬衫|凉衬衫,面料=100%亚麻,偏小,P1-S,颜色=白|尺码=S,129.9,199,10,48,,是\n\
            P1,,,,,P1-M,颜色=白|尺码=M,￥129.90,,,,,\n\
            P2,大衣,,,,P2-A,,\"1,699\",,5,,2026/12/20,否\n";
        let Batch::Products(all) = good(ImportKind::Products, text) else { panic!("products") };
        let [(2, shirt), (4, coat)] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!(shirt.skus.iter().map(|sku| sku.price).collect::<Vec<_>>(), [12_990, 12_990]);
        assert_eq!(
            (shirt.aliases.len(), shirt.fit, shirt.ships_within_hours),
            (2, Some(Fit::RunsSmall), Some(48))
        );
        assert_eq!((shirt.skus[0].stock, shirt.skus[1].stock), (Some(10), None));
        assert_eq!((coat.skus[0].price, coat.on_sale), (169_900, false));
        assert_eq!(coat.presale_ships_on.map(|day| day.to_string()).as_deref(), Some("2026-12-20"));
    }

    #[test]
    fn every_bad_cell_is_named() {
        let text =
            "product_id,title,attributes,fit,sku_id,price,stock\nP1,x,面料,tight,S1,ten,1.5\n,y,,,S2,1,\n";
        let named = |row, field: &str, code| (row, field.to_owned(), code);
        let expected = vec![
            named(2, "attributes", "not_a_pair"),
            named(2, "fit", "not_a_list_value"),
            named(2, "price", "not_money"),
            named(2, "stock", "not_a_number"),
            named(3, "product_id", "required"),
        ];
        assert_eq!(wrong(ImportKind::Products, text), expected);
    }
}
