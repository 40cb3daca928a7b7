//! Who carries a parcel.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::Value;
use super::finder::{Finder, pattern};

/// A courier. Ids are stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the couriers' own; see `names`")]
#[non_exhaustive]
pub enum Courier {
    SfExpress,
    Yto,
    Zto,
    Yunda,
    Sto,
    Jt,
    JdLogistics,
    Ems,
    ChinaPost,
    Deppon,
    Cainiao,
    Best,
    Kuayue,
    Danniao,
    YunExpress,
    Yanwen,
    FourPx,
    Ups,
    Usps,
    FedEx,
    Dhl,
    Tnt,
    RoyalMail,
    Evri,
    Dpd,
    Gls,
    CanadaPost,
    AustraliaPost,
    Aramex,
    OnTrac,
    AmazonLogistics,
}

/// Courier, its Chinese and English names, and what buyers call it (folded; Latin words must stand alone).
type Row = (Courier, &'static str, &'static str, &'static [&'static str]);

const COURIERS: &[Row] = &[
    (
        Courier::SfExpress,
        "顺丰",
        "SF Express",
        &["顺丰", "顺风快递", "顺風", "发顺风", "sf express", "sf", "shunfeng"],
    ),
    (Courier::Yto, "圆通", "YTO Express", &["圆通", "园通", "圆同", "yto", "yuantong"]),
    (Courier::Zto, "中通", "ZTO Express", &["中通", "zto", "zhongtong"]),
    (Courier::Yunda, "韵达", "Yunda Express", &["韵达", "运达快递", "韵答", "yunda"]),
    (Courier::Sto, "申通", "STO Express", &["申通", "sto", "shentong"]),
    (Courier::Jt, "极兔", "J&T Express", &["极兔", "急兔", "j&t", "jt快递", "jt express"]),
    (
        Courier::JdLogistics,
        "京东物流",
        "JD Logistics",
        &["京东快递", "京东物流", "jd logistics", "jd express", "jd快递", "京东"],
    ),
    (Courier::Ems, "EMS", "EMS", &["ems", "邮政速递", "邮政特快"]),
    (
        Courier::ChinaPost,
        "邮政",
        "China Post",
        &["邮政快递", "邮政小包", "邮政包裹", "中国邮政", "邮政", "china post"],
    ),
    (Courier::Deppon, "德邦", "Deppon", &["德邦", "deppon"]),
    (Courier::Cainiao, "菜鸟", "Cainiao", &["菜鸟", "cainiao"]),
    (Courier::Best, "百世", "Best Express", &["百世", "汇通快递", "best express"]),
    (Courier::Kuayue, "跨越速运", "KYE", &["跨越速运", "跨越"]),
    (Courier::Danniao, "丹鸟", "Danniao", &["丹鸟"]),
    (Courier::YunExpress, "云途", "YunExpress", &["云途", "yunexpress", "yun express"]),
    (Courier::Yanwen, "燕文", "Yanwen", &["燕文", "yanwen"]),
    (Courier::FourPx, "递四方", "4PX", &["递四方", "4px"]),
    (Courier::Ups, "UPS", "UPS", &["ups"]),
    (Courier::Usps, "美国邮政", "USPS", &["usps", "us postal service"]),
    (Courier::FedEx, "联邦快递", "FedEx", &["fedex", "fed ex", "federal express", "联邦快递", "联邦"]),
    (Courier::Dhl, "DHL", "DHL", &["dhl", "敦豪"]),
    (Courier::Tnt, "TNT", "TNT", &["tnt"]),
    (Courier::RoyalMail, "皇家邮政", "Royal Mail", &["royal mail", "皇家邮政"]),
    (Courier::Evri, "Evri", "Evri", &["evri", "hermes delivery"]),
    (Courier::Dpd, "DPD", "DPD", &["dpd"]),
    (Courier::Gls, "GLS", "GLS", &["gls"]),
    (Courier::CanadaPost, "加拿大邮政", "Canada Post", &["canada post"]),
    (Courier::AustraliaPost, "澳洲邮政", "Australia Post", &["australia post", "auspost"]),
    (Courier::Aramex, "Aramex", "Aramex", &["aramex"]),
    (Courier::OnTrac, "OnTrac", "OnTrac", &["ontrac"]),
    (Courier::AmazonLogistics, "亚马逊物流", "Amazon Logistics", &["amazon logistics"]),
];

impl Courier {
    /// Every courier, in the order in which they are offered.
    pub fn all() -> impl Iterator<Item = Self> {
        COURIERS.iter().map(|row| row.0)
    }

    /// Its Chinese and English names.
    pub fn names(self) -> (&'static str, &'static str) {
        COURIERS.iter().find(|row| row.0 == self).map_or(("", ""), |row| (row.1, row.2))
    }
}

/// All spellings, longest first, so that 京东快递 is not read as 京东.
static SPELLINGS: LazyLock<(Regex, Vec<(&str, Courier)>)> = LazyLock::new(|| {
    let mut spellings: Vec<(&str, Courier)> =
        COURIERS.iter().flat_map(|row| row.3.iter().map(|spelling| (*spelling, row.0))).collect();
    spellings.sort_by_key(|(spelling, _)| std::cmp::Reverse(spelling.len()));
    let any: Vec<String> = spellings.iter().map(|(spelling, _)| regex::escape(spelling)).collect();
    (pattern(&any.join("|")), spellings)
});

/// What follows 京东 when the marketplace is meant, not its couriers.
const JD_SHOP: [&str; 14] =
    ["上", "平台", "店", "买", "商城", "自营", "白条", "价", "卡", "那边", "的价", "超市", "plus", "旗舰"];

pub(super) fn names(finder: &mut Finder<'_>) {
    let (any, spellings) = &*SPELLINGS;
    finder.each(any, |captures, finder| {
        let name = captures.get_match();
        let (spelling, courier) = spellings.iter().find(|(spelling, _)| *spelling == name.as_str())?;
        let latin = spelling.is_ascii();
        if latin && !finder.stands_alone(&name.range()) {
            return None;
        }
        let shop = *spelling == "京东" && finder.precedes(name.end(), &JD_SHOP);
        let other = *spelling == "ups"
            && finder.follows(
                name.start(),
                &["wake", "push", "pick", "pop", "close", "start", "back", "set", "warm", "follow"],
            )
            || *spelling == "联邦" && finder.precedes(name.end(), &["德", "国"])
            || *spelling == "跨越" && !finder.mentions(&["快递", "速运", "发跨越", "物流"]);
        (!shop && !other).then(|| (name.range(), Value::Courier(*courier)))
    });
}
