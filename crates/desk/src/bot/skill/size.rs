//! Which size to take: by the product's own size table and cut.

use language::entities::Value;
use language::{Intent, Reading};
use minijinja::context;

use crate::bot::decide::{Move, ask, hand_off};
use crate::bot::memory::Asked;
use crate::bot::phrases::{plain, say};
use crate::bot::situation::product_source;
use crate::bot::{Answer, Memory, Situation, body, next};
use crate::catalog::size::{Advice, Measure, SizeTable, Verdict, advise as by_table, wanted};
use crate::catalog::{Fit, Product};
use crate::conversation::{Source, SourceKind};
use crate::error::Result;
use crate::fact::HandOffReason;
use crate::shop::Lang;

/// Tables told about when no product is known; more would be a wall of text.
const TABLES: usize = 3;

/// "有M码吗" asks whether there is one, not whether it fits.
pub(in crate::bot) fn asks_for_one(situation: &Situation<'_>) -> bool {
    const HAVE: [&str; 5] = ["有", "有没有", "有无", "have", "got"];
    let asked = |entity: &language::entities::Entity| {
        let before = situation.burst.get(..entity.span.start).unwrap_or_default();
        let before = before.trim_end().trim_end_matches(" a").trim_end_matches(" an").to_lowercase();
        matches!(entity.value, Value::Size(_)) && HAVE.iter().any(|have| before.ends_with(have))
    };
    situation.reading.entities.iter().any(asked)
        && body::named(&situation.reading.entities, situation.burst).next().is_none()
}

/// Answers a question about size.
pub(in crate::bot) fn answer(situation: &Situation<'_>, memory: &mut Memory) -> Result<Move> {
    let asked = asked_size(situation.reading);
    if memory.body.is_empty() {
        // "Does it run large?" can be told without knowing the body.
        if let Some(move_) = about_the_cut(situation, memory, asked.as_deref())? {
            return Ok(move_);
        }
        let table = situation.products.first().and_then(|product| situation.catalog.size_table_of(product));
        let missing =
            table.map_or_else(|| vec![Measure::Height, Measure::Weight], |table| wanted(&table.facts));
        return ask_for(situation, memory, asked, missing);
    }
    advise(situation, memory, asked.as_deref())
}

/// Asks for exactly what is missing.
fn ask_for(
    situation: &Situation<'_>,
    memory: &mut Memory,
    size: Option<String>,
    missing: Vec<Measure>,
) -> Result<Move> {
    let lang = situation.lang;
    let text = match missing.as_slice() {
        [Measure::Height, Measure::Weight] => plain(lang, "size.ask_body")?,
        [Measure::Foot] => plain(lang, "size.ask_foot")?,
        some => {
            let told = |kind: &str| {
                some.iter().map(|one| plain(lang, &format!("{kind}.{one}"))).collect::<Result<Vec<_>>>()
            };
            let (names, examples) = (told("measure")?, told("measure_example")?);
            let values =
                context! { names => names.join(comma(lang)), examples => examples.join(comma(lang)) };
            say(lang, if memory.body.is_empty() { "size.ask_measures" } else { "size.ask_missing" }, values)?
        }
    };
    Ok(ask(memory, Asked::Body { size, missing }, text))
}

/// What a table still wants to hear, unless one size fits already, or it was just asked for in vain.
fn missing(situation: &Situation<'_>, memory: &Memory, table: &SizeTable, fit: Option<Fit>) -> Vec<Measure> {
    let wanted = wanted(&table.facts);
    let missing: Vec<Measure> =
        wanted.iter().copied().filter(|measure| !memory.body.contains_key(measure)).collect();
    let around = [Measure::Bust, Measure::Waist, Measure::Hip];
    let sure = around.iter().any(|girth| memory.body.contains_key(girth))
        && by_table(&table.facts, &memory.body, fit, None).is_some_and(|a| a.or.is_none() && !a.outside);
    let in_vain =
        matches!(&situation.memory.asked, Some(Asked::Body { missing: before, .. }) if *before == missing);
    let nothing_known = missing.len() == wanted.len();
    if (sure || in_vain) && !nothing_known { Vec::new() } else { missing }
}

