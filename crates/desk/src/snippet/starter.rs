//! What every shop is asked most: twenty snippets in both languages, to begin with. They promise nothing: no time, no
//! price, nothing a shop would have to keep without knowing of it.

use language::Intent;
use serde::Deserialize;

use super::{Owner, Snippet, SnippetInput, changed, store, written};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::id::ShopId;
use crate::shop::Lang;

const STARTERS: &str = include_str!("../../phrases/snippets.json");

#[derive(Debug, Clone, Deserialize)]
struct Starter {
    key: String,
    intent: Intent,
    zh: Wording,
    en: Wording,
}

#[derive(Debug, Clone, Deserialize)]
struct Wording {
    title: String,
    shortcut: String,
    category: String,
    text: String,
}

/// Gives a shop what it has not had yet of the starter set, in one language or in both; how many. What was put away does
/// not come back, and a shortcut that is taken stays with who has it.
pub fn add(ctx: &mut Ctx<'_, '_>, shop: ShopId, language: Option<Lang>) -> Result<usize> {
    let had = store::starters(ctx.tx, shop)?;
    let owner = Owner::Shop(shop);
    let mut last = None;
    let mut added = 0;
    for starter in starters()? {
        for (lang, wording) in [(Lang::Zh, starter.zh), (Lang::En, starter.en)] {
            let key = format!("{}.{lang}", starter.key);
            if language.is_some_and(|wanted| wanted != lang) || had.contains(&key) {
                continue;
            }
            let Wording { title, shortcut, category, text } = wording;
            let taken = store::by_shortcut(ctx.tx, owner, &shortcut)?.is_some();
            let input = SnippetInput {
                owner,
                shop: Some(shop),
                title,
                text,
                language: Some(lang),
                shortcut: if taken { String::new() } else { shortcut },
                category,
                intent: Some(starter.intent),
                images: Vec::new(),
            };
            let id = ctx.id();
            let snippet = Snippet { starter: Some(key), ..written(ctx, id, input)? };
            store::insert(ctx.tx, &snippet, ctx.now)?;
            last = Some(snippet);
            added += 1;
        }
    }
    if let Some(snippet) = last {
        changed(ctx, &snippet)?;
    }
    Ok(added)
}

fn starters() -> Result<Vec<Starter>> {
    serde_json::from_str(STARTERS).map_err(Error::from)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::variable;

    #[test]
    fn there_are_twenty_and_each_can_be_found_and_filled() {
        let all = starters().expect("they are JSON");
        assert_eq!(all.len(), 20);
        let both = || all.iter().flat_map(|one| [&one.zh, &one.en]);
        let shortcuts: HashSet<&str> = both().map(|one| one.shortcut.as_str()).collect();
        assert_eq!(shortcuts.len(), 40);
        for one in both() {
            variable::check("text", &one.text).expect("only known variables");
            assert!(!one.title.is_empty() && !one.category.is_empty() && one.text.contains("{buyer.name}"));
        }
    }

    #[test]
    fn they_promise_no_figures() {
        for one in starters().expect("they are JSON").iter().flat_map(|one| [&one.zh, &one.en]) {
            assert!(!one.text.chars().any(|c| c.is_ascii_digit()), "{}", one.text);
        }
    }
}
