//! What an article says, to whom, and until when.

use db::Time;
use language::Stage;
use language::normalize::fold;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::asker::Asker;
use super::keeping::Keeping;
use crate::catalog::promotion::Reach;
use crate::catalog::{Product, check_address, check_text};
use crate::error::{Refusal, Result};
use crate::id::{ArticleId, ShopId};
use crate::inbox::Channel;
use crate::shop::Lang;
use crate::variable;
use crate::word::words;

words! {
    /// For whom an article is.
    Audience {
        /// Buyers and agents: the bot may tell it.
        All = "all",
        /// Agents only: the house's own wiki.
        Agent = "agent",
    }
}

words! {
    /// What weight an article has.
    ArticleKind {
        /// An answer: whoever keeps knowledge publishes it.
        Answer = "answer",
        /// What the shop commits itself to: published by a lead alone.
        Policy = "policy",
    }
}

words! {
    /// What happens when an article's time is over.
    OnExpiry {
        /// Nobody is told it any more.
        Hide = "hide",
        /// Agents still find it, marked as over; buyers are not told it.
        Agents = "agents",
    }
}

/// When something is said. Empty lists ask for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Conditions {
    /// Where the buyer stands.
    #[schema(value_type = Vec<String>)]
    pub stages: Vec<Stage>,
    /// The buyer's member level.
    pub levels: Vec<String>,
    /// Where the buyer writes.
    pub channels: Vec<Channel>,
    /// What it is about.
    pub products: Vec<Reach>,
    /// The language of the question.
    pub languages: Vec<Lang>,
}

/// Another answer to the same question, for when its conditions hold. The first that fits is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// When it is told.
    pub when: Conditions,
    /// What is told.
    pub answer: String,
    /// An address shown with it.
    #[serde(default)]
    pub link: Option<String>,
    /// A picture shown with it, by address.
    #[serde(default)]
    pub image: Option<String>,
    /// A film shown with it, by address.
    #[serde(default)]
    pub video: Option<String>,
    /// A product shown with it, by the shop's id.
    #[serde(default)]
    pub card: Option<String>,
}

/// An article as the shop tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticleInput {
    /// The shop's id.
    pub article_id: String,
    /// The question, in its plainest words.
    pub question: String,
    /// Other ways to ask it.
    #[serde(default)]
    pub similar: Vec<String>,
    /// What is told.
    pub answer: String,
    /// A heading to find it under.
    #[serde(default)]
    pub category: String,
    /// What it is about; empty is everything.
    #[serde(default)]
    pub scope: Vec<Reach>,
    /// Its language; the shop's when not given.
    #[serde(default)]
    pub language: Option<Lang>,
    /// For whom it is.
    #[serde(default = "everybody")]
    pub audience: Audience,
    /// Holds from.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub valid_from: Option<Time>,
    /// Holds until.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "date-time")]
    pub valid_until: Option<Time>,
    /// An address shown with the answer.
    #[serde(default)]
    pub link: Option<String>,
    /// A picture shown with the answer, by address.
    #[serde(default)]
    pub image: Option<String>,
    /// What weight it has.
    #[serde(default = "plain_answer")]
    pub kind: ArticleKind,
    /// A film shown with the answer, by address.
    #[serde(default)]
    pub video: Option<String>,
    /// A product shown with the answer, by the shop's id.
    #[serde(default)]
    pub card: Option<String>,
    /// When it is told at all.
    #[serde(default)]
    pub when: Conditions,
    /// Other answers for particular cases.
    #[serde(default)]
    pub variants: Vec<Variant>,
    /// What happens when its time is over.
    #[serde(default = "hidden")]
    pub on_expiry: OnExpiry,
}

impl ArticleInput {
    /// A plain answer to a question, for everybody.
    pub fn new(
        article_id: impl Into<String>,
        question: impl Into<String>,
        answer: impl Into<String>,
    ) -> Self {
        Self {
            article_id: article_id.into(),
            question: question.into(),
            similar: Vec::new(),
            answer: answer.into(),
            category: String::new(),
            scope: Vec::new(),
            language: None,
            audience: Audience::All,
            valid_from: None,
            valid_until: None,
            link: None,
            image: None,
            kind: ArticleKind::Answer,
            video: None,
            card: None,
            when: Conditions::default(),
            variants: Vec::new(),
            on_expiry: OnExpiry::Hide,
        }
    }
}

fn plain_answer() -> ArticleKind {
    ArticleKind::Answer
}

fn hidden() -> OnExpiry {
    OnExpiry::Hide
}

fn everybody() -> Audience {
    Audience::All
}

/// An article, as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// Identity.
    pub id: ArticleId,
    /// Its shop.
    pub shop: ShopId,
    /// The number of the version that is live; of the first draft when none is.
    pub version: i64,
    /// Its language.
    pub language: Lang,
    /// What the shop knows.
    pub facts: ArticleInput,
    /// Who looks after it, and how it stands.
    pub keeping: Keeping,
    /// When it last changed.
    pub updated_at: Time,
}

/// What is told of an article to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Telling<'a> {
    /// The words.
    pub answer: &'a str,
    /// An address shown with them.
    pub link: Option<&'a str>,
    /// A picture shown with them, by address.
    pub image: Option<&'a str>,
    /// A film shown with them, by address.
    pub video: Option<&'a str>,
    /// A product shown with them, by the shop's id.
    pub card: Option<&'a str>,
}