/// Advises the body that is known.
pub(in crate::bot) fn advise(
    situation: &Situation<'_>,
    memory: &mut Memory,
    asked: Option<&str>,
) -> Result<Move> {
    let fitted: Vec<(&Product, &SizeTable)> = situation
        .products
        .iter()
        .filter_map(|product| Some((*product, situation.catalog.size_table_of(product)?)))
        .collect();
    if let [(product, table)] = fitted.as_slice() {
        return one_product(situation, memory, product, table, asked);
    }
    let tables: Vec<&SizeTable> = if fitted.is_empty() {
        if !situation.products.is_empty() {
            // Products without a table: an article may say more, a person certainly can.
            return super::article::service(situation);
        }
        situation.catalog.size_tables().collect()
    } else {
        let mut tables: Vec<&SizeTable> = fitted.iter().map(|(_, table)| *table).collect();
        tables.dedup_by_key(|table| table.id);
        tables
    };
    by_tables(situation, memory, &tables, asked)
}

fn one_product(
    situation: &Situation<'_>,
    memory: &mut Memory,
    product: &Product,
    table: &SizeTable,
    asked: Option<&str>,
) -> Result<Move> {
    let lang = situation.lang;
    let still = missing(situation, memory, table, product.facts.fit);
    let advice = by_table(&table.facts, &memory.body, product.facts.fit, asked);
    let Some(advice) = advice.filter(|_| still.is_empty()) else {
        return ask_for(situation, memory, asked.map(str::to_owned), still);
    };
    let key = match advice.asked {
        Some(Verdict::Right) => "size.right",
        Some(Verdict::Loose) => "size.loose",
        Some(Verdict::Tight) => "size.tight",
        None => "size.take",
    };
    let asked = asked.map(|size| spelt(table, size)).unwrap_or_default();
    let values = context! {
        body => described(lang, memory, table)?, table => &table.facts.title, title => &product.facts.title,
        size => &advice.size, asked,
    };
    let mut lines = vec![say(lang, key, values)?];
    lines.extend(remarks(lang, &advice)?);
    lines.extend(table.facts.note.clone());
    let sources = vec![product_source(product), table_source(table)];
    let next = next::after_size(situation, product, (&advice.size, advice.or.as_deref()))?;
    let answer = Answer { text: lines.join(joint(lang)), sources, next, ..Answer::default() };
    Ok(if advice.outside && !situation.waiting {
        Move::SayAndHandOff(answer, HandOffReason::NoAnswer, crate::bot::decide::NextStep("next.no_answer"))
    } else {
        Move::Say(answer)
    })
}

/// No product is known: what each table that fits advises, and which product is it?
fn by_tables(
    situation: &Situation<'_>,
    memory: &mut Memory,
    tables: &[&SizeTable],
    asked: Option<&str>,
) -> Result<Move> {
    let lang = situation.lang;
    let fitting: Vec<(&SizeTable, Advice)> = tables
        .iter()
        .filter_map(|table| Some((*table, by_table(&table.facts, &memory.body, None, asked)?)))
        .filter(|(table, advice)| {
            !advice.outside && (asked.is_none() || advice.asked.is_some() || for_feet(table))
        })
        .take(TABLES)
        .collect();
    let which = plain(lang, "size.ask_product")?;
    let Some((first, _)) = fitting.first() else {
        if situation.catalog.size_tables().next().is_none() {
            return Ok(hand_off(situation, HandOffReason::NoAnswer, "next.no_answer"));
        }
        return Ok(ask(memory, Asked::Product { intent: Intent::SizeAdvice }, which));
    };
    let mut lines = vec![say(lang, "size.by_tables", context! { body => described(lang, memory, first)? })?];
    for (table, advice) in &fitting {
        let key = match advice.asked {
            Some(Verdict::Right) => "size.by_table_asked_right",
            Some(Verdict::Loose) => "size.by_table_asked_loose",
            Some(Verdict::Tight) => "size.by_table_asked_tight",
            None => "size.by_table",
        };
        let asked = asked.map(|size| spelt(table, size)).unwrap_or_default();
        lines.push(say(lang, key, context! { table => &table.facts.title, size => &advice.size, asked })?);
    }
    lines.push(which);
    memory.asked = Some(Asked::Product { intent: Intent::SizeAdvice });
    let sources = fitting.iter().map(|(table, _)| table_source(table)).collect();
    Ok(Move::Say(Answer { text: lines.join("\n"), sources, ..Answer::default() }))
}

