use super::tests_support::{at, shop};
use super::*;
use crate::shop::Lang;

/// Wednesday, two in the afternoon; people are here from nine to midnight.
const NOW: &str = "2026-11-25T14:00[Asia/Shanghai]";

fn found(text: &str) -> Vec<(PromiseKind, String)> {
    let shop = shop(if text.is_ascii() { Lang::En } else { Lang::Zh });
    let wall = |due: Time| due.timestamp().to_zoned(shop.zone()).strftime("%m-%d %H:%M").to_string();
    promises(text, &shop, at(NOW)).into_iter().map(|one| (one.kind, wall(one.due_at))).collect()
}

/// Each text holds exactly this promise; those that do not are told together.
#[track_caller]
fn all_are(wanted: &[(&str, PromiseKind, &str)]) {
    let wrong: Vec<String> = wanted
        .iter()
        .filter(|(text, kind, due)| found(text) != [(*kind, (*due).to_owned())])
        .map(|(text, ..)| format!("{text}: {:?}", found(text)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_committed_to_is_found_with_its_time() {
    use PromiseKind::{Call, Other, Refund, Reply, Ship};
    all_are(&[
        ("明天18点前发出", Ship, "11-26 18:00"),
        ("好的亲，明天下午六点前给您发货哦", Ship, "11-26 18:00"),
        ("您的订单明天18点前，我们一定给您发出", Ship, "11-26 18:00"),
        ("我帮您查一下，10分钟内回复您", Reply, "11-25 14:10"),
        ("明天上午10点技术会电话联系您", Call, "11-26 10:00"),
        ("今天给您发出", Ship, "11-26 00:00"),
        ("今天6点前发出", Ship, "11-25 18:00"),
        ("下午给您答复", Reply, "11-25 18:00"),
        ("周五之前退款给您", Refund, "11-28 00:00"),
        ("24小时内给您答复", Reply, "11-26 14:00"),
        ("半小时内联系您", Reply, "11-25 14:30"),
        ("30分钟后给您回电", Call, "11-25 14:30"),
        ("今晚20点前给您处理好", Other, "11-25 20:00"),
        ("3个工作日内给您退款", Refund, "12-01 00:00"),
        ("不好意思，明天中午12点前给您补发", Ship, "11-26 12:00"),
        ("已为您登记，明天18点前发出", Ship, "11-26 18:00"),
        ("单号明天给您发消息", Reply, "11-27 00:00"),
        ("I'll call you at 10", Call, "11-25 22:00"),
        ("I'll call you at 10 am tomorrow", Call, "11-26 10:00"),
        ("We’ll ship it by 6pm tomorrow.", Ship, "11-26 18:00"),
        ("Let me check and get back to you within 10 minutes.", Reply, "11-25 14:10"),
        ("Your refund will be issued by Friday. I'm sorry for the wait.", Refund, "11-28 00:00"),
        ("We will send it out tomorrow", Ship, "11-27 00:00"),
        ("A technician will call you on Friday at 9am.", Call, "11-27 09:00"),
        ("You will hear from us within 24 hours.", Reply, "11-26 14:00"),
        ("I'll reply in 5 minutes", Reply, "11-25 14:05"),
        ("您昨天已付款，今天18点前给您发出", Ship, "11-25 18:00"),
        ("您付款的订单明天18点前发出", Ship, "11-26 18:00"),
        ("已付款的订单，明天18点前发出", Ship, "11-26 18:00"),
        ("We'll ship your order today", Ship, "11-26 00:00"),
        ("We will ship your order paid by card tomorrow.", Ship, "11-27 00:00"),
    ]);
}

#[test]
fn two_in_one_text_are_two() {
    let both = found("明天18点前发出，后天上午10点给您打电话");
    assert_eq!(both.len(), 2, "{both:?}");
    assert!(both.contains(&(PromiseKind::Ship, "11-26 18:00".into())), "{both:?}");
    assert!(both.contains(&(PromiseKind::Call, "11-27 10:00".into())), "{both:?}");
}

#[test]
fn saying_that_one_looks_is_promising_to_come_back() {
    use PromiseKind::Reply;
    all_are(&[
        ("我正在为您查询，请稍等", Reply, "11-25 14:10"),
        ("我帮您核实一下。请稍等哦~", Reply, "11-25 14:10"),
        ("Let me check that for you. One moment please.", Reply, "11-25 14:10"),
    ]);
    assert_eq!(found("帮您查了一下，包裹已到杭州"), []);
    assert_eq!(found("我帮您查一下。您的包裹在杭州转运中心。"), []);
    assert!(holds_off("请稍等"));
    assert!(holds_off("One moment please."));
    assert!(!holds_off("查到了，您的包裹在杭州"));
}

#[test]
fn what_only_sounds_like_it_is_none() {
    let none = [
        "一般48小时内发货",
        "付款后24小时内发货",
        "收到退货后3天内退款",
        "您明天18点前能发我照片吗？",
        "请您在明天18点前回复我",
        "昨天18点已发出",
        "今天已经发货了",
        "您的包裹预计明天送达",
        "如果明天还没发出，我给您补偿",
        "可能明天发货",
        "这款明天开始打折",
        "明天10点给您回电可以吗",
        "尽快给您发货",
        "您可以在7天内申请退款",
        "We usually ship within 24 hours.",
        "You can return it within 30 days.",
        "Please reply by 6pm.",
        "It was shipped this morning.",
        "If it does not arrive by Friday, we will refund you.",
        "Your parcel will arrive tomorrow.",
        "Can I call you at 10?",
        "We may ship it tomorrow.",
        "The sale ends tomorrow.",
        "订单20261126001已发出",
        "今天16点前付款，当天发出",
        "付款当天发货",
        "今天16点前付款当天发货，现在付款今天就能发出。",
        "现在付款今天就能发出",
        "现在下单，明天发货",
        "亚麻衬衫每天 16:00 前付款当天发货，现在付款明天就能发出。",
        "亚麻衬衫是预售商品，11月30日开始发货。",
        "预售款12月1日发出",
        "今晚下单即发，明天18点前发出",
        "Orders paid before 4 pm leave today.",
        "Orders placed before 4 pm will ship today.",
        "Order now and we'll ship it today.",
        "Pay before 4 pm and it will ship today.",
        "When you pay now, it will be shipped today.",
        "This is a pre-order, it will ship on Friday.",
        "Everything ordered by noon will be shipped today.",
    ];
    let wrong: Vec<_> =
        none.iter().filter(|text| !found(text).is_empty()).map(|text| (text, found(text))).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

proptest::proptest! {
    /// Whatever is said, what is found lies ahead, within three months, and is part of what was said.
    #[test]
    fn a_due_moment_is_to_come(
        parts in proptest::collection::vec(proptest::sample::select(vec![
            "明天", "今天", "后天", "周五", "下周", "18点", "10分钟内", "前", "，", "。", "给您", "发货", "退款", "回复您",
            "打电话", "我们会", "we'll ", "ship ", "call you ", "at 10", "tomorrow ", "by ", "friday", "。", "\n", "’", "é",
        ]), 0..12),
        hours in 0_u64..24 * 400,
    ) {
        let (text, shop) = (parts.concat(), shop(Lang::Zh));
        let now = at(NOW) + std::time::Duration::from_secs(hours * 3600);
        for one in promises(&text, &shop, now) {
            proptest::prop_assert!(one.due_at > now);
            proptest::prop_assert!(one.due_at <= now + std::time::Duration::from_secs(91 * 86_400));
            proptest::prop_assert!(!one.wording.is_empty());
        }
    }
}
