//! The demo sellers' articles and goods, read from their sheets: as much of them as finding needs.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

use db::Time;
use desk::catalog::promotion::Reach;
use desk::catalog::shelf::Shelf as Catalog;
use desk::catalog::{Product, ProductInput};
use desk::knowledge::embedding::Embeddings;
use desk::knowledge::shelf::Shelf;
use desk::knowledge::{Article, ArticleInput, Audience};
use desk::shop::Lang;
use language::Language;
use uuid::Uuid;

/// What a seller knows and sells.
pub(crate) struct Seller {
    pub(crate) articles: Vec<Article>,
    pub(crate) catalog: Catalog,
}

impl Seller {
    /// Reads the sheets in a folder; articles that do not hold now are left out.
    pub(crate) fn read(folder: &Path, language: Lang) -> Result<Self, Box<dyn Error>> {
        let articles = rows(&folder.join("articles.csv"))?;
        let articles = articles.iter().filter(|row| holds(row)).map(|row| article(row, language)).collect();
        let products = rows(&folder.join("products.csv"))?;
        let products = products.iter().filter(|row| !row["title"].is_empty()).map(product).collect();
        Ok(Self { articles, catalog: Catalog::new(products, Vec::new(), Vec::new()) })
    }

    /// What it knows, arranged to be found.
    pub(crate) fn shelf(&self, language: &Language) -> Shelf {
        Shelf::new(language, self.articles.clone(), Embeddings::fresh(language, &self.articles))
    }
}

type Row = HashMap<String, String>;

fn rows(path: &Path) -> Result<Vec<Row>, Box<dyn Error>> {
    Ok(csv::Reader::from_path(path)?.deserialize().collect::<Result<_, _>>()?)
}

/// Dates in the sheets count from today: `@+3d`, `@-3d`.
fn holds(row: &Row) -> bool {
    !row["valid_from"].starts_with("@+") && !row["valid_until"].starts_with("@-")
}

fn article(row: &Row, language: Lang) -> Article {
    let facts = ArticleInput {
        similar: list(&row["similar"]),
        category: row["category"].clone(),
        scope: row["scope"].split('|').filter_map(Reach::parse).collect(),
        audience: if row["audience"] == "agent" { Audience::Agent } else { Audience::All },
        ..ArticleInput::new(&row["article_id"], &row["question"], &row["answer"])
    };
    Article::loose(language, facts)
}

fn product(row: &Row) -> Product {
    let facts = ProductInput {
        product_id: row["product_id"].clone(),
        title: row["title"].clone(),
        category: row["category"].clone(),
        aliases: list(&row["aliases"]),
        on_sale: true,
        ..ProductInput::default()
    };
    let (id, shop) = (Uuid::nil().into(), Uuid::nil().into());
    Product { id, shop, facts, skus: Vec::new(), updated_at: Time::default() }
}

fn list(cell: &str) -> Vec<String> {
    cell.split('|').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
