//! What a text commits to: which sentence says that something will be done, and by when. Pure.
//!
//! A sentence is a promise when it names something that the shop does, and a moment to come. What holds for everybody
//! ("usually within 48 hours"), what depends on something, what has happened already, what is asked and what the buyer
//! is to do is none.

use std::sync::LazyLock;

use db::Time;
use language::entities::{Value, entities};
use regex::Regex;

use super::PromiseKind;
use super::when::{self, Due};
use crate::shop::Shop;

/// No more than so many are taken from one text.
const MOST: usize = 3;

/// A promise found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What is to be done.
    pub kind: PromiseKind,
    /// By when.
    pub due_at: Time,
    /// Whether the time was said to the minute, or is what "today" and "in the afternoon" come to.
    pub exact: bool,
    /// The sentence, as the buyer reads it.
    pub wording: String,
}

/// The promises in a text that somebody of the shop says at `now`.
///
/// Somebody who only says that they will look into it promises to come back: within the shop's usual minutes.
pub fn promises(text: &str, shop: &Shop, now: Time) -> Vec<Found> {
    let text = text.replace('’', "'");
    let mut found: Vec<Found> = Vec::new();
    for sentence in sentences(&text) {
        for one in of_sentence(sentence, shop, now) {
            if !found.iter().any(|other| other.kind == one.kind && other.due_at == one.due_at) {
                found.push(one);
            }
        }
    }
    if found.is_empty()
        && let Some(sentence) = holding(&text)
    {
        let minutes = u64::from(shop.settings.promise.holding_minutes.max(1));
        let due_at = now + std::time::Duration::from_secs(minutes * 60);
        found.push(Found { kind: PromiseKind::Reply, due_at, exact: false, wording: wording(sentence) });
    }
    found.truncate(MOST);
    found
}

/// Whether the text only says that an answer will come: it looks into something, or asks to wait.
pub(super) fn holds_off(text: &str) -> bool {
    let text = text.replace('’', "'");
    holding(&text).is_some() || sentences(&text).all(|sentence| WAIT.is_match(&lower(sentence)))
}

/// Verbs of what a shop does, the most telling first.
static VERBS: LazyLock<[(PromiseKind, Regex); 5]> = LazyLock::new(|| {
    [
        (
            PromiseKind::Call,
            pattern(concat!(
                r"打电话|去电|致电|来电|电话(?:给|和|跟|与)?[您你]?(?:联系|沟通|回访|回复)|回电|回拨|打给[您你]|通电话|",
                r"\b(?:call|phone|ring)(?:ing)? (?:you|back)\b|\bgive you a (?:call|ring)\b|\bcall you\b"
            )),
        ),
        (
            PromiseKind::Refund,
            pattern(concat!(
                r"退款|退给[您你]|退还|返还|打款|退回[给到至][您你]|补差价|退差价|退差|赔付|赔给[您你]|",
                r"\brefund(?:ed|ing)?\b|\bmoney back\b|\breimburse|\bcredited?\b"
            )),
        ),
        (
            PromiseKind::Ship,
            pattern(concat!(
                r"发货|发出|寄出|寄走|发走|补发|重发|补寄|寄给[您你]|发给[您你]|给[您你](?:安排)?(?:寄|发)|出库|换发|安排发|发新|",
                r"\bship(?:ped|s|ping)?\b|\bdispatch(?:ed)?\b|\bsend (?:it|this|that|them|you|your|out|a|the|another)\b|",
                r"\bsent out\b|\bbe sent\b|\bpost(?:ed)? (?:it|your|out)\b|\b(?:go|goes|going) out\b|\bleaves? (?:our|the) warehouse\b"
            )),
        ),
        (
            PromiseKind::Reply,
            pattern(concat!(
                r"回复|答复|给[您你]一?个?(?:回复|消息|结果|答复|反馈|回音|说法|通知|准信)|联系[您你]|告[诉知][您你]?|通知[您你]|",
                r"回[您你]|同步给[您你]|跟[您你]说|",
                r"\bget back to you\b|\brepl(?:y|ied)\b|\brespond\b|\blet you know\b|\bupdate you\b|\b(?:an?|your) (?:update|answer|reply)\b|",
                r"\bin touch\b|\b(?:contact|e-?mail|message|text|write to|tell) you\b|\bfollow up\b|\bhear(?: back)? from (?:us|me|our)\b"
            )),
        ),
        (
            PromiseKind::Other,
            pattern(concat!(
                r"处理|解决|搞定|办好|完成|安排|修好|改好|登记|上门|补上|开好|开具|激活|恢复|核实清楚|查清|到货补|",
                r"\bsort(?:ed)?\b|\bfix(?:ed)?\b|\bresolved?\b|\bdone\b|\btaken? care of\b|\bready\b|\bprocess(?:ed)?\b|",
                r"\barranged?\b|\bcompleted?\b|\bcancel(?:led|ed)?\b|\breplaced?\b|\bcorrect(?:ed)?\b|\bset up\b"
            )),
        ),
    ]
});

