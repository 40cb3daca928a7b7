//! The facts that an answer may rest on: those of this buyer at this moment.

use std::ops::Range;

use db::Time;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use language::entities::Precision;

use super::find::{Frame, find, roles_in};
use super::statement::{Role, Statement, StatementKind, Value};
use super::written::Written;
use super::{pattern, squeezed};
use crate::bot::moment::local;
use crate::buyer::Buyer;
use crate::catalog::promotion::{PromotionKind, Reach, Standing};
use crate::catalog::{Product, Promotion, SkuInput};
use crate::conversation::{Source, SourceKind};
use crate::order::{OrderStatus, ReturnKind};
use crate::shop::Lang;

mod order;

/// The facts that an answer may rest on.
#[derive(Debug)]
pub struct Grounds {
    pub(super) lang: Lang,
    pub(super) now: Time,
    pub(super) zone: TimeZone,
    pub(super) local: DateTime,
    pub(super) currency: String,
    pub(super) sources: Vec<Source>,
    pub(super) products: Vec<OfProduct>,
    pub(super) orders: Vec<OfOrder>,
    pub(super) promotions: Vec<OfPromotion>,
    pub(super) facts: Vec<Ground>,
    pub(super) texts: Vec<Text>,
    /// What the buyer said, plain.
    pub(super) said: Vec<Text>,
    /// Whatever tells of the buyer and of nobody else, squeezed.
    pub(super) own: Vec<String>,
}

/// One fact.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) kind: StatementKind,
    pub(super) value: Value,
    /// What it is about; empty where any will do.
    pub(super) roles: Vec<Role>,
    pub(super) about: About,
    pub(super) source: usize,
    /// Which of several services it is said of: `express`.
    pub(super) service: Option<&'static str>,
}

/// Whom a fact is about, by place in the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    Shop,
    Product(usize),
    Sku(usize, usize),
    Order(usize),
    Offer(usize),
}

#[derive(Debug)]
pub(super) struct OfProduct {
    pub(super) id: String,
    /// Title and aliases, plain.
    pub(super) names: Vec<String>,
    pub(super) title: String,
    category: String,
    pub(super) on_sale: bool,
    pub(super) skus: Vec<SkuInput>,
    /// It is what the buyer asks about.
    pub(super) meant: bool,
    pub(super) source: usize,
}

#[derive(Debug)]
pub(super) struct OfOrder {
    pub(super) number: String,
    pub(super) products: Vec<String>,
    pub(super) trackings: Vec<String>,
    /// The terms that are true of it.
    pub(super) states: Vec<&'static str>,
    pub(super) status: OrderStatus,
    /// Kinds of matters after the sale that are open or settled.
    pub(super) matters: Vec<ReturnKind>,
    /// It is what is spoken of.
    pub(super) meant: bool,
    pub(super) source: usize,
}

#[derive(Debug)]
pub(super) struct OfPromotion {
    pub(super) promotion: Promotion,
    pub(super) standing: Standing,
    pub(super) title: String,
    pub(super) source: usize,
}

/// A text that may be told as it stands.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) plain: String,
    /// Letters and figures only.
    pub(super) squeezed: String,
    pub(super) figures: Vec<(String, String)>,
    pub(super) sentences: Vec<Range<usize>>,
    pub(super) statements: Vec<Statement>,
    pub(super) source: usize,
}

impl Grounds {
    /// No facts yet, at a moment in a shop's zone and currency.
    pub fn new(lang: Lang, now: Time, zone: TimeZone, currency: &str) -> Self {
        let local = local(now, &zone).datetime();
        Self {
            lang,
            now,
            zone,
            local,
            currency: currency.to_owned(),
            sources: Vec::new(),
            products: Vec::new(),
            orders: Vec::new(),
            promotions: Vec::new(),
            facts: Vec::new(),
            texts: Vec::new(),
            said: Vec::new(),
            own: Vec::new(),
        }
    }

