//! What is known already about a question that somebody wants to add: the same, or something else.

use db::Time;
use language::normalize::fold;
use serde::{Deserialize, Serialize};

use super::asked::bare;
use super::shelf::Shelf;
use super::stated::differences;
use super::{Article, ArticleInput, Asker, Audience};
use crate::catalog::Product;
use crate::id::ArticleId;
use crate::mind::Mind;
use crate::shop::Lang;
use crate::word::words;

/// From this score on an article is about the same question.
const SAME_QUESTION: f64 = 0.55;
/// Wordings that are looked for; the plainest come first.
const WORDINGS: usize = 8;

words! {
    /// How a new article stands to one that is there.
    ConflictKind {
        /// Both say the same.
        Duplicate = "duplicate",
        /// They answer one question differently.
        Contradiction = "contradiction",
    }
}

/// An article that answers the same question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Conflict {
    /// The article that is there.
    pub article_id: ArticleId,
    /// How the two stand to each other.
    pub kind: ConflictKind,
    /// How likely it is the same question, 0 to 1.
    pub score: f64,
    /// What is said differently.
    pub differs: Vec<Difference>,
}

/// Words that say different things in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Difference {
    /// What the article that is there says.
    pub ours: String,
    /// What the new one says.
    pub theirs: String,
}

/// What a new article is compared with.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// What the shop knows.
    pub shelf: &'a Shelf,
    /// What it sells.
    pub products: &'a [Product],
    /// Its language, for articles that do not say theirs.
    pub lang: Lang,
    /// The moment at which articles must hold to count.
    pub now: Time,
}

