//! Bringing in a shop's own data: from a file or as JSON, all of it or nothing, with every bad row and field named.

use std::borrow::Cow;
use std::collections::HashSet;

use desk::catalog::sold::Sold;
use desk::catalog::told::{self, Origin, Topic};
use desk::catalog::{self, Change, PolicyInput, ProductInput, PromotionInput, SizeTableInput};
use desk::ctx::Ctx;
use desk::error::{Error, Refusal};
use desk::id::BuyerId;
use desk::knowledge::{self, ArticleInput};
use desk::metric::reconcile::{self, PlatformNumberInput};
use desk::order::{self, BuyerInput, OrderInput, ReturnInput, ShipmentInput};
use desk::shop::Shop;
use desk::snippet;
use desk::snippet::import::SnippetRow;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

mod articles;
mod buyers;
mod orders;
mod platform_numbers;
mod policies;
mod products;
mod promotions;
mod returns;
mod rows;
mod shipments;
mod size_tables;
mod snippets;

/// Bad rows named in one report; a wrong column would otherwise name every row.
const NAMED: usize = 200;

/// What is brought in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    /// Size tables.
    SizeTables,
    /// Products.
    Products,
    /// Promotions.
    Promotions,
    /// Buyers.
    Buyers,
    /// Orders.
    Orders,
    /// Shipments.
    Shipments,
    /// Returns.
    Returns,
    /// Articles.
    Articles,
    /// Snippets.
    Snippets,
    /// Policies.
    Policies,
    /// Numbers that platforms tell of the shop.
    PlatformNumbers,
}

impl ImportKind {
    /// In the order in which they rest on each other.
    pub const ALL: [Self; 11] = [
        Self::SizeTables,
        Self::Products,
        Self::Promotions,
        Self::Policies,
        Self::Buyers,
        Self::Orders,
        Self::Shipments,
        Self::Returns,
        Self::Articles,
        Self::Snippets,
        Self::PlatformNumbers,
    ];

    /// As in addresses and commands.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SizeTables => "size_tables",
            Self::Products => "products",
            Self::Promotions => "promotions",
            Self::Buyers => "buyers",
            Self::Orders => "orders",
            Self::Shipments => "shipments",
            Self::Returns => "returns",
            Self::Articles => "articles",
            Self::Snippets => "snippets",
            Self::Policies => "policies",
            Self::PlatformNumbers => "platform_numbers",
        }
    }
}

impl std::str::FromStr for ImportKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| {
            let all: Vec<&str> = Self::ALL.iter().map(|kind| kind.as_str()).collect();
            format!("{text} is not one of: {}", all.join(", "))
        })
    }
}

/// Things with the row each begins at.
pub type Numbered<T> = Vec<(usize, T)>;

/// What a file or a request holds.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each is what its kind says")]
pub enum Batch {
    SizeTables(Numbered<SizeTableInput>),
    Products(Numbered<ProductInput>),
    Promotions(Numbered<PromotionInput>),
    Buyers(Numbered<BuyerInput>),
    Orders(Numbered<OrderInput>),
    Shipments(Numbered<ShipmentInput>),
    Returns(Numbered<ReturnInput>),
    Articles(Numbered<ArticleInput>),
    Snippets(Numbered<SnippetRow>),
    Policies(Numbered<PolicyInput>),
    PlatformNumbers(Numbered<PlatformNumberInput>),
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// As a spreadsheet counts rows; in JSON, the place in the list from one.
    pub row: usize,
    /// What is wrong, and in which field.
    pub refusal: Refusal,
}

/// What came of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// New.
    pub added: usize,
    /// Known, and different now.
    pub updated: usize,
    /// Known, and the same.
    pub unchanged: usize,
    /// What is wrong; if there is anything, nothing was stored.
    pub problems: Vec<RowProblem>,
    /// How much is wrong, when it is more than is named.
    pub problems_total: usize,
}

