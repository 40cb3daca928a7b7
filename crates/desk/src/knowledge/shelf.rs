//! A shop's articles in memory, to be found by what is asked.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use language::Language;
use language::normalize::fold;
use search::{Answer, Blend, Evidence, Signs, tokens};

use super::asked::{self, bare};
use super::embedding::Embeddings;
use super::evidence::{Library, blend};
use super::{Article, Asker};
use crate::catalog::Product;
use crate::catalog::promotion::Reach;
use crate::mind::Mind;

/// What is less likely than this is not worth a look.
const FLOOR: f64 = 0.03;
/// How many hits anybody looks at.
const HITS: usize = 10;
/// How much better an article fits for being about the very product that is meant.
const AT_HOME: f32 = 0.6;
/// So many articles are looked at closely; of more, those that are nearest by words, and those by meaning.
const CLOSELY: usize = 300;

/// A shop's articles.
#[derive(Debug, Default)]
pub struct Shelf {
    articles: Vec<Arc<Article>>,
    /// By article: the numbers of its wordings.
    wordings: Vec<Range<usize>>,
    library: Library,
    /// By article: the tokens of each category it is about.
    categories: Vec<Vec<Vec<String>>>,
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

/// An article that is looked at closely, and all that speaks for it: what weights are fitted on.
#[derive(Debug, Clone)]
pub struct Considered {
    /// Its number on the shelf.
    pub article: usize,
    /// What speaks for each of its wordings.
    pub wordings: Vec<Evidence>,
    /// What else speaks for it.
    pub answer: Answer,
    /// Whether the question is one of its wordings.
    pub exact: bool,
    /// How much better it fits for being about what is meant.
    bonus: f32,
}

impl Shelf {
    /// Arranges what was read from the database.
    pub fn new(language: &Language, articles: Vec<Article>, embeddings: Embeddings) -> Self {
        let mut wordings = Vec::with_capacity(articles.len());
        let mut exact: HashMap<String, Vec<usize>> = HashMap::new();
        let mut count = 0;
        for (at, article) in articles.iter().enumerate() {
            let first = count;
            for text in article.wordings() {
                count += 1;
                let owners = exact.entry(bare(&fold(text))).or_default();
                if owners.last() != Some(&at) {
                    owners.push(at);
                }
            }
            wordings.push(first..count);
        }
        let library = Library::new(language, &articles, embeddings);
        let categories = articles.iter().map(categories).collect();
        Self { articles: articles.into_iter().map(Arc::new).collect(), wordings, library, categories, exact }
    }

    /// All articles, by their numbers.
    pub fn articles(&self) -> &[Arc<Article>] {
        &self.articles
    }

    /// The articles that may answer a question, best first.
    ///
    /// Only what the asker may hear now, and is about everything, the products meant, or a category that the burst names.
    /// What is written in another language than the asker's comes only when nothing else does. The lines of a burst are
    /// read one by one and together; what only follows up is read with what was said `before`.
    pub fn find(&self, mind: &Mind, burst: &str, before: &[&str], asker: &Asker<'_>) -> Vec<Hit> {
        let mut hits = self.ranked(mind, burst, before, asker);
        hits.retain(|hit| hit.score >= FLOOR);
        hits
    }

    /// This article, when this asker may hear it.
    pub fn told(&self, article_id: &str, asker: &Asker<'_>) -> Option<Hit> {
        let article = self.articles.iter().find(|article| article.facts.article_id == article_id)?;
        asker.may_hear(article).then(|| Hit { article: Arc::clone(article), score: 1.0 })
    }

    /// The same with what is hardly meant, as far as anybody looks.
    pub fn ranked(&self, mind: &Mind, burst: &str, before: &[&str], asker: &Asker<'_>) -> Vec<Hit> {
        let lang = asker.lang;
        let about = self.about(burst, asker);
        let readings = asked::readings(burst, before);
        let mut meanings = HashMap::new();
        let mut hits = |wanted: &dyn Fn(&Article) -> bool| {
            let about: Vec<About> = about
                .iter()
                .zip(&self.articles)
                .map(|(about, article)| if wanted(article) { *about } else { About::Else })
                .collect();
            let considered: Vec<(Vec<Considered>, &Blend)> = readings
                .iter()
                .map(|reading| {
                    let meaning =
                        meanings.entry(reading).or_insert_with(|| mind.language.embed(reading)).as_deref();
                    (self.look(&mind.language, reading, meaning, &about), blend(meaning.is_some()))
                })
                .collect();
            self.hits(&considered)
        };
        let spoken = hits(&|article| article.language == lang);
        if spoken.first().is_some_and(|hit| hit.score >= FLOOR)
            || self.articles.iter().all(|article| article.language == lang)
        {
            return spoken;
        }
        let other = hits(&|article| article.language != lang);
        if other.first().is_some_and(|hit| hit.score >= FLOOR) { other } else { spoken }
    }

