//! Manners.

use minijinja::context;

use crate::bot::phrases::{plain, say};
use crate::bot::{Answer, Situation};
use crate::error::Result;

/// Says who is speaking, that it is automatic, and what can be asked.
pub(in crate::bot) fn greeting(situation: &Situation<'_>) -> Result<Answer> {
    let bot = situation.shop.settings.bot.name.in_language(situation.lang);
    let text = say(situation.lang, "greeting", context! { shop => &situation.shop.name, bot })?;
    Ok(Answer { choices: vec![plain(situation.lang, "choice.human")?], ..Answer::words(text) })
}

/// Says who is speaking, that it is automatic, and that a person answers: at this hour people receive.
pub(in crate::bot) fn welcome(situation: &Situation<'_>) -> Result<Answer> {
    let bot = situation.shop.settings.bot.name.in_language(situation.lang);
    let text = say(situation.lang, "welcome", context! { shop => &situation.shop.name, bot })?;
    Ok(Answer::words(text))
}