impl Report {
    fn wrong(&mut self, row: usize, refusal: Refusal) {
        self.problems_total += 1;
        if self.problems.len() < NAMED {
            self.problems.push(RowProblem { row, refusal });
        }
    }

    fn count(&mut self, change: Change) {
        match change {
            Change::Added => self.added += 1,
            Change::Updated => self.updated += 1,
            Change::Unchanged => self.unchanged += 1,
        }
    }
}

/// What reading a file needs to know of the shop.
#[derive(Debug, Clone)]
pub struct Custom {
    /// Times without a zone are in this one.
    pub zone: TimeZone,
    /// Money is in this currency.
    pub currency: String,
}

impl Custom {
    /// Of this shop.
    pub fn of(shop: &Shop) -> Self {
        Self { zone: shop.zone(), currency: shop.currency.clone() }
    }

    /// An amount in minor units, as people write it.
    fn money(&self, text: &str) -> Option<i64> {
        desk::money::parse(text.trim(), &self.currency)
    }
}

/// Reads a file. What is wrong with its rows is in the report; what is wrong with the file as a whole is a refusal.
pub fn read(kind: ImportKind, bytes: &[u8], custom: &Custom) -> Result<Result<Batch, Report>, Refusal> {
    let table = crate::sheet::read(bytes)?;
    let mut problems = rows::Problems::default();
    let batch = match kind {
        ImportKind::SizeTables => Batch::SizeTables(size_tables::read(&table, &mut problems)?),
        ImportKind::Products => Batch::Products(products::read(&table, custom, &mut problems)?),
        ImportKind::Promotions => Batch::Promotions(promotions::read(&table, custom, &mut problems)?),
        ImportKind::Buyers => Batch::Buyers(buyers::read(&table, custom, &mut problems)?),
        ImportKind::Orders => Batch::Orders(orders::read(&table, custom, &mut problems)?),
        ImportKind::Shipments => Batch::Shipments(shipments::read(&table, custom, &mut problems)?),
        ImportKind::Returns => Batch::Returns(returns::read(&table, custom, &mut problems)?),
        ImportKind::Articles => Batch::Articles(articles::read(&table, custom, &mut problems)?),
        ImportKind::Snippets => Batch::Snippets(snippets::read(&table, &mut problems)?),
        ImportKind::Policies => Batch::Policies(policies::read(&table, custom, &mut problems)?),
        ImportKind::PlatformNumbers => Batch::PlatformNumbers(platform_numbers::read(&table, &mut problems)?),
    };
    if problems.0.is_empty() {
        return Ok(Ok(batch));
    }
    let mut report = Report::default();
    for RowProblem { row, refusal } in problems.0 {
        report.wrong(row, refusal);
    }
    Ok(Err(report))
}

