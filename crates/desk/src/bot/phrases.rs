//! What the bot says, as templates in both languages. A template without one of its values says nothing at all: the
//! caller gets an error, never a sentence with a hole in it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use minijinja::{Environment, UndefinedBehavior};

use crate::error::{Error, Result};
use crate::shop::Lang;
use crate::variable::Variable;

const ZH: &str = include_str!("../../phrases/zh.json");
const EN: &str = include_str!("../../phrases/en.json");

/// The phrase `key` with these values.
pub fn say(lang: Lang, key: &str, values: minijinja::Value) -> Result<String> {
    catalogue(lang)
        .get_template(key)
        .and_then(|template| template.render(values))
        .map_err(|e| Error::Broken(format!("phrase {key}: {e}")))
}

/// A phrase without values.
pub fn plain(lang: Lang, key: &str) -> Result<String> {
    say(lang, key, minijinja::context! {})
}

/// What is said where the value of a variable is not known.
pub fn safe(lang: Lang, missing: Variable) -> Result<String> {
    plain(lang, &format!("missing.{missing}"))
}

fn catalogue(lang: Lang) -> &'static Environment<'static> {
    static ZH_PHRASES: OnceLock<Environment<'static>> = OnceLock::new();
    static EN_PHRASES: OnceLock<Environment<'static>> = OnceLock::new();
    match lang {
        Lang::Zh => ZH_PHRASES.get_or_init(|| read(ZH)),
        Lang::En => EN_PHRASES.get_or_init(|| read(EN)),
    }
}

fn read(text: &'static str) -> Environment<'static> {
    let phrases: BTreeMap<String, String> = serde_json::from_str(text).expect("the phrases are JSON");
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    for (key, phrase) in phrases {
        environment.add_template_owned(key, phrase).expect("every phrase is a template");
    }
    environment
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(lang: Lang) -> BTreeMap<String, Vec<String>> {
        let environment = catalogue(lang);
        environment
            .templates()
            .map(|(key, template)| {
                let mut names: Vec<String> = template.undeclared_variables(false).into_iter().collect();
                names.sort();
                (key.to_owned(), names)
            })
            .collect()
    }

    #[test]
    fn both_languages_have_the_same_phrases_with_the_same_values() {
        assert_eq!(variables(Lang::Zh), variables(Lang::En));
    }

    #[test]
    fn a_missing_value_is_an_error_not_a_hole() {
        assert!(plain(Lang::Zh, "order.unpaid").is_err());
        assert!(plain(Lang::Zh, "no.such.phrase").is_err());
    }

    #[test]
    fn what_a_shop_wrote_is_not_a_template() {
        let said = say(Lang::Zh, "joined", minijinja::context! { name => "{{ shop }}<b>" }).expect("renders");
        assert_eq!(said, "客服{{ shop }}<b>为您服务。");
    }
}
