//! A reply with the facts it must rest on, as anybody may write it down: what `miaohui eval gate` measures on, and what
//! the gate's own tests are written in.

use db::Time;
use jiff::tz::TimeZone;
use serde::Deserialize;
use uuid::Uuid;

use super::Grounds;
use crate::buyer::Buyer;
use crate::catalog::{Product, ProductInput, Promotion, PromotionInput, Sku};
use crate::conversation::{Source, SourceKind};
use crate::order::{Line, Order, OrderInput, Return, ReturnInput, Shipment, ShipmentInput};
use crate::shop::Lang;

/// The facts of a case, in the formats of the API.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The language that is spoken.
    #[serde(default = "chinese")]
    language: Lang,
    /// The moment.
    now: Time,
    /// The shop's zone; UTC when not given.
    #[serde(default)]
    time_zone: Option<String>,
    /// The shop's currency; CNY when not given.
    #[serde(default = "yuan")]
    currency: String,
    /// What is sold.
    #[serde(default)]
    products: Vec<ProductInput>,
    /// The products that the buyer asks about, by id; any of them when empty.
    #[serde(default)]
    about: Vec<String>,
    /// What is on offer.
    #[serde(default)]
    promotions: Vec<PromotionInput>,
    /// What the shop has written.
    #[serde(default)]
    articles: Vec<Told>,
    /// The buyer's orders.
    #[serde(default)]
    orders: Vec<OrderInput>,
    /// Their parcels.
    #[serde(default)]
    shipments: Vec<ShipmentInput>,
    /// Their matters after the sale.
    #[serde(default)]
    returns: Vec<ReturnInput>,
    /// The order that is spoken of, by number.
    #[serde(default)]
    order: Option<String>,
    /// Who asks.
    #[serde(default)]
    buyer: Known,
    /// What the buyer said.
    #[serde(default)]
    said: Vec<String>,
}

/// Something the shop has written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    #[serde(default)]
    question: String,
    answer: String,
}

/// What a buyer is known by.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    phone: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    city: Option<String>,
}

fn chinese() -> Lang {
    Lang::Zh
}

fn yuan() -> String {
    "CNY".to_owned()
}

impl Facts {
    /// The grounds that they are; an unknown time zone is named.
    pub fn grounds(&self) -> Result<Grounds, String> {
        let zone = match &self.time_zone {
            Some(name) => TimeZone::get(name).map_err(|_| format!("there is no time zone {name}"))?,
            None => TimeZone::UTC,
        };
        let mut grounds = Grounds::new(self.language, self.now, zone, &self.currency);
        for product in &self.products {
            let meant = self.about.contains(&product.product_id);
            grounds = grounds.with_product(&self.product(product), meant);
        }
        for order in &self.orders {
            let meant = self.order.as_ref() == Some(&order.order_id);
            grounds = grounds.with_order(&self.order(order), meant);
        }
        for promotion in &self.promotions {
            let promotion = Promotion { id: Uuid::nil().into(), facts: promotion.clone() };
            grounds = grounds.with_promotion(&promotion);
        }
        for (number, told) in (1..).zip(&self.articles) {
            let source = Source::of(SourceKind::Article, &number.to_string(), &told.question);
            grounds = grounds.with_text(source, &told.question, &told.answer);
        }
        for said in &self.said {
            grounds = grounds.with_said(said);
        }
        Ok(grounds.with_buyer(&self.buyer()))
    }

    fn product(&self, facts: &ProductInput) -> Product {
        Product {
            id: Uuid::nil().into(),
            shop: Uuid::nil().into(),
            skus: facts.skus.iter().map(|sku| Sku { id: Uuid::nil().into(), facts: sku.clone() }).collect(),
            facts: facts.clone(),
            updated_at: self.now,
        }
    }

    fn buyer(&self) -> Buyer {
        let Known { name, phone, email, city } = self.buyer.clone();
        Buyer {
            id: Uuid::nil().into(),
            shop: Uuid::nil().into(),
            external_id: None,
            name,
            phone,
            email,
            level: None,
            city,
            own_agent: None,
            merged_into: None,
        }
    }