/// Takes the batch in, within the transaction of `ctx`. The caller must undo the transaction if the report names a
/// problem, or if this was only to try. By what `origin` it was told is noted with each thing, also where nothing changed.
pub fn take_in(ctx: &mut Ctx<'_, '_>, shop: &Shop, batch: &Batch, origin: Origin) -> Result<Report, Error> {
    let mut report = Report::default();
    let mut buyers: Vec<BuyerId> = Vec::new();
    match batch {
        Batch::SizeTables(all) => {
            each(&mut report, all, |table| catalog::upsert_size_table(ctx, shop.id, table))?;
        }
        Batch::Products(all) => each(&mut report, all, |product| catalog::upsert(ctx, shop.id, product))?,
        Batch::Promotions(all) => {
            let sold = Sold::by(ctx, shop.id)?;
            each(&mut report, all, |promotion| {
                sold.must_include("scope", &promotion.scope)?;
                catalog::upsert_promotion(ctx, shop.id, promotion)
            })?;
        }
        Batch::Buyers(all) => each(&mut report, all, |input| {
            let (change, buyer) = order::upsert_buyer(ctx, shop.id, input)?;
            buyers.push(buyer);
            Ok(change)
        })?,
        Batch::Orders(all) => each(&mut report, all, |input| {
            let (change, buyer) = order::upsert(ctx, shop.id, input)?;
            buyers.push(buyer);
            Ok(change)
        })?,
        Batch::Shipments(all) => each(&mut report, all, |input| {
            let (change, buyer) = order::upsert_shipment(ctx, shop.id, input)?;
            buyers.push(buyer);
            Ok(change)
        })?,
        Batch::Returns(all) => each(&mut report, all, |input| {
            let (change, buyer) = order::upsert_return(ctx, shop.id, input)?;
            buyers.push(buyer);
            Ok(change)
        })?,
        Batch::Articles(all) => {
            let sold = Sold::by(ctx, shop.id)?;
            each(&mut report, all, |article| {
                sold.must_include("scope", &article.scope)?;
                knowledge::upsert(ctx, shop.id, shop.language, article)
            })?;
        }
        Batch::Snippets(all) => each(&mut report, all, |row| snippet::import::upsert(ctx, shop, row))?,
        Batch::Policies(all) => {
            let sold = Sold::by(ctx, shop.id)?;
            each(&mut report, all, |policy| {
                sold.must_include("scope", &policy.scope)?;
                sold.must_include("excluded", &policy.excluded)?;
                catalog::upsert_policy(ctx, shop.id, policy)
            })?;
        }
        Batch::PlatformNumbers(all) => {
            each(&mut report, all, |number| reconcile::told::upsert(ctx, shop.id, number))?;
        }
    }
    if !report.problems.is_empty() {
        return Ok(report);
    }
    note(ctx, shop, batch, origin)?;
    // Where the age of goods matters, hearing the same again is news.
    let fresh = matches!(batch, Batch::Products(_)) && shop.settings.bot.goods_fresh_hours > 0;
    if fresh || report.added + report.updated > 0 {
        match batch {
            Batch::SizeTables(_) | Batch::Products(_) | Batch::Promotions(_) | Batch::Policies(_) => {
                catalog::changed(ctx, shop.id)?;
            }
            Batch::Buyers(_) | Batch::Orders(_) | Batch::Shipments(_) | Batch::Returns(_) => {
                order::changed(ctx, shop.id, buyers)?;
            }
            Batch::Articles(_) => knowledge::changed(ctx, shop.id)?,
            Batch::Snippets(_) => snippet::import::changed(ctx, shop.id)?,
            // What a platform says changes nothing of what is known here.
            Batch::PlatformNumbers(_) => {}
        }
    }
    Ok(report)
}

/// Notes who told of what now.
fn note(ctx: &mut Ctx<'_, '_>, shop: &Shop, batch: &Batch, origin: Origin) -> Result<(), Error> {
    fn ids<T: Known>(all: &Numbered<T>) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(all.iter().map(|(_, input)| input.name()))
    }
    let (topic, ids) = match batch {
        Batch::SizeTables(all) => (Topic::SizeTable, ids(all)),
        Batch::Products(all) => (Topic::Product, ids(all)),
        Batch::Promotions(all) => (Topic::Promotion, ids(all)),
        Batch::Policies(all) => (Topic::Policy, ids(all)),
        Batch::Orders(all) => (Topic::Order, ids(all)),
        Batch::Shipments(all) => (Topic::Order, {
            let orders = all.iter().map(|(_, parcel)| parcel.order_id.as_str());
            Box::new(orders) as Box<dyn Iterator<Item = &str>>
        }),
        Batch::Returns(all) => (Topic::Order, {
            let orders = all.iter().map(|(_, returned)| returned.order_id.as_str());
            Box::new(orders) as Box<dyn Iterator<Item = &str>>
        }),
        Batch::Buyers(_) | Batch::Articles(_) | Batch::Snippets(_) | Batch::PlatformNumbers(_) => {
            return Ok(());
        }
    };
    told::note(ctx, shop.id, (topic, origin), ids)
}

