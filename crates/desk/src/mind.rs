//! What is kept in memory to think with: the local language model, and every shop's goods and knowledge.
//!
//! All of it can be rebuilt from the database at any time. The server refreshes a shop's part when a fact says that it
//! changed.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use language::Language;

use crate::catalog::told::{self, Tellings, Topic};
use crate::catalog::{self, shelf::Shelf as Catalog};
use crate::ctx::{Ctx, Store};
use crate::custom_intent::{self, CustomIntent, learned::Intents};
use crate::error::Result;
use crate::id::ShopId;
use crate::knowledge::{self, embedding::Embeddings, shelf::Shelf as Knowledge, version};
use crate::shop;

/// What is kept in memory to think with.
#[derive(Debug)]
pub struct Mind {
    /// What understands texts.
    pub language: Arc<Language>,
    shops: RwLock<HashMap<ShopId, Kept>>,
    /// How many readings have begun.
    begun: AtomicU64,
}

/// A shop's part, and which reading it is of.
#[derive(Debug)]
struct Kept {
    reading: u64,
    shelves: Arc<Shelves>,
}

/// One shop's part.
#[derive(Debug, Default)]
pub struct Shelves {
    /// What it sells.
    pub catalog: Catalog,
    /// What it knows.
    pub knowledge: Knowledge,
    /// What it calls intents of its own.
    pub intents: Arc<Intents>,
}

impl Mind {
    /// Knows language, and no shop yet.
    pub fn new(language: Arc<Language>) -> Self {
        Self { language, shops: RwLock::default(), begun: AtomicU64::new(0) }
    }

    /// A shop's part; empty for a shop that was not read yet.
    pub fn shelves(&self, shop: ShopId) -> Arc<Shelves> {
        let shops = self.shops.read().unwrap_or_else(PoisonError::into_inner);
        shops.get(&shop).map(|kept| Arc::clone(&kept.shelves)).unwrap_or_default()
    }

    /// Reads every shop. Texts that were not encoded before are encoded now, and kept.
    pub async fn refresh_all(&self, store: &Store) -> Result<()> {
        let shops = store.read(shop::list).await?;
        for shop in shops {
            self.refresh(store, shop.id).await?;
        }
        Ok(())
    }

    /// Reads one shop anew. Whoever thinks meanwhile goes on with what was known before.
    pub async fn refresh(&self, store: &Store, shop: ShopId) -> Result<()> {
        let reading = self.begun.fetch_add(1, Ordering::SeqCst);
        let read = store.read(move |ctx| Read::from(ctx, shop)).await?;
        let shelves = self.arrange(store, shop, read).await?;
        self.keep(shop, reading, shelves);
        Ok(())
    }

    /// Of two readings at once the one that began later stays, whichever is arranged first: it has seen all that the other
    /// has.
    fn keep(&self, shop: ShopId, reading: u64, shelves: Shelves) {
        let mut shops = self.shops.write().unwrap_or_else(PoisonError::into_inner);
        if shops.get(&shop).is_none_or(|kept| kept.reading < reading) {
            shops.insert(shop, Kept { reading, shelves: Arc::new(shelves) });
        }
    }

    /// A shop's part as it would be if every open draft were published. Nobody else thinks with it.
    pub async fn with_drafts(&self, store: &Store, shop: ShopId) -> Result<Arc<Shelves>> {
        let read = store
            .read(move |ctx| {
                let articles = version::with_drafts(ctx, shop)?;
                Ok(Read { articles, ..Read::from(ctx, shop)? })
            })
            .await?;
        self.arrange(store, shop, read).await.map(Arc::new)
    }

    async fn arrange(&self, store: &Store, shop: ShopId, read: Read) -> Result<Shelves> {
        let embeddings = Embeddings::of(store, &self.language, &read.articles).await?;
        let catalog = Catalog::new(read.products, read.size_tables, read.promotions)
            .with_policies(read.policies)
            .with_tellings(read.tellings);
        let intents = self.intents(shop, read.intents);
        let knowledge = Knowledge::new(&self.language, read.articles, embeddings);
        Ok(Shelves { catalog, knowledge, intents })
    }

    /// What was learned before, as long as nothing about the intents changed.
    fn intents(&self, shop: ShopId, known: Vec<CustomIntent>) -> Arc<Intents> {
        let before = &self.shelves(shop).intents;
        if before.knows(&known) {
            return Arc::clone(before);
        }
        Arc::new(Intents::learn(&self.language, known))
    }
}

struct Read {
    products: Vec<catalog::Product>,
    size_tables: Vec<catalog::SizeTable>,
    promotions: Vec<catalog::Promotion>,
    policies: Vec<catalog::Policy>,
    tellings: HashMap<Topic, Tellings>,
    articles: Vec<knowledge::Article>,
    intents: Vec<CustomIntent>,
}

impl Read {
    fn from(ctx: &mut Ctx<'_, '_>, shop: ShopId) -> Result<Self> {
        let mut tellings = HashMap::new();
        for topic in [Topic::Product, Topic::Promotion, Topic::Policy, Topic::SizeTable] {
            tellings.insert(topic, told::all(ctx, shop, topic)?);
        }
        Ok(Self {
            tellings,
            products: catalog::products(ctx, shop)?,
            size_tables: catalog::size_tables(ctx, shop)?,
            promotions: catalog::promotions(ctx, shop)?,
            policies: catalog::policies(ctx, shop)?,
            articles: knowledge::list(ctx, shop)?,
            intents: custom_intent::list(ctx, shop)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_older_reading_that_is_arranged_late_is_not_kept() {
        let mind =
            Mind::new(Arc::new(Language::load(Path::new("no model here")).expect("absence is no error")));
        let shop = ShopId::from(Uuid::nil());
        mind.keep(shop, 1, Shelves::default());
        let newer = mind.shelves(shop);
        mind.keep(shop, 0, Shelves::default());
        assert!(Arc::ptr_eq(&newer, &mind.shelves(shop)));
        mind.keep(shop, 2, Shelves::default());
        assert!(!Arc::ptr_eq(&newer, &mind.shelves(shop)));
    }
}
