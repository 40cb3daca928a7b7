//! Filling in: actions by paths (`$order.number`), sentences and conditions by the template language of the bot's phrases.

use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde_json::{Map, Value};

use crate::error::{Refusal, Result};
use crate::order::Action;

/// What a text that names something gives. A path that ends in `?` may lead nowhere: then it is nothing.
fn named(path: &str, context: &Value) -> std::result::Result<Value, String> {
    let (path, may_miss) = path.strip_suffix('?').map_or((path, false), |path| (path, true));
    let mut at = context;
    for part in path.split('.') {
        match at.get(part) {
            Some(next) => at = next,
            None if may_miss => return Ok(Value::Null),
            None => return Err(path.to_owned()),
        }
    }
    if at.is_null() && !may_miss {
        return Err(path.to_owned());
    }
    Ok(at.clone())
}

fn filled(template: &Value, context: &Value) -> std::result::Result<Value, String> {
    Ok(match template {
        Value::String(text) => match text.strip_prefix('$') {
            Some(path) => named(path, context)?,
            None => template.clone(),
        },
        Value::Array(all) => {
            Value::Array(all.iter().map(|one| filled(one, context)).collect::<std::result::Result<_, _>>()?)
        }
        Value::Object(fields) => {
            let mut object = Map::new();
            for (key, value) in fields {
                object.insert(key.clone(), filled(value, context)?);
            }
            Value::Object(object)
        }
        other => other.clone(),
    })
}

/// The value at a path, or the constant.
pub(super) fn value(template: &Value, context: &Value) -> Result<Value> {
    filled(template, context).map_err(|path| Refusal::invalid(path, "required").into())
}

/// The action, with everything it names filled in.
pub(super) fn action(template: &Value, context: &Value) -> Result<Action> {
    let filled = value(template, context)?;
    serde_json::from_value(filled).map_err(|error| {
        tracing::debug!(%error, "an action of a flow could not be filled in");
        Refusal::invalid("inputs", "not_an_action").into()
    })
}

/// The sentence. What is not there is refused, never a hole.
pub(super) fn text(template: &str, context: &Value) -> Result<String> {
    environment()
        .render_str(template, minijinja::value::Serde(context))
        .map(|text| text.trim().to_owned())
        .map_err(|error| Refusal::invalid("steps.say", "hole_in_text").with("reason", error).into())
}

/// Whether it is so. What is not there is not so.
pub(super) fn is_so(condition: &str, context: &Value) -> Result<bool> {
    let mut environment = environment();
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment
        .compile_expression(condition)
        .and_then(|expression| expression.eval(minijinja::value::Serde(context)))
        .map(|value| value.is_true())
        .map_err(|error| Refusal::invalid("steps.when", "not_a_condition").with("reason", error).into())
}

/// Whether it can be a sentence.
pub(super) fn is_text(template: &str) -> bool {
    environment().template_from_str(template).is_ok()
}

/// Whether it can be a condition.
pub(super) fn is_condition(condition: &str) -> bool {
    environment().compile_expression(condition).is_ok()
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn paths_are_filled_with_what_they_name_and_of_its_kind() {
        let context =
            json!({ "order": { "number": "A1" }, "inputs": { "lines": [{ "sku": "S", "quantity": 2 }] } });
        let template = json!({ "action": "open_return", "order": "$order.number", "lines": "$inputs.lines",
            "method": "$inputs.method?", "reason": "size" });
        let action = action(&template, &context).expect("filled");
        assert_eq!((action.kind(), action.order()), ("open_return", Some("A1")));
        let missing = json!({ "action": "cancel", "order": "$order.number", "reason": "$inputs.reason" });
        let refusal = super::action(&missing, &context).expect_err("missing");
        assert_eq!(refusal.refusal().and_then(|r| r.field.clone()).as_deref(), Some("inputs.reason"));
    }

    #[test]
    fn a_hole_in_a_sentence_is_an_error_and_a_hole_in_a_condition_is_no() {
        let context = json!({ "buyer": { "name": "晓雯" } });
        assert_eq!(text("{{ buyer.name }}，您好", &context).expect("said"), "晓雯，您好");
        assert!(text("{{ buyer.phone }}", &context).is_err());
        assert!(!is_so("buyer.phone", &context).expect("read"));
        assert!(is_so("buyer.name and not order.number", &context).expect("read"));
        assert!(!is_text("{{ buyer.name "));
        assert!(!is_condition("buyer ="));
    }
}
