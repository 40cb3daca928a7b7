//! Money: whole minor units with their currency, never a fraction in floating point.

use serde::{Deserialize, Serialize};

use crate::shop::Lang;

/// An amount in minor units (分, cents) of a currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Money {
    /// In minor units.
    pub minor: i64,
    /// ISO 4217 code.
    pub currency: String,
}

impl Money {
    /// An amount of minor units.
    pub fn new(minor: i64, currency: &str) -> Self {
        Self { minor, currency: currency.to_owned() }
    }

    /// As people write it: `¥129`, `¥129.90`, `$12.90`, `EUR 5.00`.
    pub fn display(&self, lang: Lang) -> String {
        let digits = minor_digits(&self.currency);
        let unit = 10_i64.pow(digits);
        let (sign, minor) = if self.minor < 0 { ("-", -self.minor) } else { ("", self.minor) };
        let (whole, rest) = (minor / unit, minor % unit);
        // Chinese prices leave the zeros away; English ones do not.
        let whole_only = digits == 0 || (rest == 0 && lang == Lang::Zh);
        let number = if whole_only {
            whole.to_string()
        } else {
            format!("{whole}.{rest:0width$}", width = digits as usize)
        };
        match (self.currency.as_str(), lang) {
            ("CNY", Lang::Zh) => format!("{sign}¥{number}"),
            ("CNY", Lang::En) => format!("{sign}CN¥{number}"),
            ("USD", Lang::En) => format!("{sign}${number}"),
            ("USD", Lang::Zh) => format!("{sign}US${number}"),
            ("GBP", _) => format!("{sign}£{number}"),
            ("EUR", _) => format!("{sign}€{number}"),
            ("JPY", _) => format!("{sign}JP¥{number}"),
            (code, _) => format!("{sign}{code} {number}"),
        }
    }
}

/// Decimal places of a currency (ISO 4217).
pub fn minor_digits(currency: &str) -> u32 {
    match currency {
        "JPY" | "KRW" | "VND" | "CLP" | "ISK" | "UGX" | "XAF" | "XOF" => 0,
        "BHD" | "KWD" | "OMR" | "TND" | "JOD" => 3,
        _ => 2,
    }
}

/// Reads a decimal number as minor units; none when it is not one, is negative, or is finer than the currency.
pub fn parse(text: &str, currency: &str) -> Option<i64> {
    let digits = minor_digits(currency) as usize;
    let text = text.trim().trim_start_matches(['¥', '￥', '$', '€', '£']).replace(',', "");
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let rest = rest.trim_end_matches('0');
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(rest) || rest.len() > digits {
        return None;
    }
    let padded = format!("{whole}{rest:0<digits$}");
    padded.parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn prices_read_as_people_write_them() {
        assert_eq!(Money::new(12_900, "CNY").display(Lang::Zh), "¥129");
        assert_eq!(Money::new(12_990, "CNY").display(Lang::Zh), "¥129.90");
        assert_eq!(Money::new(1290, "USD").display(Lang::En), "$12.90");
        assert_eq!(Money::new(-500, "USD").display(Lang::En), "-$5.00");
        assert_eq!(Money::new(1500, "JPY").display(Lang::En), "JP¥1500");
    }

    #[test]
    fn what_is_not_money_is_none() {
        for text in ["", "abc", "-3", "1.234", "1.2.3", "１２", "1e5"] {
            assert_eq!(parse(text, "CNY"), None, "{text}");
        }
        assert_eq!(parse("129.9", "CNY"), Some(12_990));
        assert_eq!(parse("1,299", "CNY"), Some(129_900));
        assert_eq!(parse("¥59.00", "CNY"), Some(5900));
        assert_eq!(parse("1.5", "JPY"), None);
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(minor in 0_i64..1_000_000_000, currency in prop::sample::select(vec!["CNY", "USD", "EUR"])) {
            let shown = Money::new(minor, currency).display(Lang::En);
            let number = shown.trim_start_matches(|c: char| !c.is_ascii_digit());
            prop_assert_eq!(parse(number, currency), Some(minor));
        }
    }
}
