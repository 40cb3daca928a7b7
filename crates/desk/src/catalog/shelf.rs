//! A shop's goods in memory: to know which of them a text names, and to read their facts without asking the database.

use std::collections::{BTreeMap, HashMap};

use language::normalize::fold;

use db::Time;

use super::basket::Postage;
use super::policy::{Policy, PolicyKind, holding};
use super::told::{Told, Topic};
use super::{Product, Promotion, SizeTable};

/// A shop's goods, size tables and promotions.
#[derive(Debug, Default)]
pub struct Shelf {
    products: Vec<Product>,
    size_tables: BTreeMap<String, SizeTable>,
    promotions: Vec<Promotion>,
    policies: Vec<Policy>,
    tellings: HashMap<Topic, super::told::Tellings>,
    /// Folded names, and the products they may mean.
    names: HashMap<String, Vec<usize>>,
    longest_name: usize,
}

impl Shelf {
    /// Arranges what was read from the database.
    pub fn new(products: Vec<Product>, size_tables: Vec<SizeTable>, promotions: Vec<Promotion>) -> Self {
        let mut names: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, product) in products.iter().enumerate() {
            for name in names_of(product) {
                let meant = names.entry(name).or_default();
                if meant.last() != Some(&index) {
                    meant.push(index);
                }
            }
        }
        let longest_name = names.keys().map(|name| name.chars().count()).max().unwrap_or(0);
        let size_tables =
            size_tables.into_iter().map(|table| (table.facts.size_table_id.clone(), table)).collect();
        Self { products, size_tables, promotions, names, longest_name, ..Self::default() }
    }

    /// With the terms on which they are sold.
    pub fn with_policies(self, policies: Vec<Policy>) -> Self {
        Self { policies, ..self }
    }

    /// With when each was last told of.
    pub fn with_tellings(self, tellings: HashMap<Topic, super::told::Tellings>) -> Self {
        Self { tellings, ..self }
    }

    /// When this was last told of, by the shop's id; none when nobody noted it.
    pub fn told(&self, topic: Topic, id: &str) -> Option<Told> {
        self.tellings.get(&topic)?.get(id).copied()
    }

    /// Whether nothing is sold.
    pub fn is_empty(&self) -> bool {
        self.products.is_empty()
    }

    /// Everything that is or was sold.
    pub fn products(&self) -> &[Product] {
        &self.products
    }

    /// The product with this id in the shop.
    pub fn product(&self, id: &str) -> Option<&Product> {
        self.products.iter().find(|product| product.facts.product_id == id)
    }

    /// The size table with this id in the shop.
    pub fn size_table(&self, id: &str) -> Option<&SizeTable> {
        self.size_tables.get(id)
    }

    /// The size table of a product: its own, else that of its category.
    pub fn size_table_of(&self, product: &Product) -> Option<&SizeTable> {
        match product.facts.size_table.as_deref() {
            Some(own) => self.size_table(own),
            None => self.size_tables().find(|table| table.facts.categories.contains(&product.facts.category)),
        }
    }

    /// All size tables.
    pub fn size_tables(&self) -> impl Iterator<Item = &SizeTable> {
        self.size_tables.values()
    }

    /// All promotions: past, present and to come.
    pub fn promotions(&self) -> impl Iterator<Item = &Promotion> {
        self.promotions.iter()
    }

    /// The terms on which they are sold: past, present and to come.
    pub fn policies(&self) -> &[Policy] {
        &self.policies
    }

    /// What postage costs to this place at this moment, if the shop has said.
    pub fn postage(&self, place: Option<&str>, now: Time) -> Option<Postage> {
        holding(&self.policies, PolicyKind::Freight, (None, place), now)?.postage()
    }

    /// The products that `text` names. A longer name beats a shorter one it contains, and several different names in one
    /// text narrow each other down.
    pub fn mentioned(&self, text: &str) -> Vec<&Product> {
        let folded = fold(text);
        let found = self.names_in(&folded);
        let Some(longest) = found.iter().map(|name| name.chars().count()).max() else { return Vec::new() };
        let mut hits: BTreeMap<usize, usize> = BTreeMap::new();
        for name in &found {
            let length = name.chars().count();
            for index in self.names.get(*name).into_iter().flatten() {
                *hits.entry(*index).or_default() += length;
            }
        }
        let best = hits.values().copied().max().unwrap_or(longest);
        let mut meant: Vec<usize> =
            hits.into_iter().filter(|(_, score)| *score == best).map(|(index, _)| index).collect();
        // What can be bought is meant before what cannot.
        meant.sort_by_key(|index| !self.products[*index].facts.on_sale);
        meant.into_iter().map(|index| &self.products[index]).collect()
    }

    /// The known names that stand in a folded text, each only where no longer one covers it.
    fn names_in<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut found = Vec::new();
        let mut from = 0;
        while from + 1 < starts.len() {
            let furthest = (from + self.longest_name).min(starts.len() - 1);
            let name = (from + 1..=furthest).rev().map(|to| (to, &text[starts[from]..starts[to]])).find(
                |(to, name)| self.names.contains_key(*name) && stands_alone(text, starts[from], starts[*to]),
            );
            match name {
                Some((to, name)) => {
                    found.push(name);
                    from = to;
                }
                None => from += 1,
            }
        }
        found
    }
}

