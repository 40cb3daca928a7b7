//! Doing things in a shop at Shopify, once for each key.

use desk::order::{Action, Pieces, Receipt};
use serde_json::{Value, json};

use super::super::read::{decimal, text_of};
use super::super::{Trouble, coupon_code, mark};
use super::facts::{GIFT_NOTE, refund_number};
use super::{Shopify, legacy};

const CANCEL: &str = "mutation cancel($orderId: ID!, $staffNote: String) { orderCancel(orderId: $orderId,
    reason: CUSTOMER, refundMethod: { originalPaymentMethodsRefund: true }, restock: true, notifyCustomer: false,
    staffNote: $staffNote) { job { id } orderCancelUserErrors { field message code } } }";
const UPDATE: &str = "mutation update($input: OrderInput!) { orderUpdate(input: $input) {
    order { id } userErrors { field message } } }";
const REFUND: &str = "mutation refund($input: RefundInput!, $key: String!) {
    refundCreate(input: $input) @idempotent(key: $key) { refund { id } userErrors { field message } } }";
const RETURN: &str = "mutation open($input: ReturnInput!) { returnCreate(returnInput: $input) {
    return { id } userErrors { field message code } } }";
const RETURN_STATE: &str = "query state($id: ID!) { return(id: $id) { id status } }";
const CANCEL_RETURN: &str = "mutation close($id: ID!) { returnCancel(id: $id) {
    return { id status } userErrors { field message code } } }";
const COUPON: &str = "query coupon($code: String!) { codeDiscountNodeByCode(code: $code) { id
    codeDiscount { ... on DiscountCodeBasic { status asyncUsageCount } } } }";
const GRANT: &str = "mutation grant($input: DiscountCodeBasicInput!) {
    discountCodeBasicCreate(basicCodeDiscount: $input) { codeDiscountNode { id } userErrors { field message code } } }";
const REVOKE: &str = "mutation revoke($id: ID!) { discountCodeDeactivate(id: $id) {
    codeDiscountNode { id } userErrors { field message code } } }";

/// What a mutation gives, unless it says what is wrong.
fn done<'a>(data: &'a Value, mutation: &str) -> Result<&'a Value, Trouble> {
    let payload = &data[mutation];
    let errors = ["userErrors", "orderCancelUserErrors"].iter().filter_map(|name| payload[*name].as_array());
    match errors.flatten().next() {
        None if payload.is_null() => Err(Trouble::Strange),
        None => Ok(payload),
        Some(error) => Err(Trouble::Refused {
            code: match text_of(&error["code"]) {
                code if code.is_empty() => "refused".to_owned(),
                code => code.to_lowercase(),
            },
            message: text_of(&error["message"]).chars().take(300).collect(),
        }),
    }
}

impl Shopify {
    pub(super) async fn act(&self, key: &str, action: &Action) -> Result<Receipt, Trouble> {
        match action {
            Action::GrantCoupon { buyer, amount, threshold, until, reason } => {
                let code = coupon_code(key);
                if self.coupon(&code).await?.is_null() {
                    let mut input = json!({
                        "title": format!("{} {}", reason.chars().take(80).collect::<String>(), mark(key)),
                        "code": code, "usageLimit": 1, "appliesOncePerCustomer": true,
                        "startsAt": self.now, "endsAt": until,
                        "context": { "customers": { "add": [format!("gid://shopify/Customer/{buyer}")] } },
                        "customerGets": { "items": { "all": true }, "value": { "discountAmount":
                            { "amount": decimal(*amount, &self.currency), "appliesOnEachItem": false } } },
                    });
                    if *threshold > 0 {
                        input["minimumRequirement"] = json!({ "subtotal":
                            { "greaterThanOrEqualToSubtotal": decimal(*threshold, &self.currency) } });
                    }
                    done(&self.graphql(GRANT, json!({ "input": input })).await?, "discountCodeBasicCreate")?;
                }
                Ok(self.receipt(code, Some(*amount)))
            }
            Action::RevokeCoupon { code } => {
                let coupon = self.coupon(code).await?;
                if coupon["codeDiscount"]["asyncUsageCount"].as_i64().unwrap_or(0) > 0 {
                    return Err(refused("coupon_is_used"));
                }
                if !coupon.is_null() && coupon["codeDiscount"]["status"] != "EXPIRED" {
                    let data = self.graphql(REVOKE, json!({ "id": coupon["id"] })).await?;
                    done(&data, "discountCodeDeactivate")?;
                }
                Ok(self.receipt(code.clone(), None))
            }
            Action::CloseReturn { number } => {
                let id = format!("gid://shopify/Return/{number}");
                let state = self.graphql(RETURN_STATE, json!({ "id": id })).await?;
                match state["return"]["status"].as_str() {
                    None => return Err(refused("no_such_return")),
                    Some("CANCELED") => {}
                    Some("CLOSED") => return Err(refused("return_is_over")),
                    Some(_) => {
                        done(&self.graphql(CANCEL_RETURN, json!({ "id": id })).await?, "returnCancel")?;
                    }
                }
                Ok(self.receipt(number.clone(), None))
            }
            _ => {
                let number = action.order().unwrap_or_default();
                let order = self.found(number).await?.ok_or_else(|| refused("no_such_order"))?;
                self.on_order(key, action, &order).await
            }
        }
    }

