//! A shop's articles in memory, to be found by what is asked.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use db::Time;
use language::normalize::fold;
use search::{Blend, tokens};

use super::asked::{self, bare};
use super::embedding::{Embeddings, opening};
use super::evidence::{BY_MEANING, BY_WORDS, Side};
use super::{Article, Audience};
use crate::catalog::Product;
use crate::catalog::promotion::Reach;
use crate::mind::Mind;
use crate::shop::Lang;

/// What is less likely than this is not worth a look.
const FLOOR: f64 = 0.07;
/// How many hits anybody looks at.
const HITS: usize = 10;
/// How much better an article fits for being about the very product that is meant.
const AT_HOME: f32 = 0.05;

/// A shop's articles.
#[derive(Debug, Default)]
pub struct Shelf {
    articles: Vec<Arc<Article>>,
    /// By article: the numbers of its wordings.
    wordings: Vec<Range<usize>>,
    asked: Side,
    told: Side,
    /// Bare wordings, and the articles they belong to.
    exact: HashMap<String, Vec<usize>>,
}

/// An article that may answer, and how likely it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The article.
    pub article: Arc<Article>,
    /// How likely it answers, 0 to 1; 1 when the question is one of its wordings.
    pub score: f64,
}

/// How well every article fits one way of reading the question.
#[derive(Debug)]
struct Fits {
    by_article: Vec<f32>,
    exact: Vec<usize>,
    blend: &'static Blend,
}

impl Shelf {
    /// Arranges what was read from the database.
    pub fn new(articles: Vec<Article>, embeddings: &Embeddings) -> Self {
        let mut texts: Vec<&str> = Vec::new();
        let mut wordings = Vec::with_capacity(articles.len());
        let mut exact: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, article) in articles.iter().enumerate() {
            let first = texts.len();
            texts.extend(article.wordings());
            wordings.push(first..texts.len());
            for text in &texts[first..] {
                let owners = exact.entry(bare(&fold(text))).or_default();
                if owners.last() != Some(&at) {
                    owners.push(at);
                }
            }
        }
        let asked = Side::new(&texts, embeddings);
        let told = Side::new(&articles.iter().map(opening).collect::<Vec<_>>(), embeddings);
        Self { articles: articles.into_iter().map(Arc::new).collect(), wordings, asked, told, exact }
    }

    /// The articles that may answer a question, best first.
    ///
    /// Only what holds now, may be told to buyers, and is about everything, the `products` meant, or a category that the
    /// burst names. What is written in another language than `lang` comes only when nothing else does. The lines of a
    /// burst are read one by one and together; what only follows up is read with what was said `before`.
    pub fn find(
        &self,
        mind: &Mind,
        burst: &str,
        before: &[&str],
        lang: Lang,
        products: &[&Product],
        now: Time,
    ) -> Vec<Hit> {
        let folded = fold(burst);
        let said = Said { products, tokens: tokens(&folded), bare: bare(&folded) };
        let about: Vec<About> = self
            .articles
            .iter()
            .map(|article| if told_now(article, now) { said.about(article) } else { About::Else })
            .collect();
        let fits: Vec<Fits> =
            asked::readings(burst, before).iter().map(|reading| self.fits(mind, reading, &about)).collect();
        let spoken = self.hits(&fits, &about, |article| article.language == lang);
        if spoken.is_empty() { self.hits(&fits, &about, |article| article.language != lang) } else { spoken }
    }

    /// This article, when it holds now and may be told to buyers.
    pub fn told(&self, article_id: &str, now: Time) -> Option<Hit> {
        let article = self.articles.iter().find(|article| article.facts.article_id == article_id)?;
        told_now(article, now).then(|| Hit { article: Arc::clone(article), score: 1.0 })
    }

    /// How well every article fits a text.
    fn fits(&self, mind: &Mind, text: &str, about: &[About]) -> Fits {
        let folded = fold(text);
        let exact = self.exact.get(&bare(&folded)).cloned().unwrap_or_default();
        let meaning = mind.language.embed(text);
        let blend = if meaning.is_some() { &BY_MEANING } else { &BY_WORDS };
        let asked = self.asked.evidence(&folded, meaning.as_deref());
        let told = self.told.evidence(&folded, meaning.as_deref());
        let fit = |(at, wordings): (usize, &Range<usize>)| match about[at] {
            About::Else => f32::NEG_INFINITY,
            about => blend.fit(asked[wordings.clone()].iter().copied(), &told[at]) + about.bonus(),
        };
        let by_article = self.wordings.iter().enumerate().map(fit).collect();
        Fits { by_article, exact, blend }
    }

    /// The best of all readings for every article that may be told and is wanted.
    fn hits(&self, fits: &[Fits], about: &[About], wanted: impl Fn(&Article) -> bool) -> Vec<Hit> {
        let candidates: Vec<usize> = (0..self.articles.len())
            .filter(|&at| about[at] != About::Else && wanted(&self.articles[at]))
            .collect();
        let mut best: HashMap<usize, (f64, f32)> = HashMap::new();
        for fits in fits {
            let lead = Lead::of(&candidates, &fits.by_article);
            for &at in &candidates {
                let fit = fits.by_article[at];
                let likely = f64::from(fits.blend.score(fit, lead.rival_of(at)));
                let found = (if fits.exact.contains(&at) { 1.0 } else { likely }, fit);
                let known = best.entry(at).or_insert(found);
                if found > *known {
                    *known = found;
                }
            }
        }
        let mut ranked: Vec<(usize, (f64, f32))> =
            best.into_iter().filter(|(_, (score, _))| *score >= FLOOR).collect();
        ranked.sort_by(|(a, (a_score, a_fit)), (b, (b_score, b_fit))| {
            b_score.total_cmp(a_score).then(b_fit.total_cmp(a_fit)).then(a.cmp(b))
        });
        ranked.truncate(HITS);
        ranked
            .into_iter()
            .map(|(at, (score, _))| Hit { article: Arc::clone(&self.articles[at]), score })
            .collect()
    }
}

