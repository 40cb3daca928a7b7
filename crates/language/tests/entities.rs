//! What is named in texts, row by row, and that no text breaks the reading.

use jiff::civil::{DateTime, date};
use language::entities::{Value, entities};
use proptest::prelude::*;

/// A Tuesday morning.
fn now() -> DateTime {
    date(2025, 6, 10).at(10, 0, 0, 0)
}

/// Entities in short form, such as `weight 50000`.
fn read(text: &str) -> String {
    let shown: Vec<String> = entities(text, now())
        .into_iter()
        .map(|entity| match entity.value {
            Value::Order(number) => format!("order {number}"),
            Value::Tracking { number, courier } => {
                format!("tracking {number} {}", courier.map_or("?", |c| c.names().1))
            }
            Value::Phone(number) => format!("phone {number}"),
            Value::PhoneEnding(digits) => format!("ending {digits}"),
            Value::Email(address) => format!("email {address}"),
            Value::Link(link) => format!("link {link}"),
            Value::Height { millimetres } => format!("height {millimetres}"),
            Value::Weight { grams } => format!("weight {grams}"),
            Value::FootLength { millimetres } => format!("foot {millimetres}"),
            Value::Girth { part, millimetres } => format!("{part:?} {millimetres}").to_lowercase(),
            Value::Size(size) => format!("size {size}"),
            Value::Colour(colour) => format!("colour {colour}"),
            Value::Quantity { count, unit } => format!("count {count}{unit}"),
            Value::Money { minor, currency } => format!("{currency} {minor}"),
            Value::Moment { at, precision } => format!("at {at} {precision:?}"),
            Value::Duration { minutes, relation } => format!("for {minutes} {relation:?}"),
            Value::Coupon(code) => format!("coupon {code}"),
            Value::Courier(courier) => format!("courier {}", courier.names().1),
            Value::Place(place) => format!(
                "place {} {} {}",
                place.country,
                place.province.unwrap_or_default(),
                place.city.unwrap_or_default()
            )
            .trim_end()
            .to_owned(),
            other => format!("{other:?}"),
        })
        .collect();
    shown.join(", ")
}

