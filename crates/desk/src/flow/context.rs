//! What a flow's actions, sentences and conditions can name.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use db::Time;
use serde_json::{Map, Value, json};

use super::definition::{Definition, InputKind};
use crate::buyer::Buyer;
use crate::catalog::Attribute;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::ShopId;
use crate::money::Money;
use crate::order::guard::{self, Variant, sums};
use crate::order::{Address, LineChange, Order, Pieces, Receipt, ReturnKind};
use crate::shop::{Lang, Shop};

/// What is known when something is filled in.
pub(super) struct Known<'a> {
    pub(super) shop: &'a Shop,
    pub(super) buyer: &'a Buyer,
    pub(super) order: Option<&'a Order>,
    pub(super) lang: Lang,
    /// What the order holds and what is to be put in its place, as it is sold now.
    pub(super) variants: &'a HashMap<String, Variant>,
    pub(super) now: Time,
}

/// What an order holds and what a flow was given to put in its place, as it is sold now.
pub(super) fn variants(
    ctx: &mut Ctx<'_, '_>,
    shop: ShopId,
    order: Option<&Order>,
    given: &Map<String, Value>,
) -> Result<HashMap<String, Variant>> {
    let changes: Vec<LineChange> = given
        .values()
        .filter_map(|value| serde_json::from_value::<Vec<LineChange>>(value.clone()).ok())
        .flatten()
        .collect();
    guard::variants(ctx, shop, order.map_or(&[], |order| &order.lines), &changes)
}