    async fn on_order(&self, key: &str, action: &Action, order: &Value) -> Result<Receipt, Trouble> {
        let number = text_of(&order["name"]);
        match action {
            Action::Cancel { reason, .. } => {
                let paid = self.left(order).iter().map(|(_, _, left)| left).sum();
                if order["cancelledAt"].is_null() {
                    if order["fulfillments"].as_array().is_some_and(|parcels| !parcels.is_empty()) {
                        return Err(refused("order_has_left"));
                    }
                    let note = format!("{reason} {}", mark(key));
                    let variables = json!({ "orderId": order["id"], "staffNote": note });
                    done(&self.graphql(CANCEL, variables).await?, "orderCancel")?;
                    return Ok(self.receipt(number, Some(paid)));
                }
                Ok(self.receipt(number, Some(self.refunded(order))))
            }
            Action::ChangeAddress { address, .. } => {
                let (first, last) = address.recipient.rsplit_once(' ').unwrap_or(("", &address.recipient));
                let line2 = [address.line2.as_str(), address.district.as_str()].join(" ").trim().to_owned();
                let input = json!({ "id": order["id"], "shippingAddress": {
                    "firstName": first, "lastName": last, "phone": address.phone, "address1": address.line1,
                    "address2": line2, "city": address.city, "province": address.region,
                    "zip": address.postcode, "country": address.country } });
                done(&self.graphql(UPDATE, json!({ "input": input })).await?, "orderUpdate")?;
                Ok(self.receipt(number, None))
            }
            Action::SetGiftNote { note, .. } => {
                let others = order["customAttributes"].as_array().into_iter().flatten();
                let mut attributes: Vec<Value> =
                    others.filter(|one| one["key"] != GIFT_NOTE).cloned().collect();
                attributes.push(json!({ "key": GIFT_NOTE, "value": note }));
                let input = json!({ "id": order["id"], "customAttributes": attributes });
                done(&self.graphql(UPDATE, json!({ "input": input })).await?, "orderUpdate")?;
                Ok(self.receipt(number, None))
            }
            Action::Refund { amount, reason, .. } => self.refund(key, order, *amount, reason).await,
            Action::OpenReturn { lines, reason, .. } => self.open_return(key, order, lines, reason).await,
            _ => Err(Trouble::Strange),
        }
    }

    async fn refund(&self, key: &str, order: &Value, amount: i64, reason: &str) -> Result<Receipt, Trouble> {
        let mark = mark(key);
        let refunds = order["refunds"].as_array().into_iter().flatten();
        if let Some(known) = refunds.into_iter().find(|one| text_of(&one["note"]).contains(&mark)) {
            return Ok(self.receipt(refund_number(&text_of(&known["id"])), Some(amount)));
        }
        let (mut open, mut transactions) = (amount, Vec::new());
        for (parent, gateway, left) in self.left(order) {
            let part = left.min(open);
            if part > 0 {
                transactions.push(json!({ "orderId": order["id"], "parentId": parent, "gateway": gateway,
                    "kind": "REFUND", "amount": decimal(part, &self.currency) }));
                open -= part;
            }
        }
        if open > 0 {
            return Err(refused("more_than_was_paid"));
        }
        let input = json!({ "orderId": order["id"], "note": format!("{reason} {mark}"), "notify": false,
            "transactions": transactions });
        let data = self.graphql(REFUND, json!({ "input": input, "key": key })).await?;
        let refund = text_of(&done(&data, "refundCreate")?["refund"]["id"]);
        Ok(self.receipt(refund_number(&refund), Some(amount)))
    }