    /// A product; `meant` when the buyer asks about it.
    #[must_use]
    pub fn with_product(mut self, product: &Product, meant: bool) -> Self {
        let facts = &product.facts;
        let source = self.source(Source::of(SourceKind::Product, &facts.product_id, &facts.title));
        let index = self.products.len();
        let names = std::iter::once(&facts.title).chain(&facts.aliases);
        self.products.push(OfProduct {
            id: facts.product_id.clone(),
            names: names
                .map(|name| Written::new(name).text)
                .filter(|name| name.chars().count() > 1)
                .collect(),
            title: facts.title.clone(),
            category: facts.category.clone(),
            on_sale: facts.on_sale,
            skus: facts.skus.clone(),
            meant,
            source,
        });
        for (at, sku) in facts.skus.iter().enumerate() {
            let about = About::Sku(index, at);
            self.amount(sku.price, &[Role::Price, Role::Paid], about, source);
            if let Some(list) = sku.list_price {
                self.amount(list, &[Role::ListPrice], about, source);
                self.amount(list - sku.price, &[Role::Off], about, source);
            }
        }
        if let Some(hours) = facts.ships_within_hours {
            let value =
                Value::Lasts { minutes: u32::try_from(hours * 60).unwrap_or(u32::MAX), working: false };
            self.fact(StatementKind::Time, value, &[Role::Ship], About::Product(index), source);
        }
        if let Some(day) = facts.presale_ships_on {
            let value = Value::At { at: day.at(0, 0, 0, 0), precision: Precision::Day };
            self.fact(StatementKind::Time, value, &[Role::Ship], About::Product(index), source);
        }
        let mut lines: Vec<String> = facts
            .attributes
            .iter()
            .map(|attribute| format!("{}：{}", attribute.name, attribute.value))
            .collect();
        lines.push(facts.description.clone());
        lines.push(facts.title.clone());
        lines.extend(facts.url.clone());
        self.text(&lines.join("\n"), About::Product(index), &[], source);
        self
    }

    /// An offer, past, present or to come.
    #[must_use]
    pub fn with_promotion(mut self, promotion: &Promotion) -> Self {
        let standing = promotion.standing(self.now);
        if standing == Standing::Over {
            return self;
        }
        let facts = &promotion.facts;
        let source = self.source(Source::of(SourceKind::Promotion, &facts.promotion_id, &facts.title));
        let about = About::Offer(self.promotions.len());
        self.moment(facts.starts_at, &[Role::Promotion], about, source);
        self.moment(facts.ends_at, &[Role::Promotion], about, source);
        if let Some(amount) = facts.amount {
            self.amount(amount, &[Role::Off], about, source);
        }
        if let Some(threshold) = facts.threshold {
            self.amount(threshold, &[Role::Threshold], about, source);
        }
        // Of what has not begun only the name and the day may be told.
        let told = match (standing, &facts.note) {
            (Standing::On, Some(note)) => {
                format!("{}\n{note}\n{}", facts.title, facts.gift.as_deref().unwrap_or_default())
            }
            (Standing::On, None) => format!("{}\n{}", facts.title, facts.gift.as_deref().unwrap_or_default()),
            _ => String::new(),
        };
        self.text(&told, about, &[Role::Promotion], source);
        let title = Written::new(&facts.title).text;
        self.promotions.push(OfPromotion { promotion: promotion.clone(), standing, title, source });
        self
    }

    /// A text of the shop's that may be told as it stands: an article with the question it answers.
    #[must_use]
    pub fn with_text(mut self, source: Source, question: &str, text: &str) -> Self {
        let source = self.source(source);
        let roles = roles_in(&Written::new(question).text);
        self.text(text, About::Shop, &roles, source);
        self
    }

    /// What the buyer is known by.
    #[must_use]
    pub fn with_buyer(mut self, buyer: &Buyer) -> Self {
        let known = [&buyer.name, &buyer.phone, &buyer.email, &buyer.city, &buyer.external_id];
        self.own.extend(known.into_iter().flatten().map(|text| squeezed(text)));
        self
    }

    /// Something the buyer said: it may be repeated as theirs, and is no fact.
    #[must_use]
    pub fn with_said(mut self, said: &str) -> Self {
        let text = self.read(said, 0);
        self.said.push(text);
        self
    }

