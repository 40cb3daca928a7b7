//! The snippets a person may use, best first: fast enough to be asked at each key.

use std::cmp::Reverse;

use language::normalize::fold;
use language::{Intent, Stage};

use super::pinyin::spelled_at;
use super::{Listed, Snippet, may_keep, store};
use crate::agent::{Agent, Sight};
use crate::conversation::Conversation;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::id::ShopId;
use crate::shop::{self, Lang};

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Only what holds in this shop.
    pub shop: Option<ShopId>,
    /// What was typed, with or without its `/`.
    pub text: String,
    /// What the conversation is about: what answers it comes first.
    pub near: Option<Near>,
    /// What was put away, instead of what is used.
    pub archived: bool,
}

/// What a conversation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Near {
    intent: Option<Intent>,
    stage: Option<Stage>,
    language: Lang,
}

impl Near {
    /// This conversation.
    pub fn to(conversation: &Conversation) -> Self {
        let Conversation { intent, stage, language, .. } = conversation;
        Self { intent: *intent, stage: *stage, language: *language }
    }

    /// How well a snippet goes with it: the same question, then the same stage.
    fn fits(self, snippet: &Snippet) -> u8 {
        let Some(intent) = snippet.intent else { return 0 };
        let stage = intent.usual_stage();
        if self.intent == Some(intent) { 2 } else { u8::from(stage.is_some() && stage == self.stage) }
    }
}

/// The snippets a person may use. Without anything typed and outside a conversation, what is due for review comes first.
pub fn find(ctx: &mut Ctx<'_, '_>, agent: &Agent, sight: &Sight, wanted: &Wanted) -> Result<Vec<Listed>> {
    let everything = *sight == Sight::Everything;
    let all = store::list(ctx.tx, agent.id, everything, wanted.shop, wanted.archived)?;
    let lang = match (wanted.near, wanted.shop) {
        (Some(near), _) => Some(near.language),
        (None, Some(shop)) => Some(shop::get(ctx, shop)?.language),
        (None, None) => None,
    };
    let query = fold(wanted.text.trim().trim_start_matches('/'));
    let now = ctx.now;
    let mut found: Vec<(u8, Listed)> = all
        .into_iter()
        .filter_map(|listed| Some((place(&listed.snippet, &query)?, listed)))
        .map(|(place, listed)| (place, Listed { editable: may_keep(agent, listed.snippet.owner), ..listed }))
        .collect();
    let browsing = query.is_empty() && wanted.near.is_none();
    found.sort_by_cached_key(|(place, listed)| {
        let Listed { snippet, own_uses, uses, .. } = listed;
        let due = browsing && snippet.review_at <= now;
        let foreign = lang.is_some_and(|lang| lang != snippet.language);
        let fits = wanted.near.map_or(0, |near| near.fits(snippet));
        let rest = (Reverse(fits), Reverse(*own_uses), Reverse(*uses), fold(&snippet.title));
        (!due, *place, foreign, rest)
    });
    Ok(found.into_iter().map(|(_, listed)| listed).collect())
}

/// Where a snippet matches what was typed, best is 0; none when nowhere.
fn place(snippet: &Snippet, query: &str) -> Option<u8> {
    if query.is_empty() {
        return Some(0);
    }
    let shortcut = &snippet.shortcut;
    let title = fold(&snippet.title);
    if shortcut == query {
        return Some(0);
    }
    if !shortcut.is_empty() && shortcut.starts_with(query) {
        return Some(1);
    }
    if title.starts_with(query) {
        return Some(2);
    }
    if all_in(query, &title) {
        return Some(3);
    }
    match spelled_at(&title, query) {
        Some(0) => return Some(4),
        Some(_) => return Some(5),
        None => {}
    }
    if all_in(query, &fold(&snippet.category)) {
        return Some(6);
    }
    all_in(query, &fold(&snippet.text)).then_some(7)
}

/// Whether every word of the query stands in a text.
fn all_in(query: &str, text: &str) -> bool {
    query.split(' ').all(|word| text.contains(word))
}
