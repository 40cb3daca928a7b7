//! Provinces, cities and countries.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::Value;
use super::finder::{Finder, pattern};

/// A place as far as postage and delivery care.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// ISO 3166-1 code. Hong Kong, Macau and Taiwan appear as provinces of `CN`, as on Chinese address forms.
    pub country: String,
    /// The province's short Chinese name: 广东. `None` abroad.
    pub province: Option<String>,
    /// The city's short Chinese name: 深圳. `None` when only a province or country was named, and for the four
    /// municipalities, which are provinces.
    pub city: Option<String>,
}

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::parse(include_str!("places.txt")));

/// Words before a name that is also a common word.
const TOWARDS: [&str; 14] =
    ["到", "发", "寄", "在", "去", "往", "送", "从", "至", "省", "地址", "地址:", "人在", "是"];
/// A name before one of these is a product or something else.
const NOT_A_PLACE: [&str; 17] = [
    "白药",
    "时间",
    "火锅",
    "玉",
    "茶",
    "石",
    "瓷",
    "陶",
    "火腿",
    "装",
    "料理",
    "方便面",
    "烤鸭",
    "豆腐",
    "路",
    "棉",
    "小面",
];

pub(super) fn names(finder: &mut Finder<'_>) {
    let gazetteer = &*GAZETTEER;
    finder.each(&gazetteer.any, |captures, finder| {
        let name = captures.get_match();
        let (place, doubtful) = gazetteer.places.get(name.as_str())?;
        if name.as_str().is_ascii() && !finder.stands_alone(&name.range()) {
            return None;
        }
        let meant = finder.follows(name.start(), &TOWARDS) || finder.precedes(name.end(), &["市"]);
        if *doubtful && !meant || finder.precedes(name.end(), &NOT_A_PLACE) {
            return None;
        }
        Some((name.range(), Value::Place(place.clone())))
    });
    // `US` is a pronoun unless it is shouted.
    finder.each(&UNITED_STATES, |captures, finder| {
        let name = captures.get(1)?;
        let place = Place { country: "US".into(), province: None, city: None };
        let meant = finder.written(name.range()) == "US" || name.start() > captures.get_match().start();
        (meant && finder.stands_alone(&name.range())).then_some((name.range(), Value::Place(place)))
    });
}

static UNITED_STATES: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:(?:to|in|from)\s+the\s+)?(us)\b"));

struct Gazetteer {
    any: Regex,
    /// By folded name: the place, and whether the name is also a common word.
    places: HashMap<String, (Place, bool)>,
}

impl Gazetteer {
    fn parse(list: &str) -> Self {
        let mut places: HashMap<String, (Place, bool)> = HashMap::new();
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            if let Some(alias) = line.strip_prefix("= ") {
                if let Some((name, of)) = alias.rsplit_once(' ')
                    && let Some(place) = places.get(of).cloned()
                {
                    places.insert(name.to_owned(), place);
                }
            } else if let Some(country) = line.strip_prefix("+ ") {
                let mut names = country.split(' ');
                let code = names.next().unwrap_or_default();
                for name in names {
                    let place = Place { country: code.to_owned(), province: None, city: None };
                    places.insert(name.replace('-', " "), (place, false));
                }
            } else if let Some((head, cities)) = line.split_once(" :")
                && let Some((code, region)) = head.split_once(' ')
            {
                let province = (code == "CN").then(|| region.to_owned());
                let place = |city: Option<&str>| Place {
                    country: code.to_owned(),
                    province: province.clone(),
                    city: city.map(str::to_owned),
                };
                places.insert(region.to_owned(), (place(None), false));
                for entry in split_cities(cities) {
                    let doubtful = entry.starts_with('!');
                    let entry = entry.trim_start_matches('!');
                    let (name, city) = entry.split_once(',').unwrap_or((entry, entry));
                    places.insert(name.to_owned(), (place(Some(city)), doubtful));
                }
            }
        }
        let mut names: Vec<String> = places.keys().map(|name| regex::escape(name)).collect();
        names.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
        Self { any: pattern(&names.join("|")), places }
    }
}

/// Cities are separated by spaces; an English name of two words goes on until its comma.
fn split_cities(cities: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in cities.split_whitespace() {
        match out.last_mut() {
            Some(last) if last.is_ascii() && !last.contains(',') => {
                last.push(' ');
                last.push_str(word);
            }
            _ => out.push(word.to_owned()),
        }
    }
    out
}