impl Article {
    /// An article of no shop and in no database, to be found and compared.
    pub fn loose(language: Lang, facts: ArticleInput) -> Self {
        let (id, shop) = (Uuid::nil().into(), Uuid::nil().into());
        let keeping = Keeping::default();
        Self { id, shop, version: 1, language, facts, keeping, updated_at: Time::default() }
    }

    /// Whether it holds at `now`.
    pub fn holds(&self, now: Time) -> bool {
        self.facts.valid_from.is_none_or(|from| now >= from)
            && self.facts.valid_until.is_none_or(|until| now < until)
    }

    /// Whether it is about everything, or about one of these products.
    pub fn covers(&self, products: &[&Product]) -> bool {
        self.facts.scope.is_empty() || reaches(&self.facts.scope, products)
    }

    /// Every way its question is asked, the plainest first.
    pub fn wordings(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.facts.question.as_str()).chain(self.facts.similar.iter().map(String::as_str))
    }

    /// Whether these words stand in one of its wordings, its answer, its category or its id; however they are written.
    pub fn mentions(&self, words: &str) -> bool {
        let facts = &self.facts;
        let told = [&facts.answer, &facts.category, &facts.article_id].map(String::as_str);
        let all = fold(&self.wordings().chain(told).collect::<Vec<_>>().join("\n"));
        fold(words).split_whitespace().all(|word| all.contains(word))
    }

    /// What is told of it to this asker: the first variant that fits, else its own answer.
    pub fn telling(&self, asker: &Asker<'_>) -> Telling<'_> {
        let facts = &self.facts;
        match facts.variants.iter().find(|variant| variant.when.hold_for(asker)) {
            Some(variant) => Telling {
                answer: &variant.answer,
                link: variant.link.as_deref(),
                image: variant.image.as_deref(),
                video: variant.video.as_deref(),
                card: variant.card.as_deref(),
            },
            None => Telling {
                answer: &facts.answer,
                link: facts.link.as_deref(),
                image: facts.image.as_deref(),
                video: facts.video.as_deref(),
                card: facts.card.as_deref(),
            },
        }
    }
}

impl Conditions {
    /// Whether they hold for this asker. What is not known of somebody fits no condition.
    pub fn hold_for(&self, asker: &Asker<'_>) -> bool {
        let known = |wanted: bool, holds: bool| !wanted || holds;
        known(!self.stages.is_empty(), asker.stage.is_some_and(|stage| self.stages.contains(&stage)))
            && known(
                !self.levels.is_empty(),
                asker.level.is_some_and(|level| self.levels.iter().any(|wanted| wanted == level)),
            )
            && known(
                !self.channels.is_empty(),
                asker.channel.is_some_and(|channel| self.channels.contains(&channel)),
            )
            && known(!self.products.is_empty(), reaches(&self.products, asker.products))
            && known(!self.languages.is_empty(), self.languages.contains(&asker.lang))
    }
}

fn reaches(scope: &[Reach], products: &[&Product]) -> bool {
    scope.iter().any(|reach| products.iter().any(|product| reach.includes(product)))
}

impl ArticleInput {
    /// Refuses what cannot be an article, and names the field.
    pub fn check(&self) -> Result<()> {
        check_text("article_id", &self.article_id, 100)?;
        check_text("question", &self.question, 300)?;
        check_text("answer", &self.answer, 4000)?;
        variable::check("answer", &self.answer)?;
        if self.category.chars().count() > 60 {
            return Err(Refusal::invalid("category", "text_too_long").with("limit", 60).into());
        }
        if self.similar.len() > 100 {
            return Err(Refusal::invalid("similar", "too_many").with("limit", 100).into());
        }
        let mut seen = vec![fold(&self.question)];
        for wording in &self.similar {
            check_text("similar", wording, 300)?;
            let folded = fold(wording);
            if seen.contains(&folded) {
                return Err(Refusal::invalid("similar", "wording_twice").with("text", wording).into());
            }
            seen.push(folded);
        }
        for (field, address) in [("link", &self.link), ("image", &self.image), ("video", &self.video)] {
            check_address(field, address.as_deref())?;
        }
        if self.variants.len() > 20 {
            return Err(Refusal::invalid("variants", "too_many").with("limit", 20).into());
        }
        for variant in &self.variants {
            check_text("variants", &variant.answer, 4000)?;
            variable::check("variants", &variant.answer)?;
            if variant.when == Conditions::default() {
                return Err(Refusal::invalid("variants", "variant_without_condition").into());
            }
            for address in [&variant.link, &variant.image, &variant.video] {
                check_address("variants", address.as_deref())?;
            }
        }
        if let (Some(from), Some(until)) = (self.valid_from, self.valid_until)
            && until <= from
        {
            return Err(Refusal::invalid("valid_until", "ends_before_start").into());
        }
        self.check_scope()
    }

    /// A scope that says everything of a thing and a part of it contradicts itself.
    fn check_scope(&self) -> Result<()> {
        for (at, reach) in self.scope.iter().enumerate() {
            if self.scope[..at].contains(reach) {
                return Err(Refusal::invalid("scope", "twice_in_scope").with("id", reach.name()).into());
            }
        }
        let conditioned = &self.when.languages;
        if let Some(own) = self.language
            && !conditioned.is_empty()
            && !conditioned.contains(&own)
        {
            return Err(Refusal::invalid("when", "never_told").into());
        }
        Ok(())
    }
}
