//! The shop's terms, told from its policies. An article that is about these goods in particular goes before them: whoever
//! wrote it meant the exception. A general article does not: a policy is dated and structured, and wins.

use language::normalize::fold;
use language::{Emotion, Intent};
use minijinja::context;

use super::article::{is_question, with_service};
use crate::bot::phrases::{plain, say};
use crate::bot::situation::policy_source;
use crate::bot::{Answer, Situation};
use crate::catalog::policy::{Policy, PolicyKind, holding};
use crate::catalog::promotion::Reach;
use crate::error::Result;
use crate::money::Money;
use crate::shop::Lang;

/// What the policy in question says; none when there is none, or when something more special answers.
pub(in crate::bot) fn answer(situation: &Situation<'_>, intent: Intent) -> Result<Option<Answer>> {
    let Some(kind) = asked(situation, intent) else { return Ok(None) };
    let special = situation.sure_article().is_some_and(|hit| !hit.article.facts.scope.is_empty());
    if special || (kind == PolicyKind::Warranty && super::product::can_tell(situation)) {
        return Ok(None);
    }
    let place = super::logistics::place_named(situation);
    let about = (situation.product(), place.as_deref());
    let Some(policy) = holding(situation.catalog.policies(), kind, about, situation.now) else {
        return Ok(None);
    };
    let mut lines = vec![told(situation, policy)?];
    lines.extend(policy.facts.note.clone().filter(|_| kind != PolicyKind::Invoice));
    let sources = vec![policy_source(situation.lang, policy)?];
    let text = lines.join("\n");
    let computed = sources.iter().map(|source| (source.clone(), text.clone())).collect();
    let answer = Answer { text, sources, computed, ..Answer::default() };
    let to_be_done = matches!(kind, PolicyKind::Returns | PolicyKind::PriceProtection);
    if to_be_done { with_service(situation, answer).map(Some) } else { Ok(Some(answer)) }
}

/// The kind of policy that a question is about. A demand is none: that is for people.
fn asked(situation: &Situation<'_>, intent: Intent) -> Option<PolicyKind> {
    const POSTAGE: [&str; 10] = [
        "运费",
        "邮费",
        "包邮",
        "快递费",
        "免邮",
        "postage",
        "shipping cost",
        "shipping fee",
        "free shipping",
        "ship for free",
    ];
    let text = fold(situation.burst);
    let calm = matches!(situation.reading.emotion.value, Emotion::Neutral | Emotion::Positive);
    let question = calm && is_question(situation.burst);
    match intent {
        Intent::ShippingMethod if POSTAGE.iter().any(|word| text.contains(word)) => Some(PolicyKind::Freight),
        Intent::Return if question => Some(PolicyKind::Returns),
        Intent::PriceProtection if question => Some(PolicyKind::PriceProtection),
        Intent::Warranty => Some(PolicyKind::Warranty),
        Intent::Invoice if question => Some(PolicyKind::Invoice),
        _ => None,
    }
}

fn told(situation: &Situation<'_>, policy: &Policy) -> Result<String> {
    let (lang, facts) = (situation.lang, &policy.facts);
    let money = |minor| Money::new(minor, &situation.shop.currency).display(lang);
    let title = situation.product().map(|product| product.facts.title.as_str());
    match facts.kind {
        PolicyKind::Freight => {
            let values = context! {
                fee => facts.fee.filter(|fee| *fee > 0).map(money), free_from => facts.free_from.map(money),
                regions => facts.regions.join(if lang == Lang::Zh { "、" } else { ", " }),
            };
            say(lang, "policy.told.freight", values)
        }
        PolicyKind::Returns => {
            let out = situation.product().filter(|p| facts.excluded.iter().any(|reach| reach.includes(p)));
            if let Some(product) = out {
                return say(lang, "policy.told.no_returns", context! { title => &product.facts.title });
            }
            let excluded: Vec<&str> = facts.excluded.iter().map(|reach| named(situation, reach)).collect();
            let payer = facts.payer.map(|payer| plain(lang, &format!("payer.{payer}"))).transpose()?;
            let excluded = excluded.join(if lang == Lang::Zh { "、" } else { ", " });
            say(lang, "policy.told.returns", context! { days => facts.days, payer, excluded })
        }
        PolicyKind::Warranty => {
            say(lang, "policy.told.warranty", context! { title, days => facts.days, months => facts.months })
        }
        PolicyKind::PriceProtection => {
            say(lang, "policy.told.price_protection", context! { days => facts.days })
        }
        PolicyKind::Invoice => Ok(facts.note.clone().unwrap_or_default()),
        PolicyKind::Shipping => plain(lang, "policy.shipping"),
    }
}

/// What something is called: a category by its name, goods by their title.
fn named<'a>(situation: &'a Situation<'_>, reach: &'a Reach) -> &'a str {
    let of = |found: &&crate::catalog::Product| reach.includes(found);
    match reach {
        Reach::Category(name) => name,
        _ => situation
            .catalog
            .products()
            .iter()
            .find(of)
            .map_or(reach.name(), |product| product.facts.title.as_str()),
    }
}
