//! The grounds of an answer in a situation: the goods it is about, the orders the buyer may be told of, what is on offer,
//! and the articles it was told from.

use super::{Grounds, check};
use crate::bot::decide::{Move, hand_off};
use crate::bot::{Answer, Situation};
use crate::conversation::checked::CheckOutcome;
use crate::conversation::{Checked, Source, SourceKind};
use crate::error::Result;
use crate::fact::HandOffReason;
use crate::order::Order;

/// The move with what it says checked; and what came of the check when it leaves nothing to say.
pub(in crate::bot) fn gated(
    situation: &Situation<'_>,
    decided: Move,
    shown: &[&Order],
) -> Result<(Move, Option<Checked>)> {
    let (answer, handing) = match decided {
        Move::Say(answer) => (answer, None),
        Move::SayAndHandOff(answer, reason, next) => (answer, Some((reason, next))),
        other => return Ok((other, None)),
    };
    let passed = check(&answer.text, &Grounds::of(situation, &answer, shown))?;
    if passed.checked.outcome == CheckOutcome::HandedOff {
        let instead = match handing {
            Some((reason, next)) => Move::HandOff(reason, next),
            None => hand_off(situation, HandOffReason::Unproven, "next.unproven"),
        };
        return Ok((instead, Some(passed.checked)));
    }
    let answer = Answer { text: passed.text, checked: told(passed.checked), ..answer };
    let decided = match handing {
        Some((reason, next)) => Move::SayAndHandOff(answer, reason, next),
        None => Move::Say(answer),
    };
    Ok((decided, None))
}

/// What an answer offered to a person states, checked and left as it is.
pub(crate) fn weighed(situation: &Situation<'_>, answer: &Answer) -> Result<Option<Checked>> {
    Ok(told(check(&answer.text, &Grounds::of(situation, answer, &[]))?.checked))
}

/// A check of an answer that states nothing is not worth keeping.
fn told(checked: Checked) -> Option<Checked> {
    (!checked.statements.is_empty()).then_some(checked)
}

/// Products that an order or an answer brings in besides those that are asked about.
const PRODUCTS: usize = 12;

impl Grounds {
    /// The facts that `answer` may rest on. `shown` are orders that were shown to be the buyer's only now.
    pub fn of(situation: &Situation<'_>, answer: &Answer, shown: &[&Order]) -> Self {
        let mut grounds =
            Self::new(situation.lang, situation.now, situation.zone(), &situation.shop.currency);
        let cited = |kind: SourceKind, id: &str| {
            answer.sources.iter().any(|source| source.kind == kind && source.id == id)
        };
        for product in &situation.products {
            grounds = grounds.with_product(product, true);
        }
        let orders = || shown.iter().copied().chain(situation.orders);
        let ordered: Vec<&str> =
            orders().flat_map(|order| &order.lines).filter_map(|line| line.product.as_deref()).collect();
        let others = situation.catalog.products().iter().filter(|product| {
            let id = product.facts.product_id.as_str();
            let meant = situation.products.iter().any(|meant| meant.id == product.id);
            !meant && (cited(SourceKind::Product, id) || ordered.contains(&id))
        });
        for product in others.take(PRODUCTS) {
            grounds = grounds.with_product(product, false);
        }
        let spoken_of = situation.memory.order.as_deref();
        for order in orders() {
            let meant =
                spoken_of == Some(order.number.as_str()) || shown.iter().any(|shown| shown.id == order.id);
            grounds = grounds.with_order(order, meant);
        }
        for promotion in situation.catalog.promotions() {
            grounds = grounds.with_promotion(promotion);
        }
        for hit in &situation.articles {
            let facts = &hit.article.facts;
            if cited(SourceKind::Article, &facts.article_id) {
                grounds = grounds.with_article(situation, hit, answer);
            }
        }
        if let Some(hit) = &situation.custom {
            grounds = grounds.with_article(situation, hit, answer);
        }
        for table in situation.catalog.size_tables() {
            if cited(SourceKind::SizeTable, &table.facts.size_table_id) {
                let source = Source {
                    kind: SourceKind::SizeTable,
                    id: table.facts.size_table_id.clone(),
                    title: table.facts.title.clone(),
                };
                let sizes: Vec<&str> = table.facts.sizes.iter().map(|size| size.size.as_str()).collect();
                grounds =
                    grounds.with_text(source, "", &format!("{}\n{}", table.facts.title, sizes.join("\n")));
            }
        }
        grounds.with_buyer(situation.buyer).with_shop(situation).with_what_was_said(situation)
    }

    /// An article as it is told to this buyer, its variables filled.
    fn with_article(
        self,
        situation: &Situation<'_>,
        hit: &crate::knowledge::shelf::Hit,
        answer: &Answer,
    ) -> Self {
        let facts = &hit.article.facts;
        let source =
            Source { kind: SourceKind::Article, id: facts.article_id.clone(), title: facts.question.clone() };
        let told = crate::bot::told_article(situation, hit).map_or(String::new(), |told| told.text);
        let link = answer.link.as_deref().unwrap_or_default();
        self.with_text(source, &facts.question, &format!("{told}\n{link}"))
    }

    fn with_shop(self, situation: &Situation<'_>) -> Self {
        let shop = situation.shop;
        let source = Source { kind: SourceKind::Shop, id: shop.key.clone(), title: shop.name.clone() };
        let bot = shop.settings.bot.name.in_language(situation.lang);
        let hours: Vec<String> = shop
            .settings
            .people_hours
            .0
            .iter()
            .map(|opening| format!("{}-{}", opening.from, opening.to))
            .collect();
        self.with_text(source, "", &format!("{}\n{bot}\n{}", shop.name, hours.join("\n")))
    }

    fn with_what_was_said(mut self, situation: &Situation<'_>) -> Self {
        for line in situation.before.iter().map(String::as_str).chain([situation.burst]) {
            self = self.with_said(line);
        }
        // What the buyer told of their body, in the measures that answers are written in.
        let body: Vec<String> = situation
            .memory
            .body
            .values()
            .map(|value| format!("{value:.1}").trim_end_matches(".0").to_owned())
            .collect();
        let reading: Vec<String> = crate::bot::skill::size::body_named(situation.reading)
            .map(|(_, value)| format!("{value:.1}").trim_end_matches(".0").to_owned())
            .collect();
        self.with_said(&[body, reading].concat().join("\n"))
    }
}