/// The articles that answer one of the new one's questions where it holds, most likely first. An article is no conflict with its own next version.
pub fn conflicts(known: Known<'_>, mind: &Mind, new: &ArticleInput) -> Vec<Conflict> {
    let lang = new.language.unwrap_or(known.lang);
    let about: Vec<&Product> = known
        .products
        .iter()
        .filter(|product| new.scope.iter().any(|reach| reach.includes(product)))
        .collect();
    let asker = Asker { audience: Audience::Agent, ..Asker::anybody(lang, &about, known.now) };
    let mut found: Vec<Conflict> = Vec::new();
    for wording in std::iter::once(&new.question).chain(&new.similar).take(WORDINGS) {
        for hit in known.shelf.find(mind, wording, &[], &asker) {
            let article = &hit.article;
            let same = hit.score >= SAME_QUESTION || asks(article, wording);
            if !same || article.facts.article_id == new.article_id || article.language != lang {
                continue;
            }
            match found.iter_mut().find(|conflict| conflict.article_id == article.id) {
                Some(conflict) => conflict.score = conflict.score.max(hit.score),
                None => found.push(conflict(article, hit.score, new)),
            }
        }
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    found
}

/// How a new article stands to one that asks the same question.
pub fn conflict(article: &Article, score: f64, new: &ArticleInput) -> Conflict {
    let differs: Vec<Difference> = differences(&article.facts.answer, &new.answer)
        .into_iter()
        .map(|(ours, theirs)| Difference { ours, theirs })
        .collect();
    let kind = if differs.is_empty() { ConflictKind::Duplicate } else { ConflictKind::Contradiction };
    Conflict { article_id: article.id, kind, score, differs }
}

/// What a question comes down to: two that are the same here are asked in the same words.
pub fn plain(question: &str) -> String {
    bare(&fold(question))
}

/// Whether a text is one of the article's wordings, give or take how it is asked.
pub fn asks(article: &Article, text: &str) -> bool {
    let text = plain(text);
    article.wordings().any(|wording| plain(wording) == text)
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use language::Language;
    use uuid::Uuid;

    use super::*;
    use crate::catalog::{ProductInput, promotion::Reach};
    use crate::knowledge::Keeping;
    use crate::knowledge::embedding::Embeddings;

    fn input(id: &str, question: &str, similar: &[&str], answer: &str) -> ArticleInput {
        ArticleInput {
            similar: similar.iter().map(|wording| (*wording).to_owned()).collect(),
            language: Some(if question.is_ascii() { Lang::En } else { Lang::Zh }),
            ..ArticleInput::new(id, question, answer)
        }
    }

    fn sold(id: &str, category: &str) -> Product {
        let facts =
            ProductInput { product_id: id.into(), category: category.into(), ..ProductInput::default() };
        Product {
            id: Uuid::nil().into(),
            shop: Uuid::nil().into(),
            facts,
            skus: Vec::new(),
            updated_at: Time::default(),
        }
    }

    fn known() -> Vec<ArticleInput> {
        let pills = ArticleInput {
            scope: vec![Reach::Category("毛衣".into())],
            ..input("pills", "会起球吗", &["穿久了起球不"], "会有轻微起球，一般穿 3 次后出现。")
        };
        vec![
            input("post", "运费怎么算", &["包邮吗", "邮费多少钱"], "满 59 元包邮，不满收 6 元。"),
            input("invoice", "可以开发票吗", &["能开票不"], "能开，在订单里申请电子发票。"),
            input(
                "returns",
                "How long do I have to return it?",
                &["What is your return policy?"],
                "You can return items within 30 days.",
            ),
            pills,
        ]
    }

    /// An article by name, how it stands, and what differs.
    type Named = (String, ConflictKind, Vec<(String, String)>);

    /// What conflicts.
    fn with(new: &ArticleInput) -> Vec<Named> {
        let language = Arc::new(Language::load(Path::new("no model here")).expect("absence is no error"));
        let articles: Vec<Article> = (1..)
            .zip(known())
            .map(|(number, facts)| Article {
                id: Uuid::from_u128(number).into(),
                shop: Uuid::nil().into(),
                version: 1,
                language: facts.language.unwrap_or(Lang::Zh),
                facts,
                keeping: Keeping::default(),
                updated_at: Time::default(),
            })
            .collect();
        let ids: Vec<(ArticleId, String)> =
            articles.iter().map(|article| (article.id, article.facts.article_id.clone())).collect();
        let shelf = Shelf::new(&language, articles, Embeddings::fresh(&language, &[]));
        let mind = Mind::new(language);
        let products = [sold("S1", "毛衣"), sold("K1", "水壶")];
        let known = Known { shelf: &shelf, products: &products, lang: Lang::Zh, now: Time::default() };
        conflicts(known, &mind, new)
            .into_iter()
            .map(|found| {
                let name = ids.iter().find(|(id, _)| *id == found.article_id).map(|(_, name)| name.clone());
                let differs = found.differs.into_iter().map(|d| (d.ours, d.theirs)).collect();
                (name.expect("an article"), found.kind, differs)
            })
            .collect()
    }

    #[test]
    fn the_same_again_is_a_duplicate() {
        let found = with(&input("new", "请问包邮吗？", &[], "满59元包邮"));
        assert_eq!(found, [("post".to_owned(), ConflictKind::Duplicate, vec![])]);
    }

    #[test]
    fn another_answer_is_a_contradiction_and_says_where() {
        let found = with(&input("new", "多少钱包邮", &["运费怎么算"], "满 99 元包邮，不满收 6 元。"));
        let differs = vec![("59 元".to_owned(), "99 元".to_owned())];
        assert_eq!(found, [("post".to_owned(), ConflictKind::Contradiction, differs)]);
        let found = with(&input("new", "可以开发票吗", &[], "亲，不能开发票哦"));
        assert_eq!(found[0].1, ConflictKind::Contradiction);
        let found =
            with(&input("new", "What is your return policy?", &[], "Returns are accepted within 14 days."));
        assert_eq!((found[0].0.as_str(), found[0].1), ("returns", ConflictKind::Contradiction));
    }

    #[test]
    fn another_question_conflicts_with_nothing() {
        assert_eq!(with(&input("new", "水壶的水垢怎么清", &[], "加柠檬酸烧开。")), []);
    }

    #[test]
    fn the_next_version_is_no_conflict() {
        assert_eq!(with(&input("post", "运费怎么算", &[], "满 99 元包邮。")), []);
    }

    #[test]
    fn only_what_is_about_the_same_goods_conflicts() {
        let scoped = |scope: Reach| ArticleInput {
            scope: vec![scope],
            ..input("new", "会起球吗", &[], "穿 10 次后会有轻微起球。")
        };
        assert_eq!(with(&scoped(Reach::Product("S1".into())))[0].1, ConflictKind::Contradiction);
        assert_eq!(with(&scoped(Reach::Product("K1".into()))), []);
    }
}
