//! Variables in a text: filled from facts, each with a safe wording when a fact is missing.
//!
//! `{buyer.name}` is the buyer's name or, when it is not known, the usual wording; `{buyer.name|亲}` brings its own.

use std::collections::BTreeMap;

use crate::error::{Refusal, Result};
use crate::word::words;

words! {
    /// What a text can be filled with.
    Variable {
        /// What the buyer is called.
        BuyerName = "buyer.name",
        /// The number of the order that is spoken of, or the buyer's newest.
        OrderNumber = "order.number",
        /// How far that order has come.
        OrderStatus = "order.status",
        /// The courier's number of its newest parcel.
        TrackingNumber = "tracking.number",
        /// The shop.
        ShopName = "shop.name",
        /// The person who answers.
        AgentName = "agent.name",
        /// The product on the buyer's page, the one spoken of, or the first of the order.
        ProductTitle = "product.title",
        /// A greeting for the shop's time of day.
        NowGreeting = "now.greeting",
    }
}

/// A text filled for one conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// What can be sent.
    pub text: String,
    /// What was not known, so that the safe wording stands there.
    pub missing: Vec<Variable>,
}

/// Values by variable; what is not there is not known.
pub type Values = BTreeMap<Variable, String>;

enum Piece<'a> {
    Text(&'a str),
    Value(Variable, Option<&'a str>),
}

/// Refuses a text with a variable that there is not, by its name.
pub fn check(field: &'static str, text: &str) -> Result<()> {
    match pieces(text) {
        Ok(_) => Ok(()),
        Err(name) => {
            let known: Vec<&str> = Variable::ALL.iter().map(|variable| variable.as_str()).collect();
            let refusal = Refusal::invalid(field, "unknown_variable");
            Err(refusal.with("name", name).with("allowed", known.join(", ")).into())
        }
    }
}

/// Fills a text. A name that became unknown since it was written stands as it was.
pub fn fill(text: &str, values: &Values, safe: impl Fn(Variable) -> Result<String>) -> Result<Rendered> {
    let Ok(pieces) = pieces(text) else {
        return Ok(Rendered { text: text.to_owned(), missing: Vec::new() });
    };
    let mut filled = String::with_capacity(text.len());
    let mut missing = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Value(variable, instead) => match (values.get(&variable), instead) {
                (Some(value), _) => filled.push_str(value),
                (None, instead) => {
                    if !missing.contains(&variable) {
                        missing.push(variable);
                    }
                    match instead {
                        Some(instead) => filled.push_str(instead),
                        None => filled.push_str(&safe(variable)?),
                    }
                }
            },
        }
    }
    Ok(Rendered { text: filled.trim().to_owned(), missing })
}

/// The pieces of a text, or the name of what is in braces and no variable. A brace without its other half is text.
fn pieces(text: &str) -> std::result::Result<Vec<Piece<'_>>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((inside, behind)) = after.split_once('}') else { break };
        let (name, instead) = match inside.split_once('|') {
            Some((name, instead)) => (name, Some(instead)),
            None => (inside, None),
        };
        let variable = name.trim().parse::<Variable>().map_err(|unknown| unknown.word)?;
        pieces.push(Piece::Text(before));
        pieces.push(Piece::Value(variable, instead));
        rest = behind;
    }
    pieces.push(Piece::Text(rest));
    Ok(pieces)
}
