//! The way of a parcel: from the warehouse over two hubs to the buyer's door, with the times a courier would write.

use std::time::Duration;

use anyhow::Context as _;
use db::Time;
use desk::order::TrackingEvent;
use desk::shop::Lang;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::calendar::{days_after, local, moment, within_hours};
use super::draw::Draw;

/// Between which places a courier carries parcels.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Route {
    pub(super) carrier: String,
    pub(super) origin: String,
    pub(super) hub1: String,
    pub(super) hub2: String,
    pub(super) destination: String,
}

/// The routes of a file.
pub(super) fn routes(file: &str) -> anyhow::Result<Vec<Route>> {
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().context("the routes of the demo")
}

/// When each step is done, in thousandths of the whole time.
const STEPS: [u32; 8] = [20, 120, 200, 600, 700, 880, 940, 1000];
/// All but the last two steps: nothing has been brought to a door.
pub(super) const UNDER_WAY: usize = 5;
/// The parcel is with the person who brings it.
pub(super) const AT_THE_DOOR: usize = 7;
/// It was handed over.
pub(super) const ARRIVED: usize = 8;

/// How far a parcel has come.
pub(super) struct Walk<'a> {
    pub(super) route: &'a Route,
    pub(super) lang: Lang,
    pub(super) zone: &'a TimeZone,
    /// Days from door to door, at least and at most, as the shop tells its buyers.
    pub(super) days: (i64, i64),
    /// Steps that are done.
    pub(super) steps: usize,
    /// When the last of them was done, or shortly before.
    pub(super) seen: Time,
}

/// The way so far.
pub(super) struct Walked {
    pub(super) shipped_at: Time,
    pub(super) eta: Time,
    pub(super) events: Vec<TrackingEvent>,
}

impl Walk<'_> {
    /// Goes back from the last scan to the first.
    pub(super) fn walked(&self, draw: &mut Draw) -> Walked {
        let whole = draw.minutes(self.days.0 * 1440 - 300, self.days.1 * 1440 - 300);
        let last = self.steps.saturating_sub(1).min(STEPS.len() - 1);
        let mut events = Vec::new();
        let mut before = self.seen;
        for step in (0..self.steps).rev() {
            let planned = match step {
                // The last day has a rhythm of its own: sorted at night, brought out in the morning.
                5 | 6 if step < last => before - draw.minutes(60, 180),
                _ => self.seen - whole * (STEPS[last] - STEPS[step]) / 1000,
            };
            let at = if step == last || step == 0 {
                within_hours(planned.min(before), self.zone, hours_of(step))
            } else {
                planned.min(before)
            };
            before = at - draw.minutes(25, 90);
            let (place, text) = self.step(step);
            events.insert(0, TrackingEvent { at, place, text });
        }
        let shipped_at = events.first().map_or(self.seen, |first| first.at);
        Walked { shipped_at, eta: self.eta(shipped_at), events }
    }

    /// The last day the shop has told, in the evening. In America only working days count.
    fn eta(&self, shipped_at: Time) -> Time {
        let mut day = local(shipped_at, self.zone).date();
        let mut left = self.days.1;
        while left > 0 {
            day = days_after(day, 1);
            let at_rest = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            if self.lang == Lang::Zh || !at_rest {
                left -= 1;
            }
        }
        moment(day.at(20, 0, 0, 0), self.zone)
    }

    fn step(&self, step: usize) -> (String, String) {
        let Route { carrier, origin, hub1, hub2, destination } = self.route;
        let (place, zh, en) = match step {
            0 => (origin, "快件已揽收".to_owned(), format!("Picked up by {carrier}")),
            1 => (hub1, "快件已到达".to_owned(), "Arrived at facility".to_owned()),
            2 => (hub1, format!("快件已发往{hub2}"), format!("Departed for {hub2}")),
            3 => (hub2, "快件已到达".to_owned(), "Arrived at facility".to_owned()),
            4 => (hub2, format!("快件已发往{destination}"), format!("Departed for {destination}")),
            5 => (destination, "快件已到达派送网点".to_owned(), "Arrived at local facility".to_owned()),
            6 => (destination, "快件正在派送，请保持电话畅通".to_owned(), "Out for delivery".to_owned()),
            _ => (destination, "快件已签收，签收人：本人".to_owned(), "Delivered to recipient".to_owned()),
        };
        (place.clone(), if self.lang == Lang::Zh { zh } else { en })
    }
}

/// The hours in which a step is done: couriers collect in the evening, bring out in the morning and deliver by day.
fn hours_of(step: usize) -> (i8, i8) {
    match step {
        0 => (15, 22),
        6 => (7, 12),
        7 => (9, 20),
        _ => (0, 24),
    }
}

/// So many hours.
pub(super) fn hours(count: i64) -> Duration {
    Duration::from_secs(u64::try_from(count).unwrap_or(0) * 3600)
}

/// A number as this courier writes it.
pub(super) fn tracking_number(carrier: &str, draw: &mut Draw) -> String {
    match carrier {
        "中通快递" => format!("78{}", draw.digits(12)),
        "圆通速递" => format!("YT{}", draw.digits(13)),
        "韵达快递" => format!("43{}", draw.digits(13)),
        "极兔速递" => format!("JT{}", draw.digits(13)),
        "顺丰速运" => format!("SF{}", draw.digits(13)),
        "邮政EMS" => postal("EC", "CN", &draw.digits(8)),
        "UPS" => format!("1Z{}", draw.digits(16)),
        "USPS" => format!("94{}", draw.digits(20)),
        "FedEx" => draw.digits(12),
        _ => draw.digits(10),
    }
}

/// Universal Postal Union S10: two letters, eight digits, a check digit, the country.
fn postal(service: &str, country: &str, digits: &str) -> String {
    let sum: u32 =
        digits.bytes().map(|b| u32::from(b - b'0')).zip([8, 6, 4, 2, 3, 5, 9, 7]).map(|(a, b)| a * b).sum();
    let check = match 11 - sum % 11 {
        10 => 0,
        11 => 5,
        other => other,
    };
    format!("{service}{digits}{check}{country}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scans_are_in_order_and_none_is_to_come() {
        let file = include_str!("../../demo/zh/routes.csv");
        let zone = TimeZone::get("Asia/Shanghai").expect("known");
        let mut draw = Draw::seeded(5);
        for hour in 0..24 {
            let now = moment(jiff::civil::date(2026, 11, 25).at(hour, 30, 0, 0), &zone);
            for route in routes(file).expect("routes") {
                for steps in 1..=ARRIVED {
                    let walk =
                        Walk { route: &route, lang: Lang::Zh, zone: &zone, days: (1, 2), steps, seen: now };
                    let walked = walk.walked(&mut draw);
                    assert_eq!(walked.events.len(), steps);
                    assert!(walked.events.windows(2).all(|pair| pair[0].at < pair[1].at));
                    assert!(walked.events.iter().all(|event| event.at <= now));
                    assert!(walked.eta > walked.shipped_at);
                }
            }
        }
    }

    #[test]
    fn postal_numbers_have_their_check_digit() {
        assert_eq!(postal("EC", "CN", "47312482"), "EC473124829CN");
    }
}
