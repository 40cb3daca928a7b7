//! What the pages of products say, as articles about them.

use super::mine::attribute;
use super::{Piece, Reading, Weighed};
use crate::catalog::promotion::Reach;
use crate::catalog::{Product, SizeTable, size::Measure};
use crate::id::AgentId;
use crate::knowledge::SourceOf;
use crate::money::Money;
use crate::secret;
use crate::shop::{Lang, Shop};

/// What a product's page says: its price, every attribute, its description, its sizes.
pub fn pieces(shop: &Shop, product: &Product, tables: &[SizeTable]) -> Vec<Piece> {
    let (facts, lang) = (&product.facts, shop.language);
    let title = facts.title.as_str();
    let piece = |key: String, question: String, answer: String, attribute: bool| Piece {
        key,
        question,
        similar: Vec::new(),
        answer,
        category: facts.category.clone(),
        scope: vec![Reach::Product(facts.product_id.clone())],
        language: lang,
        attribute,
    };
    let mut pieces = Vec::new();
    let price = price(shop, product);
    let (question, answer) = match lang {
        Lang::Zh => (format!("{title}多少钱？"), format!("{title}售价 {price}。")),
        Lang::En => (format!("How much is the {title}?"), format!("The {title} costs {price}.")),
    };
    pieces.push(piece("price".into(), question, answer, true));
    for known in facts.attributes.iter().filter(|known| !known.value.trim().is_empty()) {
        let (question, answer) = attribute(title, &known.name, &known.value, lang);
        pieces.push(piece(format!("attribute {}", known.name), question, answer, true));
    }
    if !facts.description.trim().is_empty() {
        let question = match lang {
            Lang::Zh => format!("{title}有什么特点？"),
            Lang::En => format!("What is special about the {title}?"),
        };
        pieces.push(piece("description".into(), question, facts.description.trim().to_owned(), false));
    }
    let table = tables.iter().find(|table| facts.size_table.as_ref() == Some(&table.facts.size_table_id));
    if let Some(table) = table.filter(|table| !table.facts.sizes.is_empty()) {
        let question = match lang {
            Lang::Zh => format!("{title}的尺码表是怎样的？"),
            Lang::En => format!("What is the size chart of the {title}?"),
        };
        pieces.push(piece("sizes".into(), question, sizes(table, lang), true));
    }
    pieces
}

/// A product as something that was read.
pub fn reading(product: &Product, found: Vec<Weighed>, by: Option<AgentId>) -> Reading {
    let said: String = found.iter().map(|weighed| weighed.piece.hash()).collect();
    Reading {
        kind: SourceOf::Product,
        name: product.facts.product_id.clone(),
        title: product.facts.title.clone(),
        link: product.facts.url.clone(),
        // Two products that say the same are two products all the same.
        hash: secret::hash(&format!("{}\n{said}", product.facts.product_id)),
        found,
        by,
    }
}

/// One price, or from the lowest to the highest.
fn price(shop: &Shop, product: &Product) -> String {
    let prices = product.skus.iter().map(|sku| sku.facts.price);
    let shown = |minor: i64| Money::new(minor, &shop.currency).display(shop.language);
    match (prices.clone().min(), prices.max()) {
        (Some(low), Some(high)) if low < high => format!("{}–{}", shown(low), shown(high)),
        (Some(only), _) => shown(only),
        _ => String::new(),
    }
}

fn sizes(table: &SizeTable, lang: Lang) -> String {
    let lines: Vec<String> = table
        .facts
        .sizes
        .iter()
        .map(|size| {
            let ranges: Vec<String> = size
                .ranges
                .iter()
                .map(|(measure, range)| {
                    let figure = |x: Option<f64>| x.map(|x| x.to_string()).unwrap_or_default();
                    let unit = if *measure == Measure::Weight { "kg" } else { "cm" };
                    format!("{} {}–{} {unit}", named(*measure, lang), figure(range.min), figure(range.max))
                })
                .collect();
            let (colon, comma) = if lang == Lang::Zh { ("：", "，") } else { (": ", ", ") };
            format!("{}{colon}{}", size.size, ranges.join(comma))
        })
        .collect();
    lines.join("\n")
}

fn named(measure: Measure, lang: Lang) -> &'static str {
    let (zh, en) = match measure {
        Measure::Height => ("身高", "height"),
        Measure::Weight => ("体重", "weight"),
        Measure::Bust => ("胸围", "bust"),
        Measure::Waist => ("腰围", "waist"),
        Measure::Hip => ("臀围", "hip"),
        Measure::Foot => ("脚长", "foot"),
    };
    if lang == Lang::Zh { zh } else { en }
}