/// The two best fits.
#[derive(Debug)]
struct Lead {
    first: Option<usize>,
    best: f32,
    second: f32,
}

impl Lead {
    fn of(candidates: &[usize], fits: &[f32]) -> Self {
        let mut lead = Self { first: None, best: f32::NEG_INFINITY, second: f32::NEG_INFINITY };
        for &at in candidates {
            if fits[at] > lead.best {
                lead = Self { first: Some(at), best: fits[at], second: lead.best };
            } else {
                lead.second = lead.second.max(fits[at]);
            }
        }
        lead
    }

    /// The best fit among the others.
    fn rival_of(&self, article: usize) -> f32 {
        if self.first == Some(article) { self.second } else { self.best }
    }
}

/// What an article is about, next to what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    /// Everything.
    All,
    /// The product that is meant.
    Meant,
    /// Something that is named, though something else is meant, or nothing in particular.
    Named,
    /// Something else, or not to be told.
    Else,
}

impl About {
    fn bonus(self) -> f32 {
        if self == Self::Meant { AT_HOME } else { 0.0 }
    }
}

fn told_now(article: &Article, now: Time) -> bool {
    article.facts.audience == Audience::All && article.holds(now)
}

/// What is asked, as far as it tells what an article must be about.
#[derive(Debug)]
struct Said<'a> {
    products: &'a [&'a Product],
    tokens: Vec<String>,
    bare: String,
}