    async fn open_return(
        &self,
        key: &str,
        order: &Value,
        lines: &[Pieces],
        reason: &str,
    ) -> Result<Receipt, Trouble> {
        let mark = mark(key);
        for known in order["returns"]["nodes"].as_array().into_iter().flatten() {
            let mut items = known["returnLineItems"]["nodes"].as_array().into_iter().flatten();
            if items.any(|item| text_of(&item["returnReasonNote"]).contains(&mark)) {
                return Ok(self.receipt(legacy(&text_of(&known["id"])).to_owned(), None));
            }
        }
        let note = format!("{} {mark}", reason.chars().take(150).collect::<String>());
        let mut open: Vec<(&str, i64)> = lines.iter().map(|one| (one.sku.as_str(), one.quantity)).collect();
        let mut items = Vec::new();
        for parcel in order["fulfillments"].as_array().into_iter().flatten() {
            for item in parcel["fulfillmentLineItems"]["nodes"].as_array().into_iter().flatten() {
                let there = item["quantity"].as_i64().unwrap_or(0);
                let variant = text_of(&item["lineItem"]["variant"]["id"]);
                let wanted = match open.iter_mut().find(|(sku, _)| *sku == legacy(&variant)) {
                    Some((_, left)) => {
                        let taken = there.min(*left);
                        *left -= taken;
                        taken
                    }
                    None if lines.is_empty() => there,
                    None => 0,
                };
                if wanted > 0 {
                    items.push(json!({ "fulfillmentLineItemId": item["id"], "quantity": wanted,
                        "returnReason": "OTHER", "returnReasonNote": note }));
                }
            }
        }
        if items.is_empty() || open.iter().any(|(_, left)| *left > 0) {
            return Err(refused("not_in_order"));
        }
        let input = json!({ "orderId": order["id"], "returnLineItems": items, "notifyCustomer": false });
        let data = self.graphql(RETURN, json!({ "input": input })).await?;
        let id = text_of(&done(&data, "returnCreate")?["return"]["id"]);
        Ok(self.receipt(legacy(&id).to_owned(), None))
    }

    async fn coupon(&self, code: &str) -> Result<Value, Trouble> {
        Ok(self.graphql(COUPON, json!({ "code": code })).await?["codeDiscountNodeByCode"].take())
    }

    /// What is left of each payment: its id, its gateway, and how much.
    fn left(&self, order: &Value) -> Vec<(String, String, i64)> {
        let all: Vec<&Value> = order["transactions"].as_array().into_iter().flatten().collect();
        let went = |one: &Value| {
            let amount = text_of(&one["amountSet"]["shopMoney"]["amount"]);
            desk::money::parse(&amount, &self.currency).unwrap_or(0)
        };
        let good = |one: &&&Value, kinds: &[&str]| {
            one["status"] == "SUCCESS" && kinds.iter().any(|kind| one["kind"] == *kind)
        };
        let payments = all.iter().filter(|one| good(one, &["SALE", "CAPTURE"]));
        payments
            .map(|payment| {
                let back = all.iter().filter(|one| {
                    // A refund on its way counts as well: it must not be paid twice.
                    one["kind"] == "REFUND"
                        && (one["status"] == "SUCCESS" || one["status"] == "PENDING")
                        && one["parentTransaction"]["id"] == payment["id"]
                });
                let left = went(payment) - back.map(|one| went(one)).sum::<i64>();
                (text_of(&payment["id"]), text_of(&payment["gateway"]), left.max(0))
            })
            .collect()
    }

    fn refunded(&self, order: &Value) -> i64 {
        let refunds = order["refunds"].as_array().into_iter().flatten();
        let amounts = refunds.map(|one| text_of(&one["totalRefundedSet"]["shopMoney"]["amount"]));
        amounts.filter_map(|amount| desk::money::parse(&amount, &self.currency)).sum()
    }

    fn receipt(&self, number: String, amount: Option<i64>) -> Receipt {
        Receipt { number, amount, at: self.now }
    }
}

fn refused(code: &str) -> Trouble {
    Trouble::Refused { code: code.to_owned(), message: String::new() }
}
