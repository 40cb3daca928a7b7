//! What a basket costs, in the words of the shop: the bot says them, and people are given the same.

use minijinja::context;

use super::phrases::{plain, say};
use crate::catalog::basket::{Applied, Missing, Refused, Sum};
use crate::catalog::promotion::PromotionKind;
use crate::error::Result;
use crate::money::Money;
use crate::shop::Lang;

/// The lines of goods, what is taken off and why, the sum, what is missing to the next offer, and codes that do not count.
/// `place` is where the postage is for, when that was named.
pub fn lines(currency: &str, lang: Lang, sum: &Sum, place: Option<&str>) -> Result<Vec<String>> {
    let money = |minor| Money::new(minor, currency).display(lang);
    let mut lines = Vec::new();
    for line in &sum.lines {
        let options = Some(line.options.join(" ")).filter(|_| line.quantity > 0 && !line.options.is_empty());
        let values = context! {
            title => &line.title, options, price => money(line.unit_price), quantity => line.quantity,
            amount => money(line.amount),
        };
        lines.push(say(lang, "basket.line", values)?);
    }
    for applied in &sum.applied {
        lines.push(applied_line(lang, applied, money(applied.off))?);
    }
    let key = match sum.postage {
        None => "basket.total_open",
        Some(0) => "basket.total_free",
        Some(_) => "basket.total",
    };
    let postage = sum.postage.map(money);
    lines.push(say(lang, key, context! { total => money(sum.total), postage, place })?);
    for missing in sum.missing.iter().take(1) {
        lines.push(missing_line(lang, missing, &money)?);
    }
    for Refused { code, why } in &sum.refused {
        let why = plain(lang, &format!("basket.why.{why}"))?;
        lines.push(say(lang, "basket.refused", context! { code, why })?);
    }
    Ok(lines)
}

fn applied_line(lang: Lang, applied: &Applied, off: String) -> Result<String> {
    let (title, gift) = (&applied.title, &applied.gift);
    match applied.kind {
        PromotionKind::Gift => say(lang, "basket.gift", context! { title, gift }),
        PromotionKind::FreeShipping => say(lang, "basket.free_shipping", context! { title }),
        _ => say(lang, "basket.off", context! { title, off }),
    }
}

fn missing_line(lang: Lang, missing: &Missing, money: &impl Fn(i64) -> String) -> Result<String> {
    let Missing { title, percent, gift, .. } = missing;
    let (by, amount) = (money(missing.by), missing.amount.map(money));
    let key = match missing.kind {
        PromotionKind::Gift => "basket.missing_gift",
        PromotionKind::FreeShipping => "basket.missing_shipping",
        _ if amount.is_some() => "basket.missing",
        _ => "basket.missing_percent",
    };
    say(lang, key, context! { title, by, amount, percent, gift })
}