/// How a product is cut, when that is all that was asked.
fn about_the_cut(
    situation: &Situation<'_>,
    memory: &mut Memory,
    asked: Option<&str>,
) -> Result<Option<Move>> {
    let Some(hit) = situation.sure_article() else { return Ok(None) };
    let mut answer = super::article::told(situation, hit)?;
    answer.text = format!("{}\n{}", answer.text, plain(situation.lang, "size.ask_body")?);
    let missing = vec![Measure::Height, Measure::Weight];
    memory.asked = Some(Asked::Body { size: asked.map(str::to_owned), missing });
    Ok(Some(Move::Say(answer)))
}

fn remarks(lang: Lang, advice: &Advice) -> Result<Vec<String>> {
    let mut remarks = Vec::new();
    if advice.outside {
        remarks.push(say(
            lang,
            "size.outside",
            context! { size => &advice.size, why => why(lang, advice)? },
        )?);
    } else if let Some(other) = &advice.or {
        let values = context! { size => &advice.size, other, why => why(lang, advice)? };
        remarks.push(say(lang, "size.between", values)?);
    }
    match advice.moved_by_fit {
        Some(Fit::RunsSmall) => remarks.push(plain(lang, "size.runs_small")?),
        Some(Fit::RunsLarge) => remarks.push(plain(lang, "size.runs_large")?),
        Some(Fit::TrueToSize) | None => {}
    }
    Ok(remarks)
}

/// Which sizes each measure asks for: `身高合 M，体重合 L`.
fn why(lang: Lang, advice: &Advice) -> Result<String> {
    let each = advice.by.iter().map(|(measure, sizes)| {
        let name = plain(lang, &format!("measure.{measure}"))?;
        match sizes.as_slice() {
            [] => say(lang, "size.fits_none", context! { name }),
            sizes => say(lang, "size.fits", context! { name, sizes => sizes.join("/") }),
        }
    });
    Ok(each.collect::<Result<Vec<_>>>()?.join(comma(lang)))
}

/// The size that was asked about.
fn asked_size(reading: &Reading) -> Option<String> {
    reading.entities.iter().find_map(|entity| match &entity.value {
        Value::Size(size) => Some(size.clone()),
        _ => None,
    })
}

fn for_feet(table: &SizeTable) -> bool {
    table.facts.sizes.iter().all(|size| size.ranges.contains_key(&Measure::Foot))
}

/// A size as its table spells it.
fn spelt(table: &SizeTable, size: &str) -> String {
    crate::catalog::size::position(&table.facts, size)
        .map_or_else(|| size.to_owned(), |position| table.facts.sizes[position].size.clone())
}

fn described(lang: Lang, memory: &Memory, table: &SizeTable) -> Result<String> {
    let of_table =
        |measure: &&Measure| table.facts.sizes.iter().any(|size| size.ranges.contains_key(measure));
    let measures: Vec<Measure> = Measure::ALL.iter().filter(of_table).copied().collect();
    body::described(lang, &memory.body, &memory.units, &measures)
}

fn comma(lang: Lang) -> &'static str {
    if lang == Lang::Zh { "，" } else { ", " }
}

fn joint(lang: Lang) -> &'static str {
    if lang == Lang::Zh { "" } else { " " }
}

fn table_source(table: &SizeTable) -> Source {
    Source::of(SourceKind::SizeTable, &table.facts.size_table_id, &table.facts.title)
}
