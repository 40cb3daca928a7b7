//! Six hundred orders with their parcels, in every situation, made up from the shop's own goods.

use std::time::Duration;

use db::Time;
use desk::catalog::ProductInput;
use desk::catalog::promotion::PromotionInput;
use desk::order::{LineInput, OrderInput, OrderStatus, ShipmentInput};
use desk::shop::Lang;
use jiff::tz::TimeZone;

use super::buyers::{self, Person};
use super::calendar::{local, moment, within_hours};
use super::case::{self, CAST, Case, TALKERS};
use super::draw::Draw;
use super::parcels;
use super::seller::Seller;
use super::till::{self, Good, Level, Payer};
use super::way::{self, Route, hours};

/// What the shop sells, as its files say.
pub(super) struct Goods {
    pub(super) products: Vec<ProductInput>,
    pub(super) promotions: Vec<PromotionInput>,
}

/// Orders and their parcels, to be imported.
pub(super) struct Book {
    pub(super) orders: Vec<OrderInput>,
    pub(super) shipments: Vec<ShipmentInput>,
}

/// What all orders of a shop are made up from.
pub(super) struct World<'a> {
    pub(super) seller: &'a Seller,
    pub(super) goods: &'a Goods,
    pub(super) routes: Vec<Route>,
    pub(super) zone: TimeZone,
    pub(super) now: Time,
}

/// An order before it has a number and a price.
pub(super) struct Sketch<'a> {
    pub(super) buyer: usize,
    pub(super) case: Case,
    pub(super) lines: Vec<Chosen<'a>>,
    pub(super) placed_at: Time,
    pub(super) paid_at: Option<Time>,
    pub(super) ship_by: Option<Time>,
    pub(super) parcels: Vec<ShipmentInput>,
}

/// So many pieces of one SKU.
pub(super) struct Chosen<'a> {
    pub(super) product: &'a ProductInput,
    pub(super) sku: usize,
    pub(super) quantity: i64,
}

/// Makes up the shop's orders. The same day gives the same orders.
pub(super) fn write(seller: &Seller, goods: &Goods, zone: TimeZone, now: Time) -> anyhow::Result<Book> {
    let people = buyers::of(seller)?;
    let world = World { seller, goods, routes: way::routes(seller.files.routes)?, zone, now };
    let mut draw = Draw::seeded(u64::from(seller.prefix.as_bytes()[0]) * 2027);
    let mut sketches: Vec<Sketch<'_>> = allotted(seller, &mut draw)
        .into_iter()
        .map(|(buyer, case, wanted)| world.sketch(&people[buyer], (buyer, case), wanted, &mut draw))
        .collect();
    sketches.sort_by_key(|sketch| (sketch.placed_at, sketch.buyer));
    Ok(world.priced(&people, sketches, &mut draw))
}

