//! What can be had, and sums of prices.

use super::{Judged, Scope, says};
use crate::bot::gate::grounds::{Grounds, OfProduct};
use crate::bot::gate::statement::{Role, Statement, StatementKind, Value};
use crate::bot::gate::terms::{FEW, IN_STOCK, PLENTY, SOLD_OUT};
use crate::bot::gate::truth::Truth;
use crate::bot::gate::written::Written;
use crate::catalog::SkuInput;

/// From so many pieces on there is plenty.
const MUCH: i64 = 10;

/// Whether something can be had.
pub(super) fn stock(grounds: &Grounds, statement: &Statement, scope: &Scope<'_>) -> Judged {
    let mut nearest: Option<Judged> = None;
    let mut products = scope.products(grounds);
    // A variant that is named narrows down what is meant.
    let most = products.iter().map(|at| named(&grounds.products[*at], scope).len()).max().unwrap_or(0);
    products.retain(|at| named(&grounds.products[*at], scope).len() == most);
    for product in &products {
        let of = &grounds.products[*product];
        let wanted: Vec<&SkuInput> =
            wanted(grounds, *product, scope).into_iter().map(|sku| &of.skus[sku]).collect();
        if is_so(of, &wanted, &named(of, scope), (&statement.value, scope.sentence)) {
            return Judged::by(of.source);
        }
        nearest.get_or_insert_with(|| {
            let single = products.len() == 1;
            Judged::against(of.source, single.then(|| Truth::of_stock(of, &wanted)))
        });
    }
    let told = grounds.facts.iter().find(|fact| {
        fact.kind == StatementKind::Stock
            && says(grounds, &fact.value, &statement.value)
            && super::concerns(grounds, fact, scope)
    });
    match (told, nearest) {
        (Some(fact), None) => Judged::by(fact.source),
        (_, Some(judged)) => judged,
        (None, None) => Judged::unknown(),
    }
}

/// Words that speak of every variant.
const EVERY: [&str; 12] = [
    "各",
    "所有",
    "全部",
    "每个",
    "全码",
    "全色",
    "全尺码",
    "all sizes",
    "all colo",
    "every ",
    "each ",
    "any size",
];

fn is_so(
    product: &OfProduct,
    wanted: &[&SkuInput],
    named: &[String],
    (stated, sentence): (&Value, &str),
) -> bool {
    let left: Option<i64> = wanted.iter().map(|sku| sku.stock).sum();
    let some = |skus: &[&SkuInput]| skus.iter().any(|sku| sku.stock != Some(0));
    match stated {
        Value::Term { name: IN_STOCK, .. } => {
            let each = named.iter().all(|value| {
                let of_value: Vec<&SkuInput> = wanted
                    .iter()
                    .copied()
                    .filter(|sku| sku.options.iter().any(|option| option.value == *value))
                    .collect();
                some(&of_value)
            });
            let every = EVERY.iter().any(|word| sentence.contains(word));
            product.on_sale
                && some(wanted)
                && each
                && (!every || wanted.iter().all(|sku| sku.stock != Some(0)))
        }
        Value::Term { name: PLENTY, .. } => product.on_sale && left.is_none_or(|left| left > MUCH),
        Value::Term { name: FEW, .. } => {
            product.on_sale && left.is_some_and(|left| (1..=MUCH).contains(&left))
        }
        Value::Term { name: SOLD_OUT, .. } => !product.on_sale || !some(wanted),
        Value::Figure { number, .. } => {
            product.on_sale && left.is_some_and(|left| number.parse() == Ok(left))
        }
        _ => false,
    }
}

/// The variants that the words near a statement name; all of them when none is.
pub(super) fn wanted(grounds: &Grounds, product: usize, scope: &Scope<'_>) -> Vec<usize> {
    let product = &grounds.products[product];
    let named = named(product, scope);
    let fits = |sku: &SkuInput| {
        // Of one option any value that is named will do; of each option one must.
        sku.options.iter().all(|option| {
            let of_option: Vec<&String> = named
                .iter()
                .filter(|value| {
                    product.skus.iter().any(|sku| {
                        sku.options.iter().any(|other| other.name == option.name && other.value == **value)
                    })
                })
                .collect();
            of_option.is_empty() || of_option.contains(&&option.value)
        })
    };
    (0..product.skus.len()).filter(|at| fits(&product.skus[*at])).collect()
}

/// The values of options that are named before the statement, else after it.
fn named(product: &OfProduct, scope: &Scope<'_>) -> Vec<String> {
    for near in scope.near {
        let mut values: Vec<String> = Vec::new();
        for option in product.skus.iter().flat_map(|sku| &sku.options) {
            if !values.contains(&option.value) && names(near, &option.value) {
                values.push(option.value.clone());
            }
        }
        // A value inside a longer one that is named too is not meant: `白` in `米白`.
        let all = values.clone();
        values.retain(|value| {
            !all.iter().any(|other| other.len() > value.len() && other.contains(value.as_str()))
        });
        if !values.is_empty() {
            return values;
        }
    }
    Vec::new()
}

fn names(text: &str, value: &str) -> bool {
    let value = Written::new(value).text;
    let bare = value.trim_end_matches(['色', '码', '号']);
    let value = if bare.is_empty() { value.as_str() } else { bare };
    if !value.chars().any(|c| c.is_ascii_alphanumeric()) {
        return text.contains(value);
    }
    text.match_indices(value).any(|(at, _)| {
        let joined = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        !joined(text[..at].chars().next_back()) && !joined(text[at + value.len()..].chars().next())
    })
}

/// Several of one price, with an offer that reaches that sum taken off or not: `两件一共258元`.
pub(super) fn sum(grounds: &Grounds, statement: &Statement, scope: &Scope<'_>) -> Option<usize> {
    let Value::Money { minor, currency } = &statement.value else { return None };
    let total = matches!(statement.role, Some(Role::Paid | Role::Price) | None);
    if !total || *currency != grounds.currency {
        return None;
    }
    let counts: Vec<i64> = (1..=10).filter(|count| *count == 1 || counted(scope.sentence, *count)).collect();
    let offers = || grounds.promotions.iter().filter(|offer| offer.is_on() && offer.is_named(scope.sentence));
    for product in scope.products(grounds) {
        let of = &grounds.products[product];
        for sku in wanted(grounds, product, scope) {
            for count in &counts {
                let sum = of.skus[sku].price * count;
                let off = |threshold: Option<i64>, amount: i64| {
                    sum >= threshold.unwrap_or_default() && sum - amount == *minor
                };
                let reached = offers().any(|offer| {
                    let facts = &offer.promotion.facts;
                    let percent = facts.percent.map(|percent| sum * percent / 100);
                    facts.amount.or(percent).is_some_and(|amount| off(facts.threshold, amount))
                });
                if *count > 1 && sum == *minor || reached {
                    return Some(of.source);
                }
            }
        }
    }
    None
}

fn counted(sentence: &str, count: i64) -> bool {
    const CHINESE: [&str; 11] = ["", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十"];
    let units = ["件", "双", "条", "个", "套", "瓶", "盒", "包", "台", "份", "袋"];
    let index = usize::try_from(count).unwrap_or_default();
    units.iter().any(|unit| {
        sentence.contains(&format!("{count}{unit}"))
            || sentence.contains(&format!("{}{unit}", CHINESE[index]))
    }) || [" of them", " pieces", " items", " pairs", " for"]
        .iter()
        .any(|unit| sentence.contains(&format!("{count}{unit}")))
        || count == 2 && (sentence.contains("both") || sentence.contains("two"))
}