/// Latin words must not be parts of longer ones; Chinese has no such borders. A plural is the same word.
fn stands_alone(text: &str, from: usize, to: usize) -> bool {
    let latin = |c: char| c.is_ascii_alphanumeric();
    let before = text[..from].chars().next_back();
    let first = text[from..to].chars().next();
    let last = text[from..to].chars().next_back();
    let after = text[to..].strip_prefix("es").or_else(|| text[to..].strip_prefix('s')).unwrap_or(&text[to..]);
    let joined_left = before.is_some_and(latin) && first.is_some_and(latin);
    let joined_right = last.is_some_and(latin)
        && text[to..].chars().next().is_some_and(latin)
        && after.chars().next().is_some_and(latin);
    !joined_left && !joined_right
}

/// What a product is called: title, aliases, category, ids; and for titles of several words the shorter calls people
/// make of them.
fn names_of(product: &Product) -> Vec<String> {
    let facts = &product.facts;
    let mut names: Vec<String> = std::iter::once(&facts.title)
        .chain(&facts.aliases)
        .chain([&facts.category, &facts.product_id])
        .chain(facts.skus.iter().map(|sku| &sku.sku_id))
        .map(|name| fold(name).trim().to_owned())
        .filter(|name| name.chars().count() >= 2)
        .collect();
    let words: Vec<String> = fold(&facts.title).split_whitespace().map(str::to_owned).collect();
    for start in 1..words.len() {
        let tail = words[start..].join(" ");
        if tail.chars().count() >= 3 {
            names.push(tail);
        }
    }
    let plural: Vec<String> =
        names.iter().filter_map(|name| Some(name.strip_suffix('s')?.to_owned())).collect();
    names.extend(plural.into_iter().filter(|name| name.len() > 3 && name.is_ascii()));
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::ProductInput;

    fn product(id: &str, title: &str, category: &str, aliases: &[&str]) -> Product {
        let facts = ProductInput {
            product_id: id.into(),
            title: title.into(),
            category: category.into(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            on_sale: true,
            ..ProductInput::default()
        };
        let (id, shop) = (uuid::Uuid::nil().into(), uuid::Uuid::nil().into());
        Product { id, shop, facts, skus: vec![], updated_at: db::Time::default() }
    }

    fn shelf() -> Shelf {
        Shelf::new(
            vec![
                product("S1", "法式通勤衬衫", "衬衫", &["小白衫"]),
                product("S2", "泡泡纱衬衫", "衬衫", &["泡泡衬衫"]),
                product("K1", "玻璃电热水壶", "电热水壶", &["水壶", "烧水壶"]),
                product("E1", "Linen Shirt", "Shirts", &["linen button-up"]),
                product("E2", "Flannel Shirt", "Shirts", &[]),
            ],
            vec![],
            vec![],
        )
    }

    fn ids(text: &str) -> Vec<String> {
        shelf().mentioned(text).iter().map(|product| product.facts.product_id.clone()).collect()
    }

    #[test]
    fn a_category_means_all_of_it_and_a_name_one() {
        assert_eq!(ids("衬衫啥时候发货"), ["S1", "S2"]);
        assert_eq!(ids("那个小白衫呢"), ["S1"]);
        assert_eq!(ids("泡泡纱衬衫会透吗"), ["S2"]);
        assert_eq!(ids("水壶不通电"), ["K1"]);
        assert!(ids("什么时候发货").is_empty());
    }

    #[test]
    fn english_names_are_whole_words_in_singular_and_plural() {
        assert_eq!(ids("does the linen shirt shrink"), ["E1"]);
        assert_eq!(ids("which shirts are in stock?"), ["E1", "E2"]);
        assert_eq!(ids("is the shirt soft"), ["E1", "E2"]);
        assert!(ids("t-shirtless").is_empty());
    }

    #[test]
    fn an_id_names_its_product() {
        assert_eq!(ids("请问 k1 有货吗"), ["K1"]);
    }
}