    pub(super) fn frame(&self) -> Frame<'_> {
        Frame { now: self.local, currency: &self.currency }
    }

    pub(super) fn source(&mut self, source: Source) -> usize {
        if let Some(known) =
            self.sources.iter().position(|known| known.kind == source.kind && known.id == source.id)
        {
            return known;
        }
        self.sources.push(source);
        self.sources.len() - 1
    }

    fn fact(&mut self, kind: StatementKind, value: Value, roles: &[Role], about: About, source: usize) {
        self.facts.push(Ground { kind, value, roles: roles.to_vec(), about, source, service: None });
    }

    fn amount(&mut self, minor: i64, roles: &[Role], about: About, source: usize) {
        if minor > 0 {
            let value = Value::Money { minor, currency: self.currency.clone() };
            self.fact(StatementKind::Amount, value, roles, about, source);
        }
    }

    fn moment(&mut self, time: Option<Time>, roles: &[Role], about: About, source: usize) {
        let Some(time) = time else { return };
        let at = local(time, &self.zone).datetime();
        let at = at.date().at(at.hour(), at.minute(), 0, 0);
        self.fact(StatementKind::Time, Value::At { at, precision: Precision::Minute }, roles, about, source);
    }

    /// What a text states is a fact, as the text says it.
    fn text(&mut self, text: &str, about: About, roles: &[Role], source: usize) {
        let text = self.read(text, source);
        for statement in &text.statements {
            let mut given = match statement.role {
                Some(role) => vec![role],
                None => roles.to_vec(),
            };
            // 退换 is both.
            if given.contains(&Role::Return)
                && ["退换", "or exchange", "and exchange"].iter().any(|word| text.plain.contains(word))
            {
                given.push(Role::Exchange);
            }
            let sentence = text.sentences.iter().find(|span| span.contains(&statement.span.start)).cloned();
            let service = sentence.and_then(|span| service(&text.plain, &span, statement.span.start));
            self.facts.push(Ground {
                kind: statement.kind,
                value: statement.value.clone(),
                roles: given,
                about,
                source,
                service,
            });
        }
        self.texts.push(text);
    }

    fn read(&self, text: &str, source: usize) -> Text {
        let plain = Written::new(text).text;
        let found = find(&plain, self.frame(), &[]);
        Text {
            squeezed: squeezed(&plain),
            figures: figures(&plain),
            sentences: found.sentences.iter().map(|sentence| sentence.span.clone()).collect(),
            statements: found.statements,
            plain,
            source,
        }
    }
}

/// The figures of a plain text with the beginning of their units.
fn figures(plain: &str) -> Vec<(String, String)> {
    static FIGURE: std::sync::LazyLock<regex::Regex> =
        std::sync::LazyLock::new(|| pattern(r"(\d+(?:,\d{3})*(?:\.\d+)?)\s?([a-z%℃°]+|\p{Han})?"));
    FIGURE
        .captures_iter(plain)
        .filter_map(|found| {
            let figure = found.get(1)?.as_str().replace(',', "");
            let figure = if figure.contains('.') {
                figure.trim_end_matches('0').trim_end_matches('.').to_owned()
            } else {
                figure
            };
            Some((figure, found.get(2).map_or(String::new(), |unit| unit.as_str().to_owned())))
        })
        .collect()
}

/// Services that differ in what they cost and how long they take, and their words.
const SERVICES: [(&str, &[&str]); 3] = [
    ("standard", &["standard", "regular", "normal", "economy", "ground", "普通快递", "标准快递", "普快"]),
    ("express", &["express", "expedited", "priority", "加急", "特快", "顺丰", "次日达"]),
    ("overnight", &["overnight", "same-day", "next-day", "当日达"]),
];

/// Which service a place in a sentence is about: the last one named before it.
pub(super) fn service(text: &str, sentence: &Range<usize>, at: usize) -> Option<&'static str> {
    let before = &text[sentence.start..at.clamp(sentence.start, sentence.end)];
    let last = |part: &str| {
        SERVICES
            .iter()
            .filter_map(|(name, words)| {
                Some((words.iter().filter_map(|word| part.rfind(word)).max()?, *name))
            })
            .max()
            .map(|(_, name)| name)
    };
    last(before).or_else(|| last(&text[sentence.clone()]))
}

impl OfProduct {
    /// Whether something with this reach is for it.
    pub(super) fn is_reached_by(&self, scope: &[Reach]) -> bool {
        scope.is_empty()
            || scope.iter().any(|reach| match reach {
                Reach::Category(category) => *category == self.category,
                Reach::Product(id) => *id == self.id,
                Reach::Sku(id) => self.skus.iter().any(|sku| sku.sku_id == *id),
            })
    }
}

impl OfPromotion {
    pub(super) fn is_on(&self) -> bool {
        self.standing == Standing::On
    }

    /// Whether a sentence names it or its kind.
    pub(super) fn is_named(&self, sentence: &str) -> bool {
        let facts = &self.promotion.facts;
        let words: &[&str] = match facts.kind {
            PromotionKind::Threshold => &["满减", "满", "money off", "spend"],
            PromotionKind::Percent => &["折", "discount", "% off", "percent"],
            PromotionKind::Coupon => &["券", "coupon", "voucher"],
            PromotionKind::Gift => &["赠", "送", "gift"],
            PromotionKind::FreeShipping => &["包邮", "free shipping", "free delivery"],
        };
        let code = facts.code.as_deref().map(str::to_lowercase);
        let amount = facts.amount.map(|amount| amount / 100);
        sentence.contains(&self.title)
            || words.iter().any(|word| sentence.contains(word))
            || code.is_some_and(|code| sentence.contains(&code))
            || amount.is_some_and(|amount| {
                [format!("${amount} off"), format!("减{amount}")].iter().any(|words| sentence.contains(words))
            })
    }
}