    fn order(&self, input: &OrderInput) -> Order {
        let lines: Vec<Line> = input
            .lines
            .iter()
            .map(|line| {
                let of_sku =
                    |product: &&ProductInput| product.skus.iter().any(|sku| sku.sku_id == line.sku_id);
                let product = self.products.iter().find(of_sku);
                let sku =
                    product.and_then(|product| product.skus.iter().find(|sku| sku.sku_id == line.sku_id));
                Line {
                    sku: line.sku_id.clone(),
                    product: product.map(|product| product.product_id.clone()),
                    title: line
                        .product_title
                        .clone()
                        .or_else(|| product.map(|product| product.title.clone()))
                        .unwrap_or_default(),
                    options: sku.map(|sku| sku.options.clone()).unwrap_or_default(),
                    quantity: line.quantity,
                    unit_price: line.unit_price.or(sku.map(|sku| sku.price)).unwrap_or_default(),
                }
            })
            .collect();
        let nil = Uuid::nil();
        let shipments = self.shipments.iter().filter(|shipment| shipment.order_id == input.order_id);
        let returns = self.returns.iter().filter(|returned| returned.order_id == input.order_id);
        Order {
            id: nil.into(),
            shop: nil.into(),
            buyer: nil.into(),
            number: input.order_id.clone(),
            status: input.status,
            placed_at: input.placed_at,
            paid_at: input.paid_at,
            ship_by: input.ship_by,
            total: input
                .total
                .unwrap_or_else(|| lines.iter().map(|line| line.unit_price * line.quantity).sum()),
            receiver_phone: input.receiver_phone.clone(),
            city: input.city.clone(),
            address: input.address.clone(),
            payments: input.payments.clone(),
            gift_note: input.gift_note.clone(),
            cancel_reason: input.cancel_reason.clone(),
            lines_changed: input.lines_changed,
            changed_at: input.changed_at,
            lines,
            shipments: shipments
                .map(|shipment| Shipment { id: nil.into(), facts: shipment.clone() })
                .collect(),
            returns: returns
                .map(|returned| Return {
                    id: nil.into(),
                    shop: nil.into(),
                    order: nil.into(),
                    facts: returned.clone(),
                    created_at: self.now,
                    updated_at: self.now,
                })
                .collect(),
            updated_at: self.now,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::LazyLock;

    use super::super::check;
    use super::*;
    use crate::conversation::checked::CheckOutcome;

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Row {
        Facts { name: String, facts: Box<Facts> },
        Reply { facts: String, reply: String, r#true: bool },
    }

    const REPLIES: &str = include_str!("../../../gate/replies.jsonl");

    #[test]
    fn no_false_reply_gets_through_and_hardly_a_true_one_is_held() {
        let mut grounds = HashMap::new();
        let (mut falsehoods, mut truths, mut through, mut kept) = (0, 0, Vec::new(), Vec::new());
        for line in REPLIES.lines() {
            match serde_json::from_str(line).expect("a row") {
                Row::Facts { name, facts } => {
                    grounds.insert(name, facts.grounds().expect("facts"));
                }
                Row::Reply { facts, reply, r#true } => {
                    let passed = check(&reply, &grounds[&facts]).expect("it is checked");
                    let as_it_was = passed.checked.outcome == CheckOutcome::Passed;
                    falsehoods += usize::from(!r#true);
                    truths += usize::from(r#true);
                    if as_it_was && !r#true {
                        through.push(reply);
                    } else if !as_it_was && r#true {
                        kept.push(format!("{reply}\n    {:?}", passed.checked));
                    }
                }
            }
        }
        assert!(falsehoods >= 300 && truths >= 300, "{falsehoods} false, {truths} true");
        let told = format!("through:\n{}\nheld:\n{}", through.join("\n"), kept.join("\n"));
        assert!(
            through.is_empty() && kept.len() * 50 <= truths,
            "{} / {}\n{told}",
            through.len(),
            kept.len()
        );
    }

    fn zh() -> Grounds {
        let row = REPLIES.lines().next().expect("a row");
        match serde_json::from_str(row).expect("a row") {
            Row::Facts { facts, .. } => facts.grounds().expect("facts"),
            Row::Reply { .. } => panic!("facts come first"),
        }
    }

    #[test]
    fn what_is_known_better_is_put_right_and_what_is_not_is_left_out() {
        let grounds = zh();
        let rows = [
            ("亚麻衬衫99元，喜欢可以直接拍。", CheckOutcome::Rewritten, "亚麻衬衫¥129，喜欢可以直接拍。"),
            (
                "订单QH20261124002已经发货了。",
                CheckOutcome::Rewritten,
                "订单 QH20261124002 目前的状态：待发货。",
            ),
            (
                "羊毛大衣付款后48小时内发货。\n我送您一张50元的优惠券。",
                CheckOutcome::Held,
                "羊毛大衣付款后48小时内发货。",
            ),
            ("您好。我们赔您100元。", CheckOutcome::HandedOff, ""),
        ];
        for (reply, outcome, said) in rows {
            let passed = check(reply, &grounds).expect("it is checked");
            assert_eq!((passed.checked.outcome, passed.text.as_str()), (outcome, said), "{reply}");
        }
    }

    #[test]
    fn what_is_held_of_others_is_hidden() {
        let passed = check("另一位买家的电话是13912345678。", &zh()).expect("it is checked");
        assert_eq!(passed.checked.outcome, CheckOutcome::HandedOff);
        let kept = serde_json::to_string(&passed.checked).expect("JSON");
        assert!(!kept.contains("13912345678"), "{kept}");
    }

    static QINGHE: LazyLock<Grounds> = LazyLock::new(zh);

    proptest::proptest! {
        #[test]
        fn any_text_is_checked(text in "[\\PC\n]{0,80}") {
            check(&text, &QINGHE).expect("it is checked");
        }

        #[test]
        fn what_was_let_out_holds(text in "[0-9天元件折满减不可以能发货有退款已。， ]{0,40}") {
            let passed = check(&text, &QINGHE).expect("it is checked");
            let again = check(&passed.text, &QINGHE).expect("it is checked");
            proptest::prop_assert_eq!(again.checked.outcome == CheckOutcome::Passed, true);
        }
    }
}