/// Things that are sent by message, not by parcel.
static BY_MESSAGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:一?[张个条份]|个|下|一下)?(?:消息|短信|信息|优惠|券|图|照片|链接|视频|截图|资料|邮件|码|单号|快递单号|物流|结果|链)",
    )
});

/// What holds for everybody, or only under a condition, or is a hope: such a sentence promises nothing.
static NO_PROMISE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"一般|通常|正常情况|正常是|[下订]单后|付款后|拍下后|签收后|退货后|收到(?:退货|退件|货|商品|包裹|您的退货)后|入库后|如果|要是|若|假如|万一|",
        r"除非|的话|争取|尽量|可能|也许|说不定|不确定|不一定|不能保证|无法保证|希望|麻烦[您你]|请[您你]?(?:在|于|尽快|先|务必)|[您你](?:需要|可以|要|得|先|记得|务必|在)|",
        r"\busually\b|\bnormally\b|\btypically\b|\bgenerally\b|\bif\b|\bunless\b|\bin case\b|\bonce (?:you|we have|we've|it|the|your)\b|\bafter (?:you|we receive|payment|your payment|purchase|it arrives)\b|",
        r"\bof (?:payment|purchase|ordering|receiving)\b|\bmight\b|\bmay\b|\bcould\b|\bcan't promise\b|\bcannot\b|\bcan't\b|\bnot sure\b|\bhope(?:fully)?\b|",
        r"\btry to\b|\btrying to\b|\byou (?:need|should|must|can|have to)\b|\byou(?:'ll| will) (?:need|have to)\b|\bplease (?:send|return|reply|ship|contact|call|let)\b|\bwon't\b|\bwill not\b|\bnot\b",
    ))
});

/// Whoever pays or orders is told what comes of it: an offer to anybody, not a word about this buyer's order.
static OFFER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:付款|下单|拍下?|支付|购买)(?:后|之后|完|成功|当天|当日|当晚|即|就|马上|立即|的话|可|能|[，,、]|$)|",
        r"(?:现在|这会儿|立即|马上|前|内|之前)(?:付款|下单|拍|支付|购买|买)|预售|定金|尾款|",
        r"\bpre-?orders?\b|\bpre-?sale\b|\borders (?:that (?:are|were) )?(?:paid|placed|received|made)\b|\bpaid (?:before|until|by \d|by noon)|",
        r"(?:^|[,.;:!—–-] *|\b(?:to|please|just|and|you) )(?:order|pay|buy) (?:it |them |this |that )?(?:now|today|tonight|tomorrow|before|by|within|until)\b|",
        r"\b(?:everything|anything|whatever|items|goods|products) (?:is |you )?(?:paid|ordered|bought|buy|order)\b",
    ))
});
/// It has been paid: what follows is about that order.
static PAID: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"已|昨[天日晚]|前天|刚|(?:付款|下单|支付)成功|\balready\b|\byesterday\b"));

/// A clause that tells what has happened, or will not.
static PAST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"已|过了|没有|没[发退寄回处联]|还没|不会|不能|不用|不需要|不再|无需|无法|昨天|前天|[发退寄]了|\balready\b|\bwas\b|\bwere\b|\bhas been\b|\bhave been\b|\bdidn't\b",
    )
});
/// 就发了, 会发了: to come all the same.
static TO_COME: LazyLock<Regex> = LazyLock::new(|| pattern(r"就|会|将|一定|马上"));

/// In English somebody of the shop, or the thing itself, has to be said to do it.
static WILL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:i|we|he|she|they|it|someone|somebody)(?:'ll| will| shall)\b|'(?:m|re) going to\b|\b(?:is|are) going to\b|\blet me\b|",
        r"\b(?:our|my|your|the|an?|[a-z]+'s) (?:[a-z]+ ){0,3}[a-z]+(?:'ll| will)\b|\byou(?:'ll| will) (?:hear|have|get|receive)\b|",
        r"\b(?:am|is|are) (?:calling|shipping|sending|refunding)\b|\bexpect\b|\bi promise\b|\bby [a-z0-9 :]+ at the latest\b|",
        r"\b(?:will|'ll) (?:be )?(?:ship|dispatch|refund|call|reply|respond)",
    ))
});

