//! What the buyers of a bench say: lines that the bot answers alone, of different kinds, on what the demo seller sells.
//!
//! Left out on purpose: bare greetings, after which the bot waits for what is coming, and anything that is for people.

use desk::shop::Lang;

const ZH: [&str; 22] = [
    "满减和优惠券可以一起用吗",
    "我身高165体重100斤，素净通勤棉衬衫穿M码会大吗",
    "空气炸锅现在多少钱",
    "你们发什么快递",
    "现货多久能发货",
    "满多少包邮啊",
    "支持七天无理由退货吗",
    "加湿器保修多久",
    "女款双面呢羊毛大衣是什么面料的",
    "现在有什么活动",
    "退货运费谁出",
    "每日坚果还有货吗",
    "从哪里发货的呀",
    "电子发票多久能开出来",
    "可以用信用卡付款吗",
    "周末发货吗",
    "优惠券在哪里领",
    "加湿器有优惠吗",
    "预售的商品什么时候发货",
    "羊毛大衣怎么洗",
    "发货以后几天能到",
    "买衬衫有赠品吗",
];

const EN: [&str; 22] = [
    "When will my order ship if I buy today?",
    "How long does delivery take?",
    "How much is shipping?",
    "Which carriers do you use?",
    "Do you ship to Canada?",
    "What is your return policy?",
    "How do I start a return?",
    "Who pays for return shipping?",
    "How much is the linen shirt?",
    "Is the merino crew sweater in stock?",
    "What is the oxford shirt made of?",
    "Can I combine two coupon codes?",
    "Which payment methods do you accept?",
    "How do I get an invoice?",
    "How do I wash a linen shirt?",
    "How do I care for merino wool?",
    "How do EU shoe sizes compare with US sizes?",
    "How do gift cards work?",
    "How do pre-orders work?",
    "What warranty do your products have?",
    "Is sales tax included in your prices?",
    "How do I exchange for another size?",
];

/// The line a buyer says as their `turn`-th. Buyers begin at different places, so that all of it is asked all the time.
pub(super) fn line(lang: Lang, buyer: usize, turn: usize) -> &'static str {
    let lines = match lang {
        Lang::Zh => &ZH,
        Lang::En => &EN,
    };
    lines[(buyer * 7 + turn) % lines.len()]
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn one_buyer_says_every_line_before_the_first_again() {
        let said: HashSet<&str> = (0..ZH.len()).map(|turn| line(Lang::Zh, 3, turn)).collect();
        assert_eq!(said.len(), ZH.len());
    }
}