/// Who places which kind of order, and what for if that is settled.
fn allotted(seller: &Seller, draw: &mut Draw) -> Vec<(usize, Case, Option<&'static str>)> {
    let language = usize::from(seller.language == Lang::En);
    let mut all: Vec<(usize, Case, Option<&'static str>)> = CAST
        .iter()
        .chain(&TALKERS)
        .enumerate()
        .map(|(buyer, (case, wanted))| (buyer, *case, Some(wanted[language])))
        .collect();
    let settled = all.len();
    let mut cases = case::of_the_others(seller.orders);
    draw.shuffle(&mut cases);
    for (index, case) in cases.into_iter().enumerate() {
        let free = seller.buyers - settled;
        let buyer = match (index < free, case) {
            // Everybody buys something.
            (true, _) => settled + index,
            // Some come often, and a few very often.
            (false, Case::Completed) => often(seller.buyers, draw),
            (false, _) => settled + draw.below(free).min(draw.below(free)),
        };
        all.push((buyer, case, None));
    }
    all
}

/// A place below `count`, the first ones much more often than the last.
fn often(count: usize, draw: &mut Draw) -> usize {
    let (far, near) = (draw.below(count) + 1, draw.below(count) + 1);
    draw.below((far * near).div_ceil(count))
}

impl<'a> World<'a> {
    fn sketch(
        &self,
        person: &Person,
        (buyer, case): (usize, Case),
        wanted: Option<&str>,
        draw: &mut Draw,
    ) -> Sketch<'a> {
        let lines = self.chosen(person, case, wanted, draw);
        let within = lines.iter().filter_map(|line| line.product.ships_within_hours).max().unwrap_or(48);
        let mut sketch = Sketch {
            buyer,
            case,
            lines,
            placed_at: self.now,
            paid_at: None,
            ship_by: None,
            parcels: Vec::new(),
        };
        let ago = |time: Duration| self.now - time;
        let paid_at = match case {
            Case::Unpaid => {
                sketch.placed_at = ago(draw.minutes(2, 12));
                None
            }
            Case::Cancelled => {
                sketch.placed_at = ago(draw.minutes(2 * 1440, 60 * 1440));
                None
            }
            Case::InTime | Case::Refunding => Some(ago(draw.minutes(30, 8 * 60))),
            Case::Late => Some(ago(hours(within) + draw.minutes(5 * 60, 30 * 60))),
            Case::Presale => Some(ago(draw.minutes(5 * 60, 6 * 1440))),
            _ => {
                sketch.parcels = parcels::of(self, person, &sketch, draw);
                let shipped =
                    sketch.parcels.iter().filter_map(|parcel| parcel.shipped_at).min().unwrap_or(self.now);
                Some(shipped - draw.minutes(3 * 60, (within - 4) * 60))
            }
        };
        if let Some(paid_at) = paid_at {
            sketch.paid_at = Some(paid_at);
            sketch.placed_at = paid_at - draw.minutes(1, 20);
            sketch.ship_by = Some(self.ship_by(&sketch.lines, paid_at + hours(within)));
        }
        sketch
    }

    /// A presale item ships on its day; anything else within its hours.
    fn ship_by(&self, lines: &[Chosen<'_>], otherwise: Time) -> Time {
        let day = lines.iter().filter_map(|line| line.product.presale_ships_on).max();
        day.map_or(otherwise, |day| moment(day.at(23, 59, 0, 0), &self.zone))
    }

    fn chosen(&self, person: &Person, case: Case, wanted: Option<&str>, draw: &mut Draw) -> Vec<Chosen<'a>> {
        let presale = case == Case::Presale;
        let sold = |product: &&ProductInput| {
            product.presale_ships_on.is_some() == presale && goes_to(product, &person.city)
        };
        let offered: Vec<&'a ProductInput> = self.goods.products.iter().filter(sold).collect();
        let mut products: Vec<&'a ProductInput> = Vec::new();
        products.extend(
            wanted.and_then(|part| self.goods.products.iter().find(|p| p.product_id.ends_with(part))),
        );
        let count = match (wanted.is_some() || presale, draw.between(1, 10)) {
            (true, _) | (false, 1..=5) => 1,
            (false, 6..=8) => 2,
            _ => 3,
        };
        while products.len() < count {
            let product = *draw.pick(&offered);
            if !products.iter().any(|other| other.product_id == product.product_id) {
                products.push(product);
            }
        }
        products.into_iter().map(|product| some_of(product, draw)).collect()
    }

    /// Gives numbers and prices, in the order in which the orders were placed.
    fn priced(&self, people: &[Person], sketches: Vec<Sketch<'_>>, draw: &mut Draw) -> Book {
        let mut spent = vec![0_i64; people.len()];
        let mut paid_before = vec![false; people.len()];
        let mut book = Book { orders: Vec::new(), shipments: Vec::new() };
        let mut owners = Vec::new();
        for (index, sketch) in (0_i64..).zip(sketches) {
            let buyer = sketch.buyer;
            let number = self.number(index, sketch.placed_at, draw);
            let level = Level::of(self.seller, spent[buyer], buyer);
            let payer = Payer {
                paid_at: sketch.paid_at.unwrap_or(sketch.placed_at),
                city: &people[buyer].city,
                level,
                first: !paid_before[buyer],
                coupon: draw.chance(70),
            };
            let total = self.total(&sketch, &payer);
            paid_before[buyer] |= sketch.paid_at.is_some();
            if matches!(sketch.case, Case::Received | Case::Completed) {
                spent[buyer] += total;
            }
            book.shipments.extend((1..).zip(sketch.parcels.iter()).map(|(n, parcel)| ShipmentInput {
                shipment_id: format!("{number}-{n}"),
                order_id: number.clone(),
                ..parcel.clone()
            }));
            owners.push(buyer);
            book.orders.push(order(number, &people[buyer], &sketch, total));
        }
        for (order, buyer) in book.orders.iter_mut().zip(owners) {
            order.level = Level::of(self.seller, spent[buyer], buyer).name(self.seller).map(str::to_owned);
        }
        book
    }

    fn total(&self, sketch: &Sketch<'_>, payer: &Payer<'_>) -> i64 {
        let goods: Vec<Good<'_>> = sketch
            .lines
            .iter()
            .map(|line| Good {
                product: line.product,
                amount: line.product.skus[line.sku].price * line.quantity,
            })
            .collect();
        till::total(self.seller, &self.goods.promotions, &goods, payer)
    }

    /// Long enough in China to be told from a phone or a parcel number; short and spoken in America.
    fn number(&self, index: i64, placed_at: Time, draw: &mut Draw) -> String {
        match self.seller.language {
            Lang::Zh => {
                let day = local(placed_at, &self.zone).date().to_string().replace('-', "");
                format!("{day}{:08}", 10_000_000 + index * 7_919_317 % 90_000_000)
            }
            Lang::En => format!("HP{}", 482_000 + index * 11 + draw.between(0, 10)),
        }
    }
}