impl Said<'_> {
    fn about(&self, article: &Article) -> About {
        match &article.facts.scope {
            scope if scope.is_empty() => About::All,
            _ if article.covers(self.products) => About::Meant,
            scope if scope.iter().any(|reach| self.names(reach)) || self.is_its_question(article) => {
                About::Named
            }
            _ => About::Else,
        }
    }

    fn names(&self, reach: &Reach) -> bool {
        let Reach::Category(category) = reach else { return false };
        let category = tokens(&fold(category));
        !category.is_empty() && category.iter().all(|token| self.tokens.contains(token))
    }

    /// Whoever asks an article's own question and means no product in particular means what the article is about.
    fn is_its_question(&self, article: &Article) -> bool {
        self.products.is_empty() && bare(&fold(&article.facts.question)) == self.bare
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use language::Language;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::catalog::ProductInput;
    use crate::knowledge::ArticleInput;

    fn article(id: &str, wordings: &[&str], answer: &str) -> Article {
        let facts = ArticleInput {
            article_id: id.into(),
            question: wordings[0].into(),
            similar: wordings[1..].iter().map(|wording| (*wording).to_owned()).collect(),
            answer: answer.into(),
            category: String::new(),
            scope: Vec::new(),
            language: None,
            audience: Audience::All,
            valid_from: None,
            valid_until: None,
            link: None,
            image: None,
        };
        let language = if wordings[0].is_ascii() { Lang::En } else { Lang::Zh };
        let (id, shop) = (Uuid::nil().into(), Uuid::nil().into());
        Article { id, shop, version: 1, language, facts, updated_at: Time::default() }
    }

    fn scoped(mut article: Article, scope: Reach) -> Article {
        article.facts.scope = vec![scope];
        article
    }

    fn articles() -> Vec<Article> {
        let sweater = article("pill-sweater", &["毛衣会起球吗"], "含羊毛的针织会有轻微起球。");
        let kettle = article("scale-kettle", &["水壶里的水垢怎么清"], "加柠檬酸烧开泡一会。");
        vec![
            article("invoice", &["可以开发票吗", "能开票不", "公司报销要票"], "能开，在订单里申请电子发票。"),
            article("post", &["运费怎么算", "包邮吗", "邮费多少钱"], "满 59 元包邮，不满收 6 元。"),
            article("pill", &["衣服起球吗", "穿久了会不会起球"], "要看面料。"),
            scoped(sweater, Reach::Category("毛衣".into())),
            scoped(kettle, Reach::Product("K1".into())),
            article(
                "returns",
                &["How do I start a return?", "Can I send it back?"],
                "Open Orders and choose Return.",
            ),
        ]
    }

    fn product(id: &str, category: &str) -> Product {
        let facts =
            ProductInput { product_id: id.into(), category: category.into(), ..ProductInput::default() };
        let (id, shop) = (Uuid::nil().into(), Uuid::nil().into());
        Product { id, shop, facts, skus: Vec::new(), updated_at: Time::default() }
    }

    fn mind() -> Mind {
        Mind::new(Arc::new(Language::load(Path::new("no model here")).expect("absence is no error")))
    }

    fn find_among(articles: Vec<Article>, burst: &str, before: &[&str], products: &[&Product]) -> Vec<Hit> {
        let lang = if burst.is_ascii() { Lang::En } else { Lang::Zh };
        Shelf::new(articles, &Embeddings::default()).find(
            &mind(),
            burst,
            before,
            lang,
            products,
            Time::default(),
        )
    }

    fn find(burst: &str, before: &[&str], products: &[&Product]) -> Vec<(String, f64)> {
        let hits = find_among(articles(), burst, before, products);
        hits.into_iter().map(|hit| (hit.article.facts.article_id.clone(), hit.score)).collect()
    }

    fn first(burst: &str) -> Option<String> {
        find(burst, &[], &[]).into_iter().next().map(|(id, _)| id)
    }

    #[test]
    fn a_question_finds_its_article_by_its_words() {
        assert_eq!(first("发票怎么开呀").as_deref(), Some("invoice"));
        assert_eq!(first("returning an order").as_deref(), Some("returns"));
        assert_eq!(first("月亮离地球多远"), None);
    }

    #[test]
    fn a_known_wording_is_certain_however_it_is_written() {
        for burst in ["可以开发票吗", "可以開發票嗎？？", " 能开票 吗！", "請問能开票嘛", "在吗\n包邮不"]
        {
            assert_eq!(find(burst, &[], &[])[0].1.to_bits(), 1.0f64.to_bits(), "{burst}");
        }
    }

    #[test]
    fn the_question_may_stand_in_any_line() {
        assert_eq!(first("你好\n我想问下\n运费怎么算").as_deref(), Some("post"));
        let both = find("能开票不\n包邮吗", &[], &[]);
        assert!(both.iter().filter(|(_, score)| *score >= 1.0).count() == 2, "{both:?}");
    }

    #[test]
    fn a_follow_up_leans_on_what_was_asked_before() {
        assert!(find("那毛衣呢", &[], &[]).iter().all(|(id, _)| id != "pill"));
        let hits = find("那毛衣呢", &["衣服会起球吗"], &[&product("S1", "毛衣")]);
        assert_eq!(hits[0].0, "pill-sweater", "{hits:?}");
    }

    #[test]
    fn an_article_about_the_product_beats_one_about_everything() {
        assert_eq!(find("会起球吗", &[], &[&product("S1", "毛衣")])[0].0, "pill-sweater");
        assert_eq!(find("会起球吗", &[], &[])[0].0, "pill");
    }

    #[test]
    fn an_article_about_something_else_is_never_told() {
        let about_kettle = |burst: &str, products: &[&Product]| {
            find(burst, &[], products).iter().any(|(id, _)| id == "scale-kettle")
        };
        assert!(about_kettle("里面的水垢怎么清", &[&product("K1", "电热水壶")]));
        assert!(!about_kettle("里面的水垢怎么清", &[&product("K2", "电热水壶")]));
        assert!(!about_kettle("里面的水垢怎么清", &[]));
        assert!(
            about_kettle("水壶里的水垢怎么清", &[]),
            "its own question, as when it was offered and tapped"
        );
        let other = product("J1", "牛仔裤");
        assert!(find("起球吗", &[], &[&other]).iter().all(|(id, _)| id != "pill-sweater"));
        assert_eq!(find("毛衣会起球吗", &[], &[&other])[0].0, "pill-sweater", "the category is named");
    }

    #[test]
    fn only_what_holds_and_is_for_buyers_is_told() {
        let gone = |change: fn(&mut Article)| {
            let mut article = article("invoice", &["可以开发票吗"], "能开。");
            change(&mut article);
            find_among(vec![article], "可以开发票吗", &[], &[]).is_empty()
        };
        assert!(!gone(|_| ()));
        assert!(gone(|article| article.facts.audience = Audience::Agent));
        assert!(gone(|article| article.facts.valid_until = Some(Time::default())));
        assert!(gone(
            |article| article.facts.valid_from = Some(Time::default() + std::time::Duration::from_secs(1))
        ));
    }

    #[test]
    fn the_language_of_the_burst_comes_first() {
        let mut twin = article("invoice-en", &["invoice 发票"], "Yes.");
        twin.language = Lang::En;
        let both = vec![article("invoice-zh", &["可以开发票吗"], "能开。"), twin.clone()];
        let ids =
            |hits: Vec<Hit>| hits.iter().map(|hit| hit.article.facts.article_id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(find_among(both, "发票", &[], &[])), ["invoice-zh"]);
        assert_eq!(ids(find_among(vec![twin], "发票", &[], &[])), ["invoice-en"], "better than nothing");
    }

    proptest! {
        #[test]
        fn any_text_gives_shares_best_first(burst in "\\PC{0,40}", before in "\\PC{0,20}") {
            let hits = find(&burst, &[&before], &[]);
            prop_assert!(hits.len() <= HITS);
            prop_assert!(hits.iter().all(|(_, score)| (0.0..=1.0).contains(score)));
            prop_assert!(hits.is_sorted_by(|a, b| a.1 >= b.1));
        }

        #[test]
        fn every_wording_finds_its_own_article_first(at in 0usize..6, wording in 0usize..3) {
            let articles = articles();
            let article = &articles[at];
            let wordings: Vec<&str> = article.wordings().collect();
            let home = match article.facts.scope.first() {
                Some(Reach::Product(id)) => product(id, ""),
                Some(Reach::Category(category)) => product("P", category),
                None => product("P", ""),
            };
            let hits = find(wordings[wording % wordings.len()], &[], &[&home]);
            prop_assert_eq!(&hits[0].0, &article.facts.article_id);
        }
    }
}
