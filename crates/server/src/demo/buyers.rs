//! Who buys: names from a file, and phones and addresses that belong to nobody.

use anyhow::Context as _;
use desk::shop::Lang;
use serde::Deserialize;

use super::draw::Draw;
use super::seller::Seller;

/// A buyer of the demo.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) city: String,
    pub(super) phone: String,
    pub(super) email: Option<String>,
}

#[derive(Deserialize)]
struct Line {
    name: String,
    city: String,
}

/// The shop's buyers, in order of their numbers.
pub(super) fn of(seller: &Seller) -> anyhow::Result<Vec<Person>> {
    let mut draw = Draw::seeded(17);
    let mut reader = csv::Reader::from_reader(seller.files.names.as_bytes());
    let mut people = Vec::with_capacity(seller.buyers);
    for (index, line) in reader.deserialize().take(seller.buyers).enumerate() {
        let Line { name, city } = line.context("the names of the demo")?;
        let number = index + 1;
        let phone = phone(seller.language, &city, number, &mut draw);
        let email = (seller.language == Lang::En).then(|| format!("buyer{number:03}@mail.example"));
        people.push(Person { id: seller.buyer_id(number), name, city, phone, email });
    }
    anyhow::ensure!(people.len() == seller.buyers, "the demo has too few names");
    Ok(people)
}

/// Numbers that nobody can have: the unassigned range 154 in China, 555-01xx in North America, and those that the
/// regulators of the United Kingdom (07700 900xxx) and Germany (030 23125xxx) keep for films.
fn phone(language: Lang, city: &str, number: usize, draw: &mut Draw) -> String {
    if language == Lang::Zh {
        return format!("154{}{:04}", draw.digits(4), (number * 4733 + 1009) % 10_000);
    }
    let area = match city {
        "London, UK" => return format!("+447700900{number:03}"),
        "Berlin, Germany" => return format!("+493023125{number:03}"),
        "New York, NY" => "212",
        "Boston, MA" => "617",
        "Chicago, IL" => "312",
        "Philadelphia, PA" => "215",
        "Atlanta, GA" => "404",
        "Miami, FL" => "305",
        "Dallas, TX" => "214",
        "Denver, CO" => "303",
        "Phoenix, AZ" => "602",
        "Los Angeles, CA" => "213",
        "Seattle, WA" => "206",
        "Anchorage, AK" => "907",
        "Toronto, ON" => "416",
        _ => "207",
    };
    format!("+1{area}55501{number:02}")
}
