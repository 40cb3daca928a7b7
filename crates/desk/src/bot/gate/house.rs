//! What the house tells a buyer by itself, not in answer to anything: the place in the queue, that a parcel moves. It passes
//! the gate like an answer, and what came of that is kept with it.

use db::Time;

use super::{Grounds, check};
use crate::conversation::checked::CheckOutcome;
use crate::conversation::{Checked, Source, SourceKind};
use crate::error::Result;
use crate::order::Order;
use crate::shop::{Lang, Shop};

/// What a notice is made of.
#[derive(Debug, Clone, Copy)]
pub(in crate::bot) struct Facts<'a> {
    /// Whose notice it is.
    pub(in crate::bot) shop: &'a Shop,
    /// In which language.
    pub(in crate::bot) lang: Lang,
    /// When it is said.
    pub(in crate::bot) now: Time,
    /// The order it is about.
    pub(in crate::bot) order: Option<&'a Order>,
    /// Its figures, in words.
    pub(in crate::bot) figures: &'a [String],
}

/// What may be said of a notice, none when too little of it is borne out; and what came of checking it.
pub(in crate::bot) fn noticed(text: &str, facts: Facts<'_>) -> Result<(Option<String>, Checked)> {
    let Facts { shop, lang, now, order, figures } = facts;
    let source = Source::of(SourceKind::Shop, &shop.key, &shop.name);
    let mut grounds = Grounds::new(lang, now, shop.zone(), &shop.currency)
        .with_text(source.clone(), "", &shop.name)
        .with_text(source, "", &figures.join("\n"));
    if let Some(order) = order {
        grounds = grounds.with_order(order, true);
        for parcel in &order.shipments {
            let facts = &parcel.facts;
            let source = crate::bot::situation::shipment_source(parcel);
            grounds = grounds.with_text(source, "", &format!("{}\n{}", facts.carrier, facts.tracking_number));
        }
    }
    let passed = check(text, &grounds)?;
    let said = (passed.checked.outcome != CheckOutcome::HandedOff).then_some(passed.text);
    Ok((said, passed.checked))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::shop::ShopSettings;

    fn shop() -> Shop {
        Shop {
            id: Uuid::nil().into(),
            key: "one".into(),
            name: "青禾巷".into(),
            language: Lang::Zh,
            currency: "CNY".into(),
            time_zone: "Asia/Shanghai".into(),
            settings: ShopSettings::default(),
        }
    }

    #[test]
    fn a_notice_is_said_as_its_figures_bear_it_out() {
        let shop = shop();
        let now =
            "2026-11-25T14:00[Asia/Shanghai]".parse::<jiff::Zoned>().expect("a time").timestamp().into();
        let figures = ["3 位".to_owned(), "15 分钟内".to_owned()];
        let told = |text: &str| {
            noticed(text, Facts { shop: &shop, lang: Lang::Zh, now, order: None, figures: &figures })
                .expect("checked")
        };
        let right =
            "已为您转接人工客服，前面还有 3 位，预计 15 分钟内有人接待。您可以继续留言，客服会看到全部记录。";
        let (said, checked) = told(right);
        assert_eq!((said.as_deref(), checked.outcome), (Some(right), CheckOutcome::Passed));
        assert_eq!(checked.statements.len(), 1, "when somebody comes: {checked:?}");
        let (said, checked) = told("已为您转接人工客服，预计 5 分钟内有人接待。");
        assert_ne!(checked.outcome, CheckOutcome::Passed, "{said:?}");
        let (said, checked) = told("我们赔您100元。");
        assert_eq!((said, checked.outcome), (None, CheckOutcome::HandedOff));
    }
}
