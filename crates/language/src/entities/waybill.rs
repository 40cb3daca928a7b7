//! A parcel's number as somebody copied it: read out of whatever it stands in, and held against what its courier writes.

use jiff::civil::DateTime;

use super::codes::{is_postal, shape};
use super::couriers::Courier;
use super::{Value, entities};

/// What a text says about a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waybill {
    /// The number, without spaces, upper case.
    pub number: String,
    /// The courier, when the text or the number tells.
    pub courier: Option<Courier>,
}

/// The parcel in a text: a message from a courier, a line copied from somewhere, or nothing but the number.
pub fn waybill(text: &str) -> Option<Waybill> {
    let found = entities(text, DateTime::default());
    let named = found.iter().find_map(|entity| match entity.value {
        Value::Courier(courier) => Some(courier),
        _ => None,
    });
    let told = found.iter().find_map(|entity| match &entity.value {
        Value::Tracking { number, courier } => Some((number.clone(), *courier)),
        _ => None,
    });
    // A number alone may look like an order's or a phone's; on the way to a parcel it is the parcel's.
    let alone = || {
        let number = plain_number(text)?;
        Some((number.clone(), shape(&number.to_ascii_lowercase())))
    };
    // What a courier's letters or a word beside it do not tell, a courier's name in the text does.
    let beside = || {
        let number = found.iter().find_map(|entity| match &entity.value {
            Value::Order(number) => plain_number(number),
            _ => None,
        })?;
        named.map(|courier| (number, Some(courier)))
    };
    let (number, courier) = told.or_else(alone).or_else(beside)?;
    Some(Waybill { number, courier: courier.or(named) })
}

/// A parcel's number as it is stored: without spaces and hyphens, upper case; none when it cannot be one.
pub fn plain_number(text: &str) -> Option<String> {
    let number: String =
        text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase()).collect();
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let plain = number.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (plain && (8..=30).contains(&number.len()) && digits >= 6).then_some(number)
}

impl Courier {
    /// Whether this courier could have written this number. Where a courier's numbers are not known, any number fits that
    /// does not give another courier away by its letters.
    pub fn could_be(self, number: &str) -> bool {
        let code = number.to_ascii_lowercase();
        let digits = code.bytes().all(|byte| byte.is_ascii_digit());
        let n = code.len();
        if let Some(other) = shape(&code)
            && other.letters(&code)
        {
            return other == self || self.shares_numbers_with(other);
        }
        match self {
            Self::SfExpress => digits && matches!(n, 12 | 15),
            Self::Yto => digits && matches!(n, 10..=18),
            Self::Zto | Self::Sto => digits && matches!(n, 12..=15),
            Self::Yunda => digits && matches!(n, 13 | 15),
            Self::Ems | Self::ChinaPost => digits && n == 13 || is_postal(&code),
            Self::Deppon => digits && matches!(n, 8..=15),
            Self::Ups => digits && matches!(n, 9 | 12),
            Self::Usps => digits && matches!(n, 20..=30) || is_postal(&code),
            Self::FedEx => digits && matches!(n, 12 | 14 | 15 | 20 | 22),
            Self::Dhl => digits && matches!(n, 10 | 11 | 12 | 14 | 16 | 20),
            _ => true,
        }
    }

    /// Couriers that hand the same parcel on under one number.
    fn shares_numbers_with(self, other: Self) -> bool {
        let post = |courier| matches!(courier, Self::Ems | Self::ChinaPost);
        let home = |courier| matches!(courier, Self::Cainiao | Self::Danniao);
        post(self) && post(other) || home(self) && home(other) || post(other) && self.posts_abroad()
    }

    /// Whether it carries the last mile of parcels that another post numbered.
    fn posts_abroad(self) -> bool {
        matches!(self, Self::Usps | Self::RoyalMail | Self::CanadaPost | Self::AustraliaPost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Option<Courier>) {
        waybill(text).map(|found| (found.number, found.courier)).unwrap_or_default()
    }

    #[test]
    fn it_is_found_in_what_people_paste() {
        let sms = "【顺丰速运】您的快件SF1234567890123已由收件员揽收，请留意。";
        assert_eq!(read(sms), ("SF1234567890123".into(), Some(Courier::SfExpress)));
        assert_eq!(read("韵达快递 4312345678901"), ("4312345678901".into(), Some(Courier::Yunda)));
        assert_eq!(read("YT 1234 5678 90123"), ("YT1234567890123".into(), Some(Courier::Yto)));
        assert_eq!(
            read("UPS tracking number: 1Z999AA10123456784"),
            ("1Z999AA10123456784".into(), Some(Courier::Ups))
        );
        assert_eq!(read("78123456789012"), ("78123456789012".into(), Some(Courier::Zto)));
        assert_eq!(read("已经寄出了"), (String::new(), None));
    }

    #[test]
    fn a_number_of_another_courier_does_not_fit() {
        assert!(Courier::SfExpress.could_be("SF1234567890123"));
        assert!(!Courier::Yto.could_be("SF1234567890123"));
        assert!(Courier::Zto.could_be("78123456789012"));
        assert!(!Courier::SfExpress.could_be("78123456789012"));
        assert!(Courier::Evri.could_be("H00ABC1234567890"));
        assert_eq!(plain_number("12345"), None);
        assert_eq!(plain_number("abcdefghijk"), None);
    }
}