    /// All that speaks for the articles that a text may mean, in whatever language they are.
    pub fn consider(&self, mind: &Mind, text: &str, asker: &Asker<'_>) -> Vec<Considered> {
        let about = self.about(text, asker);
        let meaning = mind.language.embed(text);
        self.look(&mind.language, text, meaning.as_deref(), &about)
    }

    /// What every article is about, next to what is asked.
    fn about(&self, burst: &str, asker: &Asker<'_>) -> Vec<About> {
        let folded = fold(burst);
        let said = Said { products: asker.products, tokens: tokens(&folded), bare: bare(&folded) };
        let about = |at: usize| {
            if asker.may_hear(&self.articles[at]) { said.about(self, at) } else { About::Else }
        };
        (0..self.articles.len()).map(about).collect()
    }

    /// Looks closely at the articles that may be told, or at the nearest of many.
    fn look(
        &self,
        language: &Language,
        text: &str,
        meaning: Option<&[f32]>,
        about: &[About],
    ) -> Vec<Considered> {
        let folded = fold(text);
        let exact = self.exact.get(&bare(&folded)).map(Vec::as_slice).unwrap_or_default();
        let asked = self.library.ask(language, text, &folded, meaning);
        let mut chosen: Vec<usize> =
            (0..self.articles.len()).filter(|at| about[*at] != About::Else).collect();
        if chosen.len() > CLOSELY {
            let best = |figure: &dyn Fn(usize) -> f32| {
                let mut ranked: Vec<(f32, usize)> = chosen
                    .iter()
                    .map(|at| (self.wordings[*at].clone().map(figure).fold(f32::MIN, f32::max), *at))
                    .collect();
                ranked.select_nth_unstable_by(CLOSELY / 2, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
                ranked.truncate(CLOSELY / 2);
                ranked.into_iter().map(|(_, at)| at).collect::<Vec<_>>()
            };
            let mut nearest = best(&|wording| asked.sameness(wording));
            nearest.extend(best(&|wording| asked.meaning(wording)));
            nearest.extend(exact.iter().copied().filter(|at| about[*at] != About::Else));
            nearest.sort_unstable();
            nearest.dedup();
            chosen = nearest;
        }
        let consider = |at: usize| Considered {
            article: at,
            wordings: self.wordings[at]
                .clone()
                .map(|wording| self.library.evidence(&asked, wording))
                .collect(),
            answer: self.library.answer(&asked, at),
            exact: exact.contains(&at),
            bonus: about[at].bonus(),
        };
        chosen.into_iter().map(consider).collect()
    }

    /// The best of all readings for every article.
    fn hits(&self, readings: &[(Vec<Considered>, &Blend)]) -> Vec<Hit> {
        let mut best: HashMap<usize, (f64, f32)> = HashMap::new();
        for (considered, blend) in readings {
            for judged in judge(considered, blend) {
                let found = (judged.score, judged.fit);
                let known = best.entry(judged.article).or_insert(found);
                if found > *known {
                    *known = found;
                }
            }
        }
        let mut ranked: Vec<(usize, (f64, f32))> = best.into_iter().collect();
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

/// What was made of an article that was looked at.
#[derive(Debug, Clone, Copy)]
pub struct Judged {
    /// Its number on the shelf.
    pub article: usize,
    /// How well it fits.
    pub fit: f32,
    /// How likely it is meant.
    pub score: f64,
}

/// How well each of these fits, and how likely each is meant.
pub fn judge(considered: &[Considered], blend: &Blend) -> Vec<Judged> {
    let closest = closest(considered);
    let fits: Vec<f32> =
        considered.iter().map(|it| blend.weights.fit(&it.wordings, &it.answer, closest) + it.bonus).collect();
    let lead = Lead::of(&fits);
    let score = |at: usize| {
        let (it, fit) = (&considered[at], fits[at]);
        let signs = Signs::of(&it.wordings, &it.answer, fit, lead.rival_of(at));
        f64::from(blend.certainty.score(&signs))
    };
    // None is more certain than the one that fits best.
    let most = lead.first.map_or(0.0, score);
    let judged = considered.iter().zip(&fits).enumerate().map(|(at, (it, &fit))| {
        let likely = if lead.first == Some(at) { most } else { score(at).min(most) };
        Judged { article: it.article, fit, score: if it.exact { 1.0 } else { likely } }
    });
    judged.collect()
}

/// How much of each other the question and the closest of all wordings say.
pub fn closest(considered: &[Considered]) -> f32 {
    considered.iter().flat_map(|it| &it.wordings).map(Evidence::sameness).fold(0.0, f32::max)
}

/// The two best fits.
#[derive(Debug)]
struct Lead {
    first: Option<usize>,
    best: f32,
    second: f32,
}

impl Lead {
    fn of(fits: &[f32]) -> Self {
        let mut lead = Self { first: None, best: f32::NEG_INFINITY, second: f32::NEG_INFINITY };
        for (at, &fit) in fits.iter().enumerate() {
            if fit > lead.best {
                lead = Self { first: Some(at), best: fit, second: lead.best };
            } else {
                lead.second = lead.second.max(fit);
            }
        }
        lead
    }

    /// The best fit among the others.
    fn rival_of(&self, at: usize) -> f32 {
        if self.first == Some(at) { self.second } else { self.best }
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

/// The tokens of each category that an article is about.
fn categories(article: &Article) -> Vec<Vec<String>> {
    let names = article.facts.scope.iter().filter_map(|reach| match reach {
        Reach::Category(category) => Some(tokens(&fold(category))),
        _ => None,
    });
    names.filter(|tokens| !tokens.is_empty()).collect()
}

/// What is asked, as far as it tells what an article must be about.
#[derive(Debug)]
struct Said<'a> {
    products: &'a [&'a Product],
    tokens: Vec<String>,
    bare: String,
}

impl Said<'_> {
    fn about(&self, known: &Shelf, at: usize) -> About {
        let article = &known.articles[at];
        if article.facts.scope.is_empty() {
            About::All
        } else if article.covers(self.products) {
            About::Meant
        } else if self.names(&known.categories[at]) || self.is_its_question(known, at) {
            About::Named
        } else {
            About::Else
        }
    }

    fn names(&self, categories: &[Vec<String>]) -> bool {
        categories.iter().any(|tokens| tokens.iter().all(|token| self.tokens.contains(token)))
    }

    /// Whoever asks an article's own question and means no product in particular means what the article is about.
    fn is_its_question(&self, known: &Shelf, at: usize) -> bool {
        self.products.is_empty()
            && known.exact.get(&self.bare).is_some_and(|owners| owners.contains(&at))
            && bare(&fold(&known.articles[at].facts.question)) == self.bare
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use db::Time;
    use language::{Language, Stage};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::catalog::ProductInput;
    use crate::knowledge::{ArticleInput, Audience};
    use crate::shop::{BotSettings, Lang};

    fn article(id: &str, wordings: &[&str], answer: &str) -> Article {
        let facts = ArticleInput {
            similar: wordings[1..].iter().map(|wording| (*wording).to_owned()).collect(),
            ..ArticleInput::new(id, wordings[0], answer)
        };
        let language = if wordings[0].is_ascii() { Lang::En } else { Lang::Zh };
        Article::loose(language, facts)
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
        let asker = Asker::anybody(lang, products, Time::default());
        let mind = mind();
        Shelf::new(&mind.language, articles, Embeddings::default()).find(&mind, burst, before, &asker)
    }

    fn find(burst: &str, before: &[&str], products: &[&Product]) -> Vec<(String, f64)> {
        let hits = find_among(articles(), burst, before, products);
        hits.into_iter().map(|hit| (hit.article.facts.article_id.clone(), hit.score)).collect()
    }

    /// The first that is worth offering.
    fn first(burst: &str) -> Option<String> {
        let offer_at = BotSettings::default().offer_at;
        find(burst, &[], &[]).into_iter().find(|(_, score)| *score >= offer_at).map(|(id, _)| id)
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
        assert_ne!(first("那毛衣呢").as_deref(), Some("pill"));
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
        assert!(gone(|article| article.keeping.stale = Some("price".into())));
        assert!(gone(|article| article.facts.when.stages = vec![Stage::AfterSale]));
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
                Some(Reach::Sku(_)) | None => product("P", ""),
            };
            let hits = find(wordings[wording % wordings.len()], &[], &[&home]);
            prop_assert_eq!(&hits[0].0, &article.facts.article_id);
        }
    }
}
