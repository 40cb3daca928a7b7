//! The parcels of an order, and how far each has come.

use db::Time;
use desk::order::{ShipmentInput, ShipmentStatus, TrackingEvent};
use desk::shop::Lang;

use super::buyers::Person;
use super::case::Case;
use super::draw::Draw;
use super::orders::{Chosen, Sketch, World};
use super::way::{ARRIVED, AT_THE_DOOR, Route, UNDER_WAY, Walk, hours, tracking_number};

/// Where a parcel leaves from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Warehouse {
    /// 嘉兴: clothes, shoes, appliances; in America everything.
    Main,
    /// 合肥: food, tea, coffee.
    Food,
    /// Furniture travels in a box of its own.
    Large,
}

/// The parcels of this order, one for each warehouse its goods come from.
pub(super) fn of(
    world: &World<'_>,
    person: &Person,
    sketch: &Sketch<'_>,
    draw: &mut Draw,
) -> Vec<ShipmentInput> {
    let mut from: Vec<Warehouse> =
        sketch.lines.iter().map(|line| warehouse(line, world.seller.language)).collect();
    from.sort_unstable();
    from.dedup();
    // What is wrong is wrong with the first parcel; the second of an order that arrives later comes a little behind.
    let seen = seen(world, sketch.case, draw);
    from.into_iter().map(|warehouse| parcel(world, person, (sketch.case, warehouse), seen, draw)).collect()
}

fn warehouse(line: &Chosen<'_>, language: Lang) -> Warehouse {
    match (language, line.product.category.as_str()) {
        (Lang::Zh, "坚果" | "肉脯" | "饼干" | "糕点" | "茶" | "咖啡" | "礼盒" | "果干" | "冲饮") => {
            Warehouse::Food
        }
        (Lang::En, "Furniture") => Warehouse::Large,
        _ => Warehouse::Main,
    }
}

/// When the parcels were last scanned.
fn seen(world: &World<'_>, case: Case, draw: &mut Draw) -> Time {
    let return_days = world.seller.return_days;
    let minutes = match case {
        Case::NoScan => (60, 9 * 60),
        Case::InTransit => (40, 18 * 60),
        Case::OutForDelivery => (10, 4 * 60),
        Case::Stuck => (51 * 60, 110 * 60),
        Case::Lost => (6 * 1440, 9 * 1440),
        Case::Returned => (4 * 60, 30 * 60),
        Case::LeftSomewhere => (5 * 60, 26 * 60),
        Case::Received => (90, (return_days - 1) * 1440),
        Case::Refunded => ((return_days + 3) * 1440, 70 * 1440),
        _ => ((return_days + 10) * 1440, 290 * 1440),
    };
    world.now - draw.minutes(minutes.0, minutes.1)
}

fn parcel(
    world: &World<'_>,
    person: &Person,
    (case, from): (Case, Warehouse),
    seen: Time,
    draw: &mut Draw,
) -> ShipmentInput {
    let lang = world.seller.language;
    let route = route(world, person, from, draw);
    let (steps, status) = match case {
        Case::NoScan => (0, ShipmentStatus::Created),
        Case::InTransit => (1 + draw.below(UNDER_WAY), ShipmentStatus::InTransit),
        Case::OutForDelivery => (AT_THE_DOOR, ShipmentStatus::OutForDelivery),
        // Couriers seldom say so themselves.
        Case::Stuck if draw.chance(30) => (2 + draw.below(UNDER_WAY - 1), ShipmentStatus::Stuck),
        Case::Stuck => (2 + draw.below(UNDER_WAY - 1), ShipmentStatus::InTransit),
        Case::Lost => (2 + draw.below(UNDER_WAY - 1), ShipmentStatus::Lost),
        Case::Returned => (AT_THE_DOOR, ShipmentStatus::Returned),
        _ => (ARRIVED, ShipmentStatus::Delivered),
    };
    let walk = Walk { route, lang, zone: &world.zone, days: days(lang, &person.city), steps, seen };
    let mut walked = walk.walked(draw);
    let delivered_at =
        (status == ShipmentStatus::Delivered).then(|| walked.events.last().map(|event| event.at)).flatten();
    ending(world, case, route, &mut walked.events, draw);
    ShipmentInput {
        shipment_id: String::new(),
        order_id: String::new(),
        carrier: route.carrier.clone(),
        tracking_number: tracking_number(&route.carrier, draw),
        status,
        shipped_at: Some(walked.shipped_at),
        delivered_at,
        eta: Some(walked.eta),
        events: walked.events,
    }
}

/// What is peculiar about the last scan.
fn ending(world: &World<'_>, case: Case, route: &Route, events: &mut Vec<TrackingEvent>, draw: &mut Draw) {
    let say = |zh, en| world.seller.say(zh, en).to_owned();
    let Some(last) = events.last_mut() else { return };
    match case {
        Case::LeftSomewhere => {
            last.text = say("快件已签收，已放至小区驿站", "Delivered, left at front door");
        }
        Case::Returned => {
            last.text = say("收件人电话未接通，快件退回发件地", "Recipient not reached, returning to sender");
        }
        Case::Lost => {
            let text =
                say("快件查找无结果，已登记遗失", "Search closed without result, parcel declared lost");
            let at = world.now - draw.minutes(2 * 60, 20 * 60);
            events.push(TrackingEvent { at, place: route.hub2.clone(), text });
        }
        Case::Refunded => {
            let at = last.at + hours(2 * 24) + draw.minutes(60, 20 * 60);
            let text = say("退货已寄回仓库签收", "Return received at the warehouse");
            events.push(TrackingEvent { at, place: route.origin.clone(), text });
        }
        _ => {}
    }
}

/// A route to where the buyer lives, the dearer courier now and then.
fn route<'w>(world: &'w World<'_>, person: &Person, from: Warehouse, draw: &mut Draw) -> &'w Route {
    let origin = match from {
        Warehouse::Food => "合肥",
        Warehouse::Main | Warehouse::Large => world.seller.say("嘉兴", "Portland, ME"),
    };
    let fitting = |exactly: bool| -> Vec<&Route> {
        let there = world.routes.iter().filter(|route| route.destination == person.city);
        there.filter(|route| !exactly || route.origin == origin).collect()
    };
    let mut routes = fitting(true);
    if routes.is_empty() {
        routes = fitting(false);
    }
    match routes.as_slice() {
        [_, dearer, ..] if draw.chance(15) => dearer,
        [usual, ..] => usual,
        [] => &world.routes[0],
    }
}

/// Days on the way, at least and at most, as the articles on shipping say.
fn days(lang: Lang, city: &str) -> (i64, i64) {
    match (lang, city) {
        (Lang::Zh, "上海" | "南京" | "杭州") => (1, 2),
        (Lang::Zh, "沈阳" | "西安") => (3, 5),
        (Lang::Zh, "乌鲁木齐" | "呼和浩特") => (5, 9),
        (Lang::Zh, _) => (2, 4),
        (Lang::En, "Anchorage, AK") => (7, 10),
        (Lang::En, "Toronto, ON" | "London, UK" | "Berlin, Germany") => (8, 14),
        (Lang::En, _) => (3, 5),
    }
}
