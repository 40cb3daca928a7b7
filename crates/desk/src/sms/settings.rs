//! How a shop sends texts to phones.

use std::collections::BTreeMap;

use db::Time;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::error::{Refusal, Result};
use crate::shop::{WeekHours, hours};
use crate::word::words;

words! {
    /// Who carries a shop's texts.
    SmsProvider {
        /// People, by hand: they see what is to be sent.
        ByHand = "by_hand",
        /// Aliyun's SMS.
        Aliyun = "aliyun",
        /// An address of the shop's own that takes signed requests.
        Gateway = "gateway",
    }
}

/// How a shop sends texts. The secret is kept apart and never told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SmsSettings {
    /// Who carries them.
    pub provider: SmsProvider,
    /// For Aliyun.
    pub aliyun: AliyunSettings,
    /// For a gateway: where to.
    pub gateway_url: String,
    /// How many texts one phone gets within an hour.
    pub per_hour: u32,
    /// And within a day.
    pub per_day: u32,
    /// When texts may be sent, by the shop's clock; at other times they wait.
    pub hours: WeekHours,
}

/// What Aliyun needs to know. Its texts are templates it has approved, filled with parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AliyunSettings {
    /// Where its API is.
    pub endpoint: String,
    /// The id of the access key; its secret is the shop's secret here.
    pub access_key_id: String,
    /// 短信签名, as it was approved.
    pub sign_name: String,
    /// 模板 CODE, as it was approved.
    pub template_code: String,
    /// The template's parameters, each a text in which `{text}`, `{link}`, `{link_end}` and `{shop}` are filled in.
    pub params: BTreeMap<String, String>,
}

impl Default for SmsSettings {
    fn default() -> Self {
        Self {
            provider: SmsProvider::ByHand,
            aliyun: AliyunSettings::default(),
            gateway_url: String::new(),
            per_hour: 5,
            per_day: 10,
            hours: WeekHours::daily("08:00", "22:00"),
        }
    }
}

impl Default for AliyunSettings {
    fn default() -> Self {
        Self {
            endpoint: "https://dysmsapi.aliyuncs.com".into(),
            access_key_id: String::new(),
            sign_name: String::new(),
            template_code: String::new(),
            params: BTreeMap::from([("code".to_owned(), "{link_end}".to_owned())]),
        }
    }
}

impl SmsSettings {
    /// Refuses what could not send anything, by the name of the field.
    pub(super) fn check(&self, has_secret: bool) -> Result<()> {
        self.hours.check()?;
        for (field, limit) in [("per_hour", self.per_hour), ("per_day", self.per_day)] {
            if !(1..=1000).contains(&limit) {
                return Err(Refusal::invalid(field, "out_of_range").into());
            }
        }
        let needed: &[(&'static str, &str)] = match self.provider {
            SmsProvider::ByHand => return Ok(()),
            SmsProvider::Aliyun => &[
                ("aliyun.endpoint", &self.aliyun.endpoint),
                ("aliyun.access_key_id", &self.aliyun.access_key_id),
                ("aliyun.sign_name", &self.aliyun.sign_name),
                ("aliyun.template_code", &self.aliyun.template_code),
            ],
            SmsProvider::Gateway => &[("gateway_url", &self.gateway_url)],
        };
        if let Some((field, _)) = needed.iter().find(|(_, value)| value.trim().is_empty()) {
            return Err(Refusal::invalid(*field, "required").into());
        }
        let (field, url) = match self.provider {
            SmsProvider::Aliyun => ("aliyun.endpoint", &self.aliyun.endpoint),
            _ => ("gateway_url", &self.gateway_url),
        };
        let fits = url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        if !fits {
            return Err(Refusal::invalid(field, "not_an_address").into());
        }
        if !has_secret {
            return Err(Refusal::invalid("secret", "required").into());
        }
        Ok(())
    }

    /// What is to be done about one text now.
    pub(super) fn decide(&self, zone: &TimeZone, sent: Sent, now: Time) -> Decision {
        if self.provider == SmsProvider::ByHand {
            return Decision::ByHand;
        }
        if sent.within_hour >= i64::from(self.per_hour) {
            return Decision::Refuse("too_many_in_an_hour");
        }
        if sent.within_day >= i64::from(self.per_day) {
            return Decision::Refuse("too_many_in_a_day");
        }
        match hours::next_opening(&self.hours, zone, now) {
            Some(opening) if opening <= now => Decision::Send,
            Some(opening) => Decision::Wait(opening),
            None => Decision::ByHand,
        }
    }
}

/// How many texts a phone has had from a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sent {
    pub(super) within_hour: i64,
    pub(super) within_day: i64,
}

/// What is to be done about a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    Send,
    /// Not at this hour.
    Wait(Time),
    ByHand,
    Refuse(&'static str),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        text.parse::<jiff::Zoned>().expect("a zoned time").timestamp().into()
    }

    #[test]
    fn a_night_waits_for_its_morning_and_limits_hold() {
        let zone = TimeZone::get("Asia/Shanghai").expect("known");
        let settings = SmsSettings { provider: SmsProvider::Gateway, ..SmsSettings::default() };
        let none = Sent { within_hour: 0, within_day: 0 };
        let night = at("2026-11-25T23:30[Asia/Shanghai]");
        assert_eq!(
            settings.decide(&zone, none, night),
            Decision::Wait(at("2026-11-26T08:00[Asia/Shanghai]"))
        );
        let noon = at("2026-11-25T12:00[Asia/Shanghai]");
        assert_eq!(settings.decide(&zone, none, noon), Decision::Send);
        let many = Sent { within_hour: 5, within_day: 5 };
        assert_eq!(settings.decide(&zone, many, noon), Decision::Refuse("too_many_in_an_hour"));
        let many = Sent { within_hour: 0, within_day: 10 };
        assert_eq!(settings.decide(&zone, many, noon), Decision::Refuse("too_many_in_a_day"));
        assert_eq!(SmsSettings::default().decide(&zone, many, night), Decision::ByHand);
    }

    #[test]
    fn what_could_not_send_is_refused_by_its_field() {
        let code = |settings: &SmsSettings, secret| {
            settings.check(secret).err().and_then(|error| Some(error.refusal()?.to_string()))
        };
        let mut settings = SmsSettings { provider: SmsProvider::Aliyun, ..SmsSettings::default() };
        assert_eq!(code(&settings, true).as_deref(), Some("required (aliyun.access_key_id)"));
        settings.provider = SmsProvider::Gateway;
        settings.gateway_url = "ftp://x".into();
        assert_eq!(code(&settings, true).as_deref(), Some("not_an_address (gateway_url)"));
        settings.gateway_url = "https://sms.shop.example/send".into();
        assert_eq!(code(&settings, false).as_deref(), Some("required (secret)"));
        assert_eq!(code(&settings, true), None);
    }
}
