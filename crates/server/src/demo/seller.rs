//! The two shops of the demo seller, and what differs between them.

use desk::shop::Lang;

/// A shop of the demo.
pub(super) struct Seller {
    /// Short name; the webchat inbox has the same, the API's ends in `-api`.
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    pub(super) language: Lang,
    pub(super) currency: &'static str,
    pub(super) time_zone: &'static str,
    /// When people answer: as the articles on contact say.
    pub(super) people_hours: (&'static str, &'static str),
    /// The token of the key for programs. Everybody knows it, as they know the demo's passwords.
    pub(super) api_key: &'static str,
    pub(super) files: Files,
    pub(super) buyers: usize,
    pub(super) orders: usize,
    /// Days after delivery in which goods can be sent back; an order is completed after them.
    pub(super) return_days: i64,
    /// What order numbers and buyers' ids begin with.
    pub(super) prefix: &'static str,
    /// Whether an order takes one discount only. Otherwise each of its goods does.
    pub(super) one_discount: bool,
    /// A coupon only for a buyer's first order.
    pub(super) first_order_code: &'static str,
}

/// What the shop sells and knows, as files to import.
pub(super) struct Files {
    pub(super) size_tables: &'static str,
    pub(super) products: &'static str,
    pub(super) promotions: &'static str,
    pub(super) articles: &'static str,
    pub(super) names: &'static str,
    pub(super) routes: &'static str,
}

macro_rules! files {
    ($folder:literal) => {
        Files {
            size_tables: include_str!(concat!("../../demo/", $folder, "/size_tables.csv")),
            products: include_str!(concat!("../../demo/", $folder, "/products.csv")),
            promotions: include_str!(concat!("../../demo/", $folder, "/promotions.csv")),
            articles: include_str!(concat!("../../demo/", $folder, "/articles.csv")),
            names: include_str!(concat!("../../demo/", $folder, "/names.csv")),
            routes: include_str!(concat!("../../demo/", $folder, "/routes.csv")),
        }
    };
}

/// Clothing, snacks and small appliances in China.
const QINGHE: Seller = Seller {
    key: "qinghe",
    name: "青禾巷",
    language: Lang::Zh,
    currency: "CNY",
    time_zone: "Asia/Shanghai",
    people_hours: ("09:00", "24:00"),
    api_key: "mhk_demo_qinghe",
    files: files!("zh"),
    buyers: 150,
    orders: 450,
    return_days: 7,
    prefix: "QH",
    one_discount: false,
    first_order_code: "XINREN10",
};

/// Clothing and things for the home in the United States.
const HARBOR: Seller = Seller {
    key: "harbor",
    name: "Harbor & Pine",
    language: Lang::En,
    currency: "USD",
    time_zone: "America/New_York",
    people_hours: ("08:00", "20:00"),
    api_key: "mhk_demo_harbor",
    files: files!("en"),
    buyers: 50,
    orders: 150,
    return_days: 30,
    prefix: "HP",
    one_discount: true,
    first_order_code: "WELCOME10",
};

/// Both.
pub(super) const SELLERS: [&Seller; 2] = [&QINGHE, &HARBOR];

impl Seller {
    /// The text in the shop's language.
    pub(super) fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.language {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// The public name of the inbox for programs.
    pub(super) fn api_inbox(&self) -> String {
        format!("{}-api", self.key)
    }

    /// The shop's id of its buyer with this number, from one.
    pub(super) fn buyer_id(&self, number: usize) -> String {
        format!("{}-B{number:03}", self.prefix)
    }
}