impl Known<'_> {
    /// All of it by name. What is not known has no name: a sentence that needs it is an error, a condition is not so.
    pub(super) fn context(
        &self,
        definition: &Definition,
        inputs: &Map<String, Value>,
        receipts: &BTreeMap<String, Receipt>,
    ) -> Value {
        let Self { shop, buyer, lang, .. } = self;
        let receipts: Map<String, Value> =
            receipts.iter().map(|(key, receipt)| (key.clone(), self.receipt(receipt))).collect();
        let mut context = json!({
            "shop": {
                "name": shop.name,
                "currency": shop.currency,
                "return_address": non_empty(&shop.settings.returns.on_a_parcel()),
                "return_notes": non_empty(shop.settings.returns.notes.in_language(*lang)),
            },
            "buyer": {
                "id": buyer.external_id, "name": buyer.name, "phone": buyer.phone, "email": buyer.email,
                "level": buyer.level,
            },
            "lang": lang,
            "inputs": inputs,
            "said": self.said(definition, inputs),
            "until": self.until(definition, inputs),
            "receipts": receipts,
            "links": {},
            "order": {},
        });
        if let Some(order) = self.order {
            context["order"] = self.of_order(order);
        }
        without_nothing(context)
    }

    fn money(&self, minor: i64) -> String {
        Money::new(minor, &self.shop.currency).display(self.lang)
    }

    fn receipt(&self, receipt: &Receipt) -> Value {
        let amount = receipt.amount.map(|amount| self.money(amount));
        json!({ "number": receipt.number, "amount": receipt.amount, "amount_text": amount })
    }

    fn of_order(&self, order: &Order) -> Value {
        let parcel = order.shipments.last().map(|shipment| &shipment.facts);
        let comes_back = |kind| matches!(kind, ReturnKind::Return | ReturnKind::Exchange);
        let sent_back =
            order.returns.iter().rev().map(|returned| &returned.facts).find(|facts| comes_back(facts.kind));
        let lines: Vec<Value> =
            order.lines.iter().map(|line| json!({ "sku": line.sku, "quantity": line.quantity })).collect();
        json!({
            "number": order.number,
            "status": order.status,
            "total": order.total,
            "total_text": self.money(order.total),
            "left": sums::unpromised(order),
            "left_text": self.money(sums::unpromised(order)),
            "cheaper": Some(self.cheaper(order)).filter(|amount| *amount > 0),
            "lines": lines,
            "goods": self.goods(order, None),
            "city": order.city,
            "address": order.address,
            "tracking": parcel.map(|parcel| &parcel.tracking_number),
            "carrier": parcel.map(|parcel| &parcel.carrier),
            "return_number": sent_back.map(|facts| &facts.return_id),
            "return_carrier": sent_back.and_then(|facts| facts.carrier.as_ref()),
            "return_tracking": sent_back.and_then(|facts| facts.tracking_number.as_ref()),
        })
    }

    /// What the order would cost less today, as far as it can be paid back.
    fn cheaper(&self, order: &Order) -> i64 {
        sums::cheaper_by(order, self.variants).min(sums::unpromised(order))
    }

    /// The moments that given days lead to.
    fn until(&self, definition: &Definition, inputs: &Map<String, Value>) -> Value {
        let days = definition.inputs.iter().filter(|input| input.kind == InputKind::Days);
        let until = days.filter_map(|input| {
            let days = inputs.get(&input.key)?.as_u64().filter(|days| *days <= 365)?;
            Some((input.key.clone(), json!(self.now + Duration::from_secs(days * 86_400))))
        });
        Value::Object(until.collect())
    }

    /// What was given, as people say it.
    fn said(&self, definition: &Definition, inputs: &Map<String, Value>) -> Value {
        let mut said = Map::new();
        for input in &definition.inputs {
            let Some(given) = inputs.get(&input.key) else { continue };
            let text = match input.kind {
                InputKind::Amount => given.as_i64().map(|amount| self.money(amount)),
                InputKind::Lines => {
                    let pieces: Option<Vec<Pieces>> = serde_json::from_value(given.clone()).ok();
                    pieces.zip(self.order).map(|(pieces, order)| self.goods(order, Some(&pieces)))
                }
                InputKind::Changes => {
                    let changes: Option<Vec<LineChange>> = serde_json::from_value(given.clone()).ok();
                    changes.zip(self.order).map(|(changes, order)| self.swaps(order, &changes))
                }
                InputKind::Address => {
                    let address: Option<Address> = serde_json::from_value(given.clone()).ok();
                    address.map(|address| spoken(&address, self.lang))
                }
                InputKind::Choice => input
                    .choices
                    .iter()
                    .find(|choice| given.as_str() == Some(&choice.value))
                    .map(|choice| choice.title.in_language(self.lang).to_owned()),
                _ => given.as_str().map(str::to_owned),
            };
            if let Some(text) = text {
                said.insert(input.key.clone(), Value::String(text));
            }
        }
        Value::Object(said)
    }

    /// `衬衫 白色 M ×1 → 衬衫 白色 L`.
    fn swaps(&self, order: &Order, changes: &[LineChange]) -> String {
        let told = |change: &LineChange| {
            let pieces = Pieces { sku: change.from.clone(), quantity: change.quantity };
            let to = self
                .variants
                .get(&change.to)
                .map_or_else(|| change.to.clone(), |variant| named(&variant.title, &variant.options));
            format!("{} → {to}", self.goods(order, Some(&[pieces])))
        };
        changes.iter().map(told).collect::<Vec<_>>().join(match self.lang {
            Lang::Zh => "；",
            Lang::En => "; ",
        })
    }

    /// `衬衫 白色 M ×2、裤子 ×1`.
    fn goods(&self, order: &Order, pieces: Option<&[Pieces]>) -> String {
        let told = |sku: &str, quantity: i64| {
            let line = order.lines.iter().find(|line| line.sku == sku)?;
            Some(format!("{} ×{quantity}", named(&line.title, &line.options)))
        };
        let all: Vec<String> = match pieces {
            Some(pieces) => pieces.iter().filter_map(|one| told(&one.sku, one.quantity)).collect(),
            None => order.lines.iter().filter_map(|line| told(&line.sku, line.quantity)).collect(),
        };
        all.join(match self.lang {
            Lang::Zh => "、",
            Lang::En => ", ",
        })
    }
}

/// `衬衫 白色 M`.
fn named(title: &str, options: &[Attribute]) -> String {
    let options = options.iter().map(|option| option.value.as_str());
    std::iter::once(title).chain(options).collect::<Vec<_>>().join(" ")
}

/// An address as it stands on a parcel: the larger first in Chinese, the smaller first elsewhere.
fn spoken(address: &Address, lang: Lang) -> String {
    let Address { recipient, phone, line1, line2, district, city, region, postcode, country } = address;
    let parts = match lang {
        Lang::Zh => [country, region, city, district, line1, line2, postcode, recipient, phone],
        Lang::En => [recipient, line1, line2, district, city, region, postcode, country, phone],
    };
    let parts: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join(match lang {
        Lang::Zh => " ",
        Lang::En => ", ",
    })
}

fn non_empty(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

fn without_nothing(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key, without_nothing(value)))
                .collect(),
        ),
        other => other,
    }
}
