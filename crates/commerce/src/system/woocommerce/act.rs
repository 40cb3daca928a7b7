//! Doing things in a shop with `WooCommerce`, once for each key.

use desk::order::{Action, Receipt};
use serde_json::{Value, json};

use super::super::read::{decimal, text_of};
use super::super::{Trouble, coupon_code, mark};
use super::Woocommerce;
use crate::http::Verb;

/// The meta data that holds an order's card.
pub(super) const GIFT_NOTE: &str = "gift_note";
/// The meta data that holds our key.
const KEY: &str = "_miaohui_key";

impl Woocommerce {
    pub(super) async fn act(&self, key: &str, action: &Action) -> Result<Receipt, Trouble> {
        match action {
            Action::GrantCoupon { buyer, amount, threshold, until, reason } => {
                let code = coupon_code(key);
                if self.coupon(&code).await?.is_none() {
                    let customer = self.json(Verb::Get, &format!("customers/{}", digits(buyer)), None).await;
                    let email = match customer {
                        Ok(customer) => text_of(&customer["email"]),
                        Err(Trouble::Missing) => return Err(refused("no_such_buyer")),
                        Err(trouble) => return Err(trouble),
                    };
                    let coupon = json!({
                        "code": code, "discount_type": "fixed_cart", "usage_limit": 1, "individual_use": false,
                        "amount": decimal(*amount, &self.currency),
                        "minimum_amount": decimal(*threshold, &self.currency),
                        "date_expires_gmt": until.to_string().trim_end_matches('Z'),
                        "description": format!("{reason} {}", mark(key)),
                        "email_restrictions": [email],
                    });
                    self.json(Verb::Post, "coupons", Some(&coupon)).await?;
                }
                Ok(self.receipt(&code, Some(*amount)))
            }
            Action::RevokeCoupon { code } => {
                if let Some(coupon) = self.coupon(code).await? {
                    if coupon["usage_count"].as_i64().unwrap_or(0) > 0 {
                        return Err(refused("coupon_is_used"));
                    }
                    let path = format!("coupons/{}?force=true", text_of(&coupon["id"]));
                    self.json(Verb::Delete, &path, None).await?;
                }
                Ok(self.receipt(code, None))
            }
            _ => {
                let number = action.order().unwrap_or_default();
                let order = self.found(number).await?.ok_or_else(|| refused("no_such_order"))?;
                self.on_order(key, action, &order).await
            }
        }
    }

    async fn on_order(&self, key: &str, action: &Action, order: &Value) -> Result<Receipt, Trouble> {
        let number = text_of(&order["id"]);
        let path = format!("orders/{number}");
        match action {
            Action::Cancel { reason, .. } => {
                let paid = self.paid(order);
                let left = self.left(order);
                match order["status"].as_str().unwrap_or_default() {
                    "cancelled" | "refunded" => {}
                    "completed" => return Err(refused("order_has_left")),
                    _ => {
                        // Each step is looked for before it is taken: broken off between them, the next try goes on.
                        if left > 0 {
                            self.refund(key, order, left, reason).await?;
                        }
                        self.json(Verb::Put, &path, Some(&json!({ "status": "cancelled" }))).await?;
                    }
                }
                Ok(self.receipt(&number, Some(paid)))
            }
            Action::ChangeAddress { address, .. } => {
                if order["status"] == "completed" {
                    return Err(refused("order_has_left"));
                }
                let (first, last) = address.recipient.rsplit_once(' ').unwrap_or(("", &address.recipient));
                let line2 = [address.line2.as_str(), address.district.as_str()].join(" ").trim().to_owned();
                let shipping = json!({ "shipping": { "first_name": first, "last_name": last,
                    "phone": address.phone, "address_1": address.line1, "address_2": line2,
                    "city": address.city, "state": address.region, "postcode": address.postcode,
                    "country": address.country } });
                self.json(Verb::Put, &path, Some(&shipping)).await?;
                Ok(self.receipt(&number, None))
            }
            Action::SetGiftNote { note, .. } => {
                let note = json!({ "meta_data": [{ "key": GIFT_NOTE, "value": note }] });
                self.json(Verb::Put, &path, Some(&note)).await?;
                Ok(self.receipt(&number, None))
            }
            Action::Refund { amount, reason, .. } => self.refund(key, order, *amount, reason).await,
            Action::UrgeWarehouse { note, .. } => self.tell_staff(key, &number, note).await,
            Action::Invoice { title, tax_number, email, .. } => {
                let note = format!("Invoice / 发票: {title} {tax_number} {email}");
                self.tell_staff(key, &number, &note).await
            }
            _ => Err(Trouble::Strange),
        }
    }

    async fn refund(&self, key: &str, order: &Value, amount: i64, reason: &str) -> Result<Receipt, Trouble> {
        let path = format!("orders/{}/refunds", text_of(&order["id"]));
        let known = self.json(Verb::Get, &format!("{path}?per_page=100"), None).await?;
        let is_ours = |one: &&Value| {
            let mut meta = one["meta_data"].as_array().into_iter().flatten();
            meta.any(|meta| meta["key"] == KEY && meta["value"] == key)
        };
        let refunds = known.as_array().ok_or(Trouble::Strange)?;
        if let Some(done) = refunds.iter().find(is_ours) {
            return Ok(self.receipt(&text_of(&done["id"]), Some(amount)));
        }
        if amount > self.left(order) {
            return Err(refused("more_than_was_paid"));
        }
        let refund = json!({ "amount": decimal(amount, &self.currency), "reason": reason, "api_refund": true,
            "api_restock": false, "meta_data": [{ "key": KEY, "value": key }] });
        let made = self.json(Verb::Post, &path, Some(&refund)).await?;
        Ok(self.receipt(&text_of(&made["id"]), Some(amount)))
    }

    /// A note that only the staff sees.
    async fn tell_staff(&self, key: &str, number: &str, note: &str) -> Result<Receipt, Trouble> {
        let path = format!("orders/{number}/notes");
        let mark = mark(key);
        let known = self.json(Verb::Get, &path, None).await?;
        let mut notes = known.as_array().ok_or(Trouble::Strange)?.iter();
        if !notes.any(|one| text_of(&one["note"]).contains(&mark)) {
            let note = json!({ "note": format!("{note} {mark}"), "customer_note": false });
            self.json(Verb::Post, &path, Some(&note)).await?;
        }
        Ok(self.receipt(number, None))
    }

    async fn coupon(&self, code: &str) -> Result<Option<Value>, Trouble> {
        let code: String = url::form_urlencoded::byte_serialize(code.as_bytes()).collect();
        let found = self.json(Verb::Get, &format!("coupons?code={code}"), None).await?;
        Ok(found.as_array().ok_or(Trouble::Strange)?.first().cloned())
    }

    fn paid(&self, order: &Value) -> i64 {
        if order["date_paid_gmt"].is_null() {
            return 0;
        }
        desk::money::parse(&text_of(&order["total"]), &self.currency).unwrap_or(0)
    }

    /// What was paid and not paid back.
    fn left(&self, order: &Value) -> i64 {
        let back = order["refunds"].as_array().into_iter().flatten().filter_map(|refund| {
            desk::money::parse(text_of(&refund["total"]).trim_start_matches('-'), &self.currency)
        });
        (self.paid(order) - back.sum::<i64>()).max(0)
    }

    fn receipt(&self, number: &str, amount: Option<i64>) -> Receipt {
        Receipt { number: number.to_owned(), amount, at: self.now }
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn refused(code: &str) -> Trouble {
    Trouble::Refused { code: code.to_owned(), message: String::new() }
}
