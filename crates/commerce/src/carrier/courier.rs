//! Couriers as 快递100 names them.

use jiff::civil::DateTime;
use language::entities::{Courier, Value, entities};

/// The code of a courier that is named in a shop's words, when we know it.
pub fn code(name: &str) -> Option<&'static str> {
    // Nothing about a courier's name depends on the day.
    let found =
        entities(name, DateTime::constant(2026, 1, 1, 0, 0, 0, 0)).into_iter().find_map(
            |entity| match entity.value {
                Value::Courier(courier) => Some(courier),
                _ => None,
            },
        );
    found.and_then(of)
}

/// The code of a courier.
fn of(courier: Courier) -> Option<&'static str> {
    Some(match courier {
        Courier::SfExpress => "shunfeng",
        Courier::Yto => "yuantong",
        Courier::Zto => "zhongtong",
        Courier::Yunda => "yunda",
        Courier::Sto => "shentong",
        Courier::Jt => "jtexpress",
        Courier::JdLogistics => "jd",
        Courier::Ems => "ems",
        Courier::ChinaPost => "youzhengguonei",
        Courier::Deppon => "debangkuaidi",
        Courier::Best => "huitongkuaidi",
        Courier::Kuayue => "kuayue",
        Courier::Danniao | Courier::Cainiao => "danniao",
        Courier::YunExpress => "yuntu",
        Courier::Yanwen => "yanwen",
        Courier::FourPx => "disifang",
        Courier::Ups => "ups",
        Courier::Usps => "usps",
        Courier::FedEx => "fedex",
        Courier::Dhl => "dhl",
        Courier::Tnt => "tnt",
        Courier::RoyalMail => "royalmail",
        Courier::Evri => "hermes",
        Courier::Dpd => "dpd",
        Courier::Gls => "gls",
        Courier::CanadaPost => "canpost",
        Courier::AustraliaPost => "auspost",
        Courier::Aramex => "aramex",
        Courier::OnTrac => "ontrac",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn couriers_are_known_by_any_of_their_names() {
        for (name, known) in [
            ("顺丰", "shunfeng"),
            ("SF Express", "shunfeng"),
            ("中通快递", "zhongtong"),
            ("韵达", "yunda"),
            ("京东物流", "jd"),
            ("DHL", "dhl"),
        ] {
            assert_eq!(code(name), Some(known), "{name}");
        }
        assert_eq!(code("门口的大爷"), None);
    }
}
