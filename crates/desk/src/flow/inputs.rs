//! What a flow is given: filled in from what is known where nothing was said, and checked by kind.

use serde_json::{Map, Value};

use super::definition::{Definition, Input, InputKind};
use super::template;
use crate::catalog::check_text;
use crate::error::{Refusal, Result};
use crate::order::{Address, LineChange, Order, PaymentMethod, Pieces};

/// What was given, with what is known where nothing was. What is not asked for is refused.
pub(super) fn with_prefills(
    definition: &Definition,
    given: &Map<String, Value>,
    context: &Value,
) -> Result<Map<String, Value>> {
    if let Some(unknown) = given.keys().find(|key| !definition.inputs.iter().any(|input| input.key == **key))
    {
        return Err(Refusal::invalid(format!("inputs.{unknown}"), "unknown_input").into());
    }
    let mut all = Map::new();
    for input in &definition.inputs {
        let said = given.get(&input.key).filter(|value| !value.is_null() && value.as_str() != Some(""));
        let known = || {
            let prefill = Value::String(format!("{}?", input.prefill.as_ref()?));
            template::value(&prefill, context).ok().filter(|value| !value.is_null())
        };
        if let Some(value) = said.cloned().or_else(known) {
            all.insert(input.key.clone(), value);
        }
    }
    Ok(all)
}

/// What is asked for and not there.
pub(super) fn missing(definition: &Definition, inputs: &Map<String, Value>) -> Vec<String> {
    let needed = definition.inputs.iter().filter(|input| input.required);
    needed.filter(|input| !inputs.contains_key(&input.key)).map(|input| input.key.clone()).collect()
}

/// Refuses what is not of its kind.
pub(super) fn check(
    definition: &Definition,
    inputs: &Map<String, Value>,
    order: Option<&Order>,
    methods: &[PaymentMethod],
) -> Result<()> {
    for input in &definition.inputs {
        if let Some(value) = inputs.get(&input.key) {
            check_one(input, value, order, methods)?;
        }
    }
    Ok(())
}

fn check_one(input: &Input, value: &Value, order: Option<&Order>, methods: &[PaymentMethod]) -> Result<()> {
    let field = || format!("inputs.{}", input.key);
    let wrong = |code: &'static str| Err(Refusal::invalid(field(), code).into());
    match input.kind {
        InputKind::Lines => {
            let Ok(pieces) = serde_json::from_value::<Vec<Pieces>>(value.clone()) else {
                return wrong("not_pieces");
            };
            if pieces.is_empty() {
                return wrong("required");
            }
            let wanted = pieces.iter().map(|one| (one.sku.as_str(), one.quantity));
            if !in_order(order, wanted) {
                return wrong("not_in_order");
            }
        }
        InputKind::Changes => {
            let Ok(changes) = serde_json::from_value::<Vec<LineChange>>(value.clone()) else {
                return wrong("not_pieces");
            };
            if changes.is_empty() {
                return wrong("required");
            }
            let wanted = changes.iter().map(|one| (one.from.as_str(), one.quantity));
            if !in_order(order, wanted) {
                return wrong("not_in_order");
            }
        }
        InputKind::Address => match serde_json::from_value::<Address>(value.clone()) {
            Ok(address) => address.check()?,
            Err(_) => return wrong("not_a_postal_address"),
        },
        InputKind::Amount => {
            if value.as_i64().is_none_or(|amount| amount <= 0) {
                return wrong("not_an_amount");
            }
        }
        InputKind::Days => {
            if value.as_i64().is_none_or(|days| !(1..=365).contains(&days)) {
                return wrong("out_of_range");
            }
        }
        InputKind::Choice => {
            if !input.choices.iter().any(|choice| value.as_str() == Some(&choice.value)) {
                return wrong("not_a_choice");
            }
        }
        InputKind::Text => match value.as_str() {
            Some(text) => check_text("inputs", text, 500)?,
            None => return wrong("required"),
        },
        InputKind::Email => {
            let fits = value.as_str().is_some_and(|text| {
                text.len() <= 254
                    && !text.contains(char::is_whitespace)
                    && text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
            });
            if !fits {
                return wrong("not_an_email");
            }
        }
        InputKind::Method => {
            if !methods.iter().any(|method| value.as_str() == Some(&method.method_id)) {
                return wrong("no_such_method");
            }
        }
    }
    Ok(())
}

/// Whether the order has all of these pieces.
fn in_order<'a>(order: Option<&Order>, wanted: impl Iterator<Item = (&'a str, i64)>) -> bool {
    let Some(order) = order else { return false };
    let mut left: Vec<(&str, i64)> =
        order.lines.iter().map(|line| (line.sku.as_str(), line.quantity)).collect();
    for (sku, quantity) in wanted {
        let found = left.iter_mut().find(|(known, left)| *known == sku && *left >= quantity);
        let Some((_, left)) = found.filter(|_| quantity >= 1) else { return false };
        *left -= quantity;
    }
    true
}