#[track_caller]
fn check(rows: &[(&str, &str)]) {
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|(text, want)| {
            let got = read(text);
            (got != *want).then(|| format!("{text}\n     got {got}\n  wanted {want}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} wrong\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn orders_and_parcels() {
    check(&[
        ("订单号2024051812345678", "order 2024051812345678"),
        ("订单编号：3412345678901234567 什么时候发", "order 3412345678901234567"),
        ("3412345678901234567", "order 3412345678901234567"),
        ("240520-123456789012345 这个单", "order 240520-123456789012345"),
        ("order number is 114-1234567-1234567", "order 114-1234567-1234567"),
        ("my order #10245 hasn't shipped", "order 10245"),
        ("Order no. AB-20491 please", "order AB-20491"),
        ("#1024", "order 1024"),
        ("订单３４１２３４５６７８９０１２３４５６７", "order 3412345678901234567"),
        ("SF1234567890123到哪了", "tracking SF1234567890123 SF Express"),
        ("sf1234567890123", "tracking SF1234567890123 SF Express"),
        ("YT1234567890123", "tracking YT1234567890123 YTO Express"),
        ("JT3012345678901 一直不动", "tracking JT3012345678901 J&T Express"),
        ("JDVA12345678901", "tracking JDVA12345678901 JD Logistics"),
        ("78123456789012 中通查不到", "tracking 78123456789012 ZTO Express, courier ZTO Express"),
        ("快递单号 463123456789012", "tracking 463123456789012 Yunda Express"),
        ("退货单号：773123456789012", "tracking 773123456789012 STO Express"),
        ("tracking number 1Z999AA10123456784", "tracking 1Z999AA10123456784 UPS"),
        ("1Z999AA10123456784", "tracking 1Z999AA10123456784 UPS"),
        ("USPS 9400111899223817428490", "courier USPS, tracking 9400111899223817428490 USPS"),
        ("RR123456785CN where is it", "tracking RR123456785CN EMS"),
        ("RR123456784CN", ""),
        ("运单号 998877665544", "tracking 998877665544 ?"),
        ("订单3天了还没发", "for 4320 Lasting"),
        ("订单 2024-05-18 下的", "at 2024-05-18T00:00:00 Day"),
        ("order 2 pieces", "count 2pieces"),
    ]);
}

#[test]
fn phones_and_addresses() {
    check(&[
        ("13812345678", "phone +8613812345678"),
        ("电话是138-1234-5678", "phone +8613812345678"),
        ("+86 138 1234 5678", "phone +8613812345678"),
        ("8613812345678", "phone +8613812345678"),
        ("１３８１２３４５６７８", "phone +8613812345678"),
        ("138123456789", "tracking 138123456789 ?"),
        ("010-12345678", "phone 01012345678"),
        ("400-123-4567", "phone 4001234567"),
        ("call me at (415) 555-2671", "phone +14155552671"),
        ("my number is +44 20 7946 0958", "phone +442079460958"),
        ("尾号1234", "ending 1234"),
        ("手机尾号是 1234 的订单", "ending 1234"),
        ("后四位1234", "ending 1234"),
        ("手机后4位：5678", "ending 5678"),
        ("1234结尾的手机", "ending 1234"),
        ("phone ending 1234", "ending 1234"),
        ("ending in 1234", "ending 1234"),
        ("last four digits are 9876", "ending 9876"),
        ("138****1234", "ending 1234"),
        ("尾号12345", ""),
        ("mail me at Bob.Lee@example.com.", "email bob.lee@example.com"),
        (
            "https://item.taobao.com/item.htm?id=123456789012&x=1 这个有货吗",
            "link https://item.taobao.com/item.htm?id=123456789012&x=1",
        ),
        ("看这个 www.example.com/p/12。", "link www.example.com/p/12"),
    ]);
}

#[test]
fn bodies() {
    check(&[
        ("身高165体重100", "height 1650, weight 50000"),
        ("身高165体重52", "height 1650, weight 52000"),
        ("165/52", "height 1650, weight 52000"),
        ("165 100斤", "height 1650, weight 50000"),
        ("165，100斤穿什么码", "height 1650, weight 50000"),
        ("165 100", "height 1650, weight 50000"),
        ("165,100 穿m还是l", "height 1650, weight 50000, size M, size L"),
        ("180/80", "height 1800, weight 80000"),
        ("160 80 穿什么", "height 1600, weight 40000"),
        ("1米65", "height 1650"),
        ("1米6", "height 1600"),
        ("一米六五 一百斤", "height 1650, weight 50000"),
        ("一米七，一百二十斤", "height 1700, weight 60000"),
        ("一米七 一百二", "height 1700"),
        ("1.65m", "height 1650"),
        ("1m65", "height 1650"),
        ("165cm", "height 1650"),
        ("165公分 五十公斤", "height 1650, weight 50000"),
        ("我165cm 52kg", "height 1650, weight 52000"),
        ("1.7米，130斤", "height 1700, weight 65000"),
        ("5'6\"", "height 1676"),
        ("i'm 5’6” and 110 lbs", "height 1676, weight 49895"),
        ("5 ft 6, 110lbs", "height 1676, weight 49895"),
        ("what size for 5ft6 130 lbs", "height 1676, weight 58967"),
        ("I am 5 feet 4 inches tall", "height 1626"),
        ("5ft tall", "height 1524"),
        ("height 170 weight 65", "height 1700, weight 65000"),
        ("体重120", "weight 60000"),
        ("体重60", "weight 60000"),
        ("100斤", "weight 50000"),
        ("165斤穿什么码", "weight 82500"),
        ("一百斤左右", "weight 50000"),
        ("130多斤", "weight 65000"),
        ("50kg", "weight 50000"),
        ("五十公斤", "weight 50000"),
        ("110 lbs", "weight 49895"),
        ("宝宝身高90", "height 900"),
        ("净身高 168 体重 49公斤", "height 1680, weight 49000"),
        ("脚长24.5", "foot 245"),
        ("脚长245mm", "foot 245"),
        ("胸围88，腰围2尺1", "bust 880, waist 700"),
        ("我三围88/68/92", "bust 880, waist 680, hip 920"),
        ("腰围 68cm 臀围92厘米", "waist 680, hip 920"),
        ("bust 34 inches, waist is 28, hips 38\"", "bust 864, waist 711, hip 965"),
        ("I have a 30 inch waist", "waist 762"),
        ("这件胸围100", ""),
        ("my foot length is 25cm", "foot 250"),
        // Things have measures too.
        ("1米8的床", ""),
        ("衣长165cm", ""),
        ("5斤苹果", "count 5斤"),
        ("20kg大米", "count 20kg"),
        ("长1.5米的线", ""),
        ("订单165/52A", "size 165/52A"),
        ("165/88A有货吗", "size 165/88A"),
        ("胸围100腰围80", "bust 1000, waist 800"),
    ]);
}

#[test]
fn sizes_colours_counts() {
    check(&[
        ("M码", "size M"),
        ("有L吗", "size L"),
        ("xl的还有吗", "size XL"),
        ("XXL", "size 2XL"),
        ("2xl和3XL", "size 2XL, size 3XL"),
        ("xxxl", "size 3XL"),
        ("s还是m", "size S, size M"),
        ("I'm a M", "size M"),
        ("it's nice", ""),
        ("size m please", "size M"),
        ("do you have size 8.5 in black", "size 8.5, colour black"),
        ("US 9", "size US 9"),
        ("欧码38", "size EU 38"),
        ("38码", "size 38"),
        ("38码半", "size 38.5"),
        ("42.5码", "size 42.5"),
        ("42号的鞋", "size 42"),
        ("均码多大", "size ONE"),
        ("要大号的", "size L"),
        ("medium or large", "size M, size L"),
        ("a large order", ""),
        ("extra large", "size XL"),
        ("黑色", "colour black"),
        ("那黑色的呢", "colour black"),
        ("要黑的，不要白的", "colour black, colour white"),
        ("明白的", ""),
        ("藏青色和米白色", "colour navy, colour off-white"),
        ("浅蓝色L码", "colour light blue, size L"),
        ("navy blue or light grey", "colour navy, colour light grey"),
        ("红包怎么用", ""),
        ("粉色的两件", "colour pink, count 2件"),
        ("买3件", "count 3件"),
        ("三双", "count 3双"),
        ("一箱多少瓶", "count 1箱"),
        ("2 pieces", "count 2pieces"),
        ("two pairs", "count 2pairs"),
        ("有一个问题", ""),
        ("三个月", "for 129600 Plain"),
        ("第二件半价", ""),
        ("x2", "count 2"),
        ("qty 3", "count 3"),
    ]);
}

#[test]
fn money() {
    check(&[
        ("¥129", "CNY 12900"),
        ("￥1,299.50", "CNY 129950"),
        ("129元", "CNY 12900"),
        ("129块5", "CNY 12950"),
        ("一百二十块", "CNY 12000"),
        ("一百二卖不卖", "CNY 12000"),
        ("便宜点，一百二行不行", "CNY 12000"),
        ("一百二十斤", "weight 60000"),
        ("满200减30元", "CNY 3000"),
        ("$20", "USD 2000"),
        ("20 bucks", "USD 2000"),
        ("19.99 USD", "USD 1999"),
        ("£15.50", "GBP 1550"),
        ("5毛", "CNY 50"),
        ("1.2万元", "CNY 1200000"),
        ("一块买的", ""),
        ("退了我15块钱", "CNY 1500"),
    ]);
}

#[test]
fn times() {
    check(&[
        ("明天下午六点", "at 2025-06-11T18:00:00 Minute"),
        ("明天下午6点半前能到吗", "at 2025-06-11T18:30:00 Minute"),
        ("5月20日", "at 2025-05-20T00:00:00 Day"),
        ("五月二十号下的单", "at 2025-05-20T00:00:00 Day"),
        ("12月30号", "at 2024-12-30T00:00:00 Day"),
        ("2024年5月18日", "at 2024-05-18T00:00:00 Day"),
        ("2024-05-18 18:30", "at 2024-05-18T18:30:00 Minute"),
        ("5.20号买的", "at 2025-05-20T00:00:00 Day"),
        ("20号发吗", "at 2025-06-20T00:00:00 Day"),
        ("5号下的单", "at 2025-06-05T00:00:00 Day"),
        ("周五", "at 2025-06-13T00:00:00 Day"),
        ("下周五", "at 2025-06-20T00:00:00 Day"),
        ("上周日买的", "at 2025-06-08T00:00:00 Day"),
        ("周五就付了", "at 2025-06-06T00:00:00 Day"),
        ("星期天能到吗", "at 2025-06-15T00:00:00 Day"),
        ("周末送货吗", "at 2025-06-14T00:00:00 Day"),
        ("后天", "at 2025-06-12T00:00:00 Day"),
        ("大前天买的", "at 2025-06-07T00:00:00 Day"),
        ("今晚8点", "at 2025-06-10T20:00:00 Minute"),
        ("昨晚拍的", "at 2025-06-09T20:00:00 PartOfDay"),
        ("明天上午", "at 2025-06-11T10:00:00 PartOfDay"),
        ("下午三点", "at 2025-06-10T15:00:00 Minute"),
        ("早上八点", "at 2025-06-11T08:00:00 Minute"),
        ("月底", "at 2025-06-30T00:00:00 Day"),
        ("下个月发货吗", "at 2025-07-01T00:00:00 Month"),
        ("双十一", "at 2025-11-11T00:00:00 Day"),
        ("618有活动吗", "at 2025-06-18T00:00:00 Day"),
        ("三天了", "for 4320 Lasting"),
        ("都等了三天了还没发货", "for 4320 Lasting"),
        ("已经5天没动静", "for 7200 Lasting"),
        ("48小时内发货吗", "for 2880 Within"),
        ("三天前", "at 2025-06-07T00:00:00 Day"),
        ("3天后能到", "at 2025-06-13T00:00:00 Day"),
        ("半小时后", "at 2025-06-10T10:30:00 Minute"),
        ("一个星期", "for 10080 Plain"),
        ("两周了", "for 20160 Lasting"),
        ("半个月", "for 21600 Plain"),
        ("一个半月", "for 64800 Plain"),
        ("7天无理由", "for 10080 Plain"),
        ("tomorrow 6pm", "at 2025-06-11T18:00:00 Minute"),
        ("tomorrow at 6:30 pm", "at 2025-06-11T18:30:00 Minute"),
        ("by Friday", "at 2025-06-13T00:00:00 Day"),
        ("next Monday", "at 2025-06-16T00:00:00 Day"),
        ("last Friday", "at 2025-06-06T00:00:00 Day"),
        ("I ordered on Friday", "at 2025-06-06T00:00:00 Day"),
        ("May 20th", "at 2025-05-20T00:00:00 Day"),
        ("20 May 2024", "at 2024-05-20T00:00:00 Day"),
        ("it may take 20 days", "for 28800 Plain"),
        ("3 days ago", "at 2025-06-07T00:00:00 Day"),
        ("in 2 weeks", "at 2025-06-24T00:00:00 Day"),
        ("waiting for 5 days", "for 7200 Lasting"),
        ("within 24 hours", "for 1440 Within"),
        ("next week", "at 2025-06-16T00:00:00 Week"),
        ("yesterday evening", "at 2025-06-09T20:00:00 PartOfDay"),
        ("snow in the sun", ""),
        ("有点大", ""),
        ("便宜一点", ""),
        ("两点问题", ""),
        ("早上好", ""),
    ]);
}

#[test]
fn codes_couriers_places() {
    check(&[
        ("优惠码SAVE10用不了", "coupon SAVE10"),
        ("coupon code SUMMER20 doesn't work", "coupon SUMMER20"),
        ("my code is abc123xyz", "coupon ABC123XYZ"),
        ("优惠券满100元可用", "CNY 10000"),
        ("promo code not working", ""),
        ("发顺丰吗", "courier SF Express"),
        ("sf包邮吗", "courier SF Express"),
        ("圆通还是中通", "courier YTO Express, courier ZTO Express"),
        ("极兔、韵达、申通都行", "courier J&T Express, courier Yunda Express, courier STO Express"),
        ("京东快递", "courier JD Logistics"),
        ("京东上买的", ""),
        ("能发邮政吗", "courier China Post"),
        ("EMS", "courier EMS"),
        ("ships with UPS or FedEx?", "courier UPS, courier FedEx"),
        ("wake ups", ""),
        ("發順豐", "courier SF Express"),
        ("发广东深圳", "place CN 广东, place CN 广东 深圳"),
        ("新疆包邮吗", "place CN 新疆"),
        ("新疆棉的吗", ""),
        ("寄到中山", "place CN 广东 中山"),
        ("中山装", ""),
        ("大理石桌面", ""),
        ("云南白药", ""),
        ("do you ship to the US", "place US"),
        ("tell us when", ""),
        ("ship to US", "place US"),
        ("shipping to Canada", "place CA"),
        ("寄台灣", "place CN 台湾"),
        ("I live in New York", "place US  纽约"),
        ("from Hong Kong", "place CN 香港"),
    ]);
}

#[test]
fn json_form() {
    let found = entities("身高165", now());
    let json = serde_json::to_value(&found).expect("serialises");
    assert_eq!(json[0]["kind"], "height");
    assert_eq!(json[0]["value"]["millimetres"], 1650);
    let back: Vec<language::entities::Entity> = serde_json::from_value(json).expect("deserialises");
    assert_eq!(back, found);
}

/// Pieces that patterns look for, to be glued in any order.
const PIECES: [&str; 60] = [
    "1",
    "65",
    "165",
    "2024",
    "13812345678",
    "¥",
    "$",
    "元",
    "块",
    "斤",
    "kg",
    "米",
    "m",
    "cm",
    "码",
    "号",
    "月",
    "日",
    "天",
    "周",
    "下",
    "上",
    "个",
    "半",
    "点",
    "一",
    "二",
    "十",
    "百",
    "万",
    "两",
    "明天",
    "下午",
    ":",
    "-",
    "/",
    ".",
    ",",
    " ",
    "'",
    "\"",
    "尾号",
    "订单",
    "单号",
    "order",
    "tracking",
    "#",
    "黑",
    "白",
    "色",
    "的",
    "了",
    "前",
    "内",
    "xl",
    "SF",
    "顺丰",
    "中山",
    "㎏",
    "½",
];

proptest! {
    #[test]
    fn any_text_can_be_read(text in "\\PC{0,60}") {
        spans_are_sound(&text)?;
    }

    #[test]
    fn any_mix_of_what_is_looked_for_can_be_read(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..14)) {
        spans_are_sound(&pieces.concat())?;
    }

    #[test]
    fn any_day_is_as_good(days in -700_000i32..2_000_000, text in prop::sample::select(vec!["下周五", "月底", "5月20日", "2月29号", "31号", "三天前", "明天下午六点", "next week", "99年后"])) {
        let day = date(1900, 1, 1).checked_add(jiff::Span::new().days(days));
        if let Ok(day) = day {
            entities(text, day.at(23, 59, 0, 0));
        }
    }
}

fn spans_are_sound(text: &str) -> Result<(), TestCaseError> {
    let mut end = 0;
    for entity in entities(text, now()) {
        prop_assert!(entity.span.start >= end && entity.span.start < entity.span.end, "{text:?} {entity:?}");
        prop_assert!(text.get(entity.span.clone()).is_some(), "{text:?} {entity:?}");
        end = entity.span.end;
    }
    Ok(())
}