/// Something with an id of the shop's own.
trait Known {
    /// The field that holds it.
    const FIELD: &'static str;

    /// The id.
    fn name(&self) -> &str;

    /// What no two of one file have in common.
    fn key(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.name())
    }
}

macro_rules! known {
    ($($input:ident by $field:ident),+ $(,)?) => {$(
        impl Known for $input {
            const FIELD: &'static str = stringify!($field);

            fn name(&self) -> &str {
                &self.$field
            }
        }
    )+};
}

known! {
    SizeTableInput by size_table_id,
    ProductInput by product_id,
    PromotionInput by promotion_id,
    BuyerInput by buyer_id,
    OrderInput by order_id,
    ShipmentInput by shipment_id,
    ReturnInput by return_id,
    ArticleInput by article_id,
    SnippetRow by title,
    PolicyInput by policy_id,
}

impl Known for PlatformNumberInput {
    const FIELD: &'static str = "day";

    fn name(&self) -> &str {
        &self.metric
    }

    fn key(&self) -> Cow<'_, str> {
        Cow::Owned(format!("{} {}", self.metric, self.day))
    }
}

/// Takes each in; a refusal is the row's, anything else ends the import. An id that comes again is refused: which of the
/// two is meant, nobody can know.
fn each<T: Known>(
    report: &mut Report,
    all: &Numbered<T>,
    mut take: impl FnMut(&T) -> Result<Change, Error>,
) -> Result<(), Error> {
    let mut seen = HashSet::with_capacity(all.len());
    for (row, input) in all {
        let key = input.key();
        if !seen.insert(key.clone()) {
            report.wrong(*row, Refusal::invalid(T::FIELD, "twice_in_file").with("id", key));
            continue;
        }
        match take(input) {
            Ok(change) => report.count(change),
            Err(Error::Refused(refusal)) => report.wrong(*row, *refusal),
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shanghai() -> Custom {
        let zone = TimeZone::get("Asia/Shanghai").expect("known");
        Custom { zone, currency: "CNY".to_owned() }
    }

    /// What a file holds; for the tests of each kind.
    pub(super) fn good(kind: ImportKind, text: &str) -> Batch {
        read(kind, text.as_bytes(), &shanghai()).expect("a table").expect("good rows")
    }

    /// What is wrong with a file: row, field, code.
    pub(super) fn wrong(kind: ImportKind, text: &str) -> Vec<(usize, String, &'static str)> {
        let report = read(kind, text.as_bytes(), &shanghai()).expect("a table").expect_err("bad rows");
        let named = |p: &RowProblem| {
            (p.row, p.refusal.field.clone().unwrap_or_default().into_owned(), p.refusal.code)
        };
        report.problems.iter().map(named).collect()
    }

    #[test]
    fn columns_are_refused_by_name() {
        let refused = |text: &str| {
            let refusal = read(ImportKind::Products, text.as_bytes(), &shanghai()).expect_err("refused");
            (refusal.code, refusal.details[0].1.clone())
        };
        assert_eq!(refused("product_id,title,sku_id\n"), ("missing_column", "price".to_owned()));
        assert_eq!(refused("product_id,sku_id,price,colour\n"), ("unknown_column", "colour".to_owned()));
        assert_eq!(refused("product_id,sku_id,price,价格\n"), ("twice_in_file", "价格".to_owned()));
    }

    #[test]
    fn no_more_problems_are_named_than_anybody_reads() {
        let rows = "A1,,x\n".repeat(NAMED + 50);
        let text = format!("article_id,question,answer\n{rows}");
        let report =
            read(ImportKind::Articles, text.as_bytes(), &shanghai()).expect("a table").expect_err("bad rows");
        assert_eq!((report.problems.len(), report.problems_total), (NAMED, NAMED + 50));
    }
}