/// "at 10", "by 6" without am or pm, which nothing else reads.
static BARE_HOUR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:at|by|before) (1[0-2]|[1-9])(?:\s*(?:sharp|today))?\s*(?:$|[,.!;]|and\b|to\b|with\b|so\b)")
});

/// A part of the day without a day: today's.
static PART: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(上午|中午|this morning)|(下午|傍晚|this afternoon)|(晚上|今夜|this evening|tonight)")
});

/// Saying that one looks into it.
static HOLDING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:帮|为|给|替)[您你](?:去)?(?:查询|查看|核实|确认|核对|了解|咨询|查|看|问)(?:一下|下|看|看看)?|正在(?:为[您你]|帮[您你])?(?:查询|核实|确认|查看|核对|查|联系)|",
        r"我(?:这边|们)?(?:马上|现在|立刻|先)?(?:去|来|先|这就)?(?:查|核实|确认|问|看|核对)(?:一下|下)|",
        r"\blet me (?:quickly |just )?(?:check|look|find out|confirm|ask|verify|see)\b|\b(?:i|we)(?:'ll| will) (?:check|find out|confirm|ask|verify)\b|",
        r"\b(?:i'm|i am|we're|we are) (?:just |now )?(?:checking|verifying|confirming)\b",
    ))
});
/// It has been looked into: what follows is the answer.
static LOOKED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[查看问]了|查到|核实到|核实了|确认了|[查看]过|已|后|才能|您(?:可以|先|提供)|如果|checked|found|confirmed|can see|if you|when you|so that|send me|share|provide|could you",
    )
});
/// Asking to wait.
static WAIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[\s,，~～.]*(?:(?:亲|您好|好的|嗯|麻烦|请|辛苦|ok|okay|sure|hi|hello)[\s,，~～!！.]*)*(?:(?:请|您|再)*(?:稍等|等一下|等下|稍候|稍后|等我|别急|耐心等)\S{0,12}|谢谢\S{0,8}|感谢\S{0,8}|just a (?:moment|second|sec|minute)|(?:one|a) (?:moment|second|sec|minute)(?:,? please)?|(?:please )?(?:wait|bear with me|hold on)[a-z ]{0,24}|thanks?(?: you)?[a-z ]{0,24}|thank you[a-z ]{0,24})?[\s~～!！.。]*$",
    )
});

fn of_sentence(sentence: &str, shop: &Shop, now: Time) -> Vec<Found> {
    let lower = lower(sentence);
    if asks(&lower) || NO_PROMISE.is_match(&lower) || offers(&lower) {
        return Vec::new();
    }
    let times = times(sentence, &lower, shop, now);
    if times.is_empty() {
        return Vec::new();
    }
    let chinese = sentence.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
    if !chinese && !WILL.is_match(&lower) {
        return Vec::new();
    }
    let mut used: Vec<usize> = Vec::new();
    let mut found = Vec::new();
    for (kind, verb) in VERBS.iter() {
        let Some((at, kind)) = verb.find_iter(&lower).find_map(|said| meant(*kind, &lower, said)) else {
            continue;
        };
        let Some((index, (_, due))) = nearest(&times, at, &lower) else { continue };
        // The first verb that goes with a time tells what is done at it.
        if used.contains(&index) {
            continue;
        }
        used.push(index);
        let Due { at: due_at, exact } = *due;
        found.push(Found { kind, due_at, exact, wording: wording(sentence) });
    }
    found
}

/// Whether a sentence tells anybody what comes of paying or ordering.
fn offers(sentence: &str) -> bool {
    OFFER.find_iter(sentence).any(|said| !PAID.is_match(clause(sentence, said.start())))
}

/// What a verb stands for where it is said; none where it tells of the past or of what the buyer does.
fn meant(kind: PromiseKind, sentence: &str, said: regex::Match<'_>) -> Option<(usize, PromiseKind)> {
    let clause = clause(sentence, said.start());
    if PAST.is_match(clause) && (clause.contains('已') || !TO_COME.is_match(clause)) {
        return None;
    }
    let after = &sentence[said.end()..];
    if ["我", "我们", "客服", " us", " me"].iter().any(|whom| after.starts_with(whom)) {
        return None;
    }
    if kind == PromiseKind::Ship && BY_MESSAGE.is_match(after) {
        return Some((said.start(), PromiseKind::Reply));
    }
    Some((said.start(), kind))
}