/// Snacks stay in the country; appliances go as far as the mains have 120 V.
fn goes_to(product: &ProductInput, city: &str) -> bool {
    match city {
        "Toronto, ON" => product.category != "Snacks",
        "London, UK" | "Berlin, Germany" => !matches!(product.category.as_str(), "Snacks" | "Appliances"),
        _ => true,
    }
}

fn some_of<'a>(product: &'a ProductInput, draw: &mut Draw) -> Chosen<'a> {
    let in_stock: Vec<usize> = (0..product.skus.len())
        .filter(|index| product.skus[*index].stock.is_none_or(|stock| stock > 0))
        .collect();
    let sku = if in_stock.is_empty() { 0 } else { *draw.pick(&in_stock) };
    let cheap = product.skus[sku].price < 6000;
    Chosen { product, sku, quantity: if cheap && draw.chance(35) { draw.between(2, 3) } else { 1 } }
}

fn order(number: String, person: &Person, sketch: &Sketch<'_>, total: i64) -> OrderInput {
    OrderInput {
        order_id: number,
        buyer_id: person.id.clone(),
        buyer_name: Some(person.name.clone()),
        phone: Some(person.phone.clone()),
        email: person.email.clone(),
        level: None,
        status: status(sketch.case),
        placed_at: sketch.placed_at,
        paid_at: sketch.paid_at,
        ship_by: sketch.ship_by,
        total: Some(total),
        receiver_phone: None,
        city: Some(person.city.clone()),
        address: None,
        payments: Vec::new(),
        methods: Vec::new(),
        gift_note: None,
        cancel_reason: None,
        lines_changed: false,
        changed_at: None,
        lines: sketch
            .lines
            .iter()
            .map(|line| LineInput {
                sku_id: line.product.skus[line.sku].sku_id.clone(),
                product_title: None,
                quantity: line.quantity,
                unit_price: None,
            })
            .collect(),
    }
}

fn status(case: Case) -> OrderStatus {
    match case {
        Case::Unpaid => OrderStatus::Unpaid,
        Case::InTime | Case::Late | Case::Presale => OrderStatus::Paid,
        Case::NoScan | Case::InTransit | Case::OutForDelivery | Case::Stuck | Case::Lost | Case::Returned => {
            OrderStatus::Shipped
        }
        Case::Received | Case::LeftSomewhere => OrderStatus::Received,
        Case::Completed => OrderStatus::Completed,
        Case::Cancelled => OrderStatus::Cancelled,
        Case::Refunding => OrderStatus::Refunding,
        Case::Refunded => OrderStatus::Refunded,
    }
}

/// The latest moment in the day before `time`, for what people do by day.
pub(super) fn by_day(time: Time, zone: &TimeZone) -> Time {
    within_hours(time, zone, (10, 20))
}
