//! What a figure is about: the nearest word that says so.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::bot::gate::pattern;
use crate::bot::gate::statement::Role;

/// A role, and the words that give it.
pub(super) type Cue = (Role, Regex);

/// Words that only say after what: `付款后`, `after delivery`.
static CONDITION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:once|after|when) (?:we|you|it) (?:get|gets|have|has|receive|receives|is|are)(?: it| them| the return| the parcel)?(?: back)?|",
        r"(?:付款|支付|下单|拍下|签收|收货|收到货?|到货|发货|优惠|减|领券|用券|折扣|活动|退货|寄回)(?:成功)?(?:之?后|以后|起|当天|之日起)",
        r"|(?:after|once|of|from|since|upon|following)(?: the| your| you| we| it)? ?(?:payment|you pay|delivery|deliver(?:y|ed|ing)|receipt|receiv(?:e|ed|ing)(?: it| the parcel| the item)?|discount|coupon|placing|ordering|purchase|order|is delivered|arrival|arrives?)",
    ))
});

/// A figure right after a cue, which the cue belongs to: `划线价` in `¥899（划线价 ¥1299）`.
static FIGURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:是|为|:|\s|¥|\$|about|around|of|from|only|只要)*(?:\d|[一二两三四五六七八九十百]{2,}|[一二两三四五六七八九十](?:元|块|折|天|小时|年|个))",
    )
});

/// The role of the cue nearest to `span` within `around`; cues in stretches that are `taken` belong to those.
pub(super) fn nearest(
    text: &str,
    around: &Range<usize>,
    span: &Range<usize>,
    (cues, taken): (&[Cue], &[Range<usize>]),
) -> Option<Role> {
    let part = &text[around.clone()];
    let conditions: Vec<Range<usize>> = CONDITION.find_iter(part).map(|found| found.range()).collect();
    let mut best: Option<(usize, Role)> = None;
    for (role, regex) in cues {
        for found in regex.find_iter(part) {
            let (start, end) = (around.start + found.start(), around.start + found.end());
            let conditional = conditions.iter().any(|c| c.start <= found.start() && found.end() <= c.end);
            let of_other = taken.iter().any(|t| *t != *span && t.start <= start && end <= t.end)
                || start >= span.end && FIGURE.is_match(&text[end..around.end]);
            if conditional || of_other {
                continue;
            }
            let away = start.saturating_sub(span.end).max(span.start.saturating_sub(end));
            if best.is_none_or(|(nearest, _)| away < nearest) {
                best = Some((away, *role));
            }
        }
    }
    best.map(|(_, role)| role)
}

/// What makes an amount what it is. Of two as near the first counts.
pub(super) static AMOUNT: LazyLock<Vec<Cue>> = LazyLock::new(|| {
    [
        (Role::Redress, r"赔|补偿|补给您|补您|补贴|致歉|安抚|compensat|make it up|apology|goodwill|for the trouble|inconvenience"),
        (Role::Refund, r"退款|退还|退回|退您|退给|返还|返您|返现|差价|差额|补差|cash ?back|refund|reimburse|money back|credited|退"),
        (Role::Postage, r"运费|邮费|快递费|邮资|配送费|postage|shipping fee|shipping costs?|shipping is|shipping for|delivery fee|delivery costs?|delivery charge|delivery is|flat shipping"),
        (Role::ListPrice, r"usually|normally|regularly|平时|日常价?|平常|原价|划线价|吊牌价|市场价|专柜价|list price|\bwas\b|originally|original price|rrp|retail|regular price|down from|instead of"),
        (Role::Threshold, r"满|凑单?|以上|over|orders? of|orders? above|spend|or more|minimum|\babove\b|at least"),
        (Role::Off, r"立减|减|优惠(?:券|码|了|您)|优惠|便宜|省|券|红包|抵扣?|\boff\b|save|saving|discount|coupon|voucher|\bless\b|below|lower than|cheaper"),
        (Role::Paid, r"实付|付了|支付了|付款金额|总价|合计|总计|一共|共计|总额|总共|订单金额|共|\btotal|\bpaid\b|you pay|altogether|in all|\bsum\b"),
        (Role::Price, r"现在|目前|今天|今日|如今|售价|价格|现价|特价|到手价?|单价|活动价|价|卖|售|只要|仅需|只需|costs?\b|price[sd]?|\bis\b|\bare\b|\bnow\b|\bonly\b|\bjust\b|\bfor\b|\bat\b"),
    ]
    .into_iter()
    .map(|(role, words)| (role, pattern(words)))
    .collect()
});

/// What makes a time what it is.
pub(super) static TIME: LazyLock<Vec<Cue>> = LazyLock::new(|| {
    [
        (Role::Scan, r"最新进展|物流更新|轨迹|扫描|latest scan|last scan|latest update|last update|moved|scanned|tracking shows"),
        (Role::PriceProtection, r"refund the difference|价保|保价|差价|降价|补差|买贵|price (?:match|protect|adjust|drop)|adjust(?:s|ed)? (?:the )?prices?|difference"),
        (Role::Contact, r"回电|致电|联系您|回复您|答复|给您电话|打给您|回访|跟进|接待|回话|call you|get back|reply|respond|contact you|be in touch|reach out|call back|hear from"),
        (Role::Refund, r"退款|[日号]退的|已退|退了|到账|退还|退回|返还|返现|赔付|补偿|refund|credited|reimburse|money back|your account|your card|compensat"),
        (Role::Restock, r"补货|到货|上新|再有货|重新上架|restock|back in stock|available again"),
        (Role::Warranty, r"保修|质保|保固|维修|换新|warrant|guarantee|covered|repair"),
        (Role::Ship, r"发货|发出|寄出|出库|发走|出货|发车|开始发|发|揽收|ship|dispatch|sent? out|leaves?\b|left\b|post(?:ed)?\b|warehouse|on its way"),
        (Role::Promotion, r"活动|优惠|截止|有效|结束|将于|开始(?:[,.;!?]|$)|促销|大促|满减|折|券|赠品|off\b|sale|offer|promotion|coupon|voucher|valid|expires?|ends?\b|begins?|starts?|until"),
        (Role::Exchange, r"换货|换(?:一次|码|尺码|颜色|新)|可以换|能换|exchange|swap"),
        (Role::Return, r"退货|退换|无理由|可退|退|寄回|return|send (?:it|them) back"),
        (Role::Arrive, r"送达|到达|送到|派送|派件|签收|收到|到您|运到|抵达|妥投|到手|能到|可到|会到|到货|就到|到(?:[,.!?;~哦呢啦了]|$)|deliver|arriv|reach|get (?:it|them|your)|receiv|be there|with you|in your hands|at your door|expect(?:ed)?\b|gets? (?:it|them)|送上门|estimated|\beta\b|transit"),
        (Role::Invoice, r"发票|开票|invoice|receipt"),
        (Role::Hours, r"上班|营业|在线|服务时间|工作时间|人工|open|office hours|business hours|online"),
        (Role::Placed, r"下单|下的单|付款|拍下|购买|placed|ordered|bought|paid"),
    ]
    .into_iter()
    .map(|(role, words)| (role, pattern(words)))
    .collect()
});

/// Every role that a plain text has words for.
pub(in crate::bot::gate) fn roles_in(text: &str) -> Vec<Role> {
    TIME.iter()
        .chain(AMOUNT.iter())
        .filter(|(_, words)| words.is_match(text))
        .map(|(role, _)| *role)
        .collect()
}