/// The times a sentence names, with where they stand.
fn times(sentence: &str, lower: &str, shop: &Shop, now: Time) -> Vec<(usize, Due)> {
    let clock = when::local(shop, now);
    let mut times: Vec<(usize, Due)> = entities(sentence, clock)
        .iter()
        .filter(|entity| matches!(entity.value, Value::Moment { .. } | Value::Duration { .. }))
        .filter_map(|entity| Some((entity.span.start, when::due(entity, sentence, shop, now)?)))
        .collect();
    if let Some(hour) = BARE_HOUR.captures(lower)
        && times.iter().all(|(_, due)| !due.exact)
        && let Some(due) = hour[1].parse().ok().and_then(|hour| when::bare_hour(hour, shop, now))
    {
        times = vec![(hour.get_match().start(), due)];
    }
    if times.is_empty()
        && let Some(part) = PART.captures(lower)
    {
        let last_hour = if part.get(1).is_some() { Some(12) } else { part.get(2).map(|_| 18) };
        times.extend(when::today(last_hour, shop, now).map(|due| (part.get_match().start(), due)));
    }
    times
}

/// The time that goes with a verb: in its own clause before any other, then the nearest.
fn nearest<'a>(times: &'a [(usize, Due)], verb: usize, sentence: &str) -> Option<(usize, &'a (usize, Due))> {
    let far = |at: usize| {
        let between = if at < verb { at..verb } else { verb..at };
        let clauses = sentence[between.clone()].matches(['，', ',']).count();
        (clauses, between.len())
    };
    times.iter().enumerate().min_by_key(|(_, (at, _))| far(*at))
}

/// The sentence that says it is looked into, when nothing but asking to wait follows it.
fn holding(text: &str) -> Option<&str> {
    let all: Vec<&str> = sentences(text).collect();
    let last = all.iter().rposition(|sentence| !WAIT.is_match(&lower(sentence)))?;
    let said = lower(all[last]);
    (HOLDING.is_match(&said) && !LOOKED.is_match(&said) && !asks(&said)).then_some(all[last])
}

fn asks(sentence: &str) -> bool {
    let end = sentence.trim_end();
    end.ends_with(['?', '？', '吗', '么']) || end.contains("吗")
}

/// The sentences of a text, with their mark at the end.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        if rest.is_empty() {
            return None;
        }
        let end = rest.char_indices().find(|(at, c)| ends(rest, *at, *c)).map(|(at, c)| at + c.len_utf8());
        let (sentence, left) = rest.split_at(end.unwrap_or(rest.len()));
        rest = left;
        Some(sentence)
    })
}

/// A full stop ends a sentence only where another begins: "6 p.m. tomorrow" goes on.
fn ends(text: &str, at: usize, c: char) -> bool {
    match c {
        '。' | '！' | '？' | '；' | '!' | '?' | ';' | '\n' => true,
        '.' => {
            let after = &text[at + 1..];
            after.starts_with(char::is_whitespace)
                && after.trim_start().chars().next().is_none_or(char::is_uppercase)
        }
        _ => false,
    }
}

/// The part between commas that a place is in.
fn clause(sentence: &str, at: usize) -> &str {
    let comma = |c: char| matches!(c, '，' | ',' | '、');
    let start = sentence[..at].rfind(comma).map_or(0, |comma| comma + 1);
    let start = (start..=at).find(|start| sentence.is_char_boundary(*start)).unwrap_or(at);
    let end = sentence[at..].find(comma).map_or(sentence.len(), |comma| at + comma);
    &sentence[start..end]
}

fn wording(sentence: &str) -> String {
    let line = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(200).collect()
}

/// In small letters, every character as long as before.
fn lower(sentence: &str) -> String {
    sentence.to_ascii_lowercase()
}

pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of ours")
}

#[cfg(test)]
#[path = "find_tests.rs"]
mod tests;

#[cfg(test)]
pub(super) mod tests_support {
    use db::Time;
    use uuid::Uuid;

    use crate::shop::{Lang, Shop, ShopSettings};

    pub(crate) fn at(text: &str) -> Time {
        text.parse::<jiff::Zoned>().expect("a zoned time").timestamp().into()
    }

    /// A shop in Shanghai whose people are here from nine to midnight.
    pub(crate) fn shop(language: Lang) -> Shop {
        Shop {
            id: Uuid::nil().into(),
            key: "one".into(),
            name: "one".into(),
            language,
            currency: "CNY".into(),
            time_zone: "Asia/Shanghai".into(),
            settings: ShopSettings::default(),
        }
    }
}
