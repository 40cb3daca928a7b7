//! Replies that leave a buyer with nothing: no step, no time, no promise. They come back the next day, to somebody else,
//! angrier. Pure.

use std::sync::LazyLock;

use db::Time;
use regex::Regex;

use super::find::{self, pattern};
use crate::shop::Shop;
use crate::word::words;

words! {
    /// What would make a vague reply concrete.
    Missing {
        /// By when.
        Time = "time",
        /// What exactly is to be done.
        Step = "step",
    }
}

/// What is vague about a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vague {
    /// The words, as they stand in it.
    pub phrases: Vec<String>,
    /// What is missing.
    pub missing: Vec<Missing>,
}

/// Somebody will do something, some time: a time is missing.
static SOME_TIME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"尽快|尽早|尽量快|早点|稍后|晚点|晚些|过会儿?|过几天|过两天|这几天|这两天|近期|过段时间|改天|回头|到时候|届时|",
        r"有(?:了)?(?:消息|结果|进展|货)(?:了)?(?:会|再|就|第一时间)|第一时间|",
        r"(?:帮|给|为|替)[您你](?:向\S{1,4})?(?:反馈|反映|上报|登记|催|跟进|申请|问问|争取|留意|关注|转达)|反馈一下|反馈给|反映给|反映一下|向上反映|向上级|",
        r"(?:会有|安排|请|让)(?:专人|人|同事|相关)|相关(?:部门|同事|人员)|专人|",
        r"(?:跟进|关注|留意|催|了解|核实|处理|安排)一下|持续关注|应该(?:快|很快|马上|就快)|快了|很快(?:就|会)|马上(?:为|给|帮|处理|安排|发)|",
        r"再等等|等等看|等几天|再等几天|耐心等|稍安|不会太久|不用着急|",
        r"\bas soon as (?:possible|we can|i can)\b|\basap\b|\bsoon\b|\bshortly\b|\bin due course\b|\bat some point\b|\blater on\b|\bsometime\b|\bin the (?:coming|next few) days\b|",
        r"\blook(?:ing)? into (?:it|this|that)\b|\bpass(?:ed|ing)? (?:it|this|that|your [a-z]+) (?:on|along)\b|\bforward(?:ed|ing)? (?:it|this|that|your [a-z]+)\b|",
        r"\brais(?:e|ed|ing) (?:it|this|that)\b|\bescalat(?:e|ed|ing) (?:it|this|that)\b|\b(?:someone|somebody)(?:'ll| will)\b|\bthe (?:relevant|right|responsible) (?:team|department|people)\b|",
        r"\bour team (?:will|is)\b|\b(?:keep an eye|chase (?:it|this|them))\b|\bget back to you\b|\bfollow up\b|\blet you know\b|\bbe in touch\b|\bdo (?:our|my) best\b|",
        r"\b(?:be|for your) patien(?:t|ce)\b|\bbear with (?:us|me)\b|\bwait a (?:bit|little|while|few days)\b|\bgive it (?:some time|a few days)\b",
    ))
});

/// The buyer is to try, or to hope: what exactly is missing.
static SOME_STEP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"再试(?:一试|试|一下|下|一次|几次)?(?:看)?|试试看?|试一下|多试几次|重新(?:试|弄|操作|来)(?:一下|试试)?|再(?:弄|操作|看|观察)(?:一下|下|看|看看|几天)|先?(?:用用|穿穿)看|",
        r"看看(?:能不能|情况|再说)|看情况|想想办法|应该(?:可以|没问题|没事|能|会|是|不会)|可能(?:是|会)|大概(?:是|率)|估计(?:是|会|快)|差不多(?:吧|就)|说不定|",
        r"\btry (?:it |that |this )?again\b|\bgive it another (?:try|go)\b|\bsee (?:if|how) (?:it|that|things)\b|\bsee what (?:we|i) can do\b|\bshould be (?:fine|ok|okay|alright|there|good)\b|",
        r"\bshould work\b|\bshould (?:arrive|come)\b|\bprobably\b|\bmaybe\b|\bhopefully\b|\bi (?:think|guess) (?:it|that)\b|\bkind of\b|\bmight be\b|\bmay be\b",
    ))
});

/// Something that can be done, or is so: a step, a number, a place, a day, a sum.
static CONCRETE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"第一步|步骤|①|(?:^|\s)1[.、)]|先\S{1,20}(?:再|然后|接着)|点击|点一下|点开|打开\S{1,12}|进入\S{1,12}|长按|按住|重启|卸载|清除|更新到|设置[里中-]|扫码|截图发|拍(?:一张|张|个)|拍照|提供(?:一下)?\S{0,6}(?:订单|单号|照片|图片|视频|截图|号)|",
        r"发(?:我|给我|一下|张)\S{0,8}(?:照片|图片|视频|截图|单号|订单号)|",
        r"已(?:经)?(?:为您|给您|帮您)?(?:登记|退款|发出|补发|申请|下单|修改|取消|拦截|联系仓库|开|补|改|加急|提交)\S{0,8}(?:[0-9]|单号|编号)|\d{6,}|[A-Za-z]{2}\d{6,}|[¥￥$€£]\s?\d|\d+(?:\.\d+)?\s?元|",
        r"\bstep (?:1|one)\b|\bfirst,? .{3,60}\bthen\b|\bclick\b|\btap\b|\bpress and hold\b|\bhold (?:down )?the\b|\bopen the\b|\bgo to\b|\brestart\b|\bunplug\b|\breinstall\b|",
        r"\bsend (?:me|us) (?:a|the|your) (?:photo|picture|video|screenshot|order number)\b|[€$£]\s?\d",
    ))
});

/// What is vague about a reply, if anything is. A reply with a promise that has a time in it, or with a step that can be
/// taken, is not, however it is put.
pub fn weigh(text: &str, shop: &Shop, now: Time) -> Option<Vague> {
    let text = text.replace('’', "'");
    let lower = text.to_ascii_lowercase();
    if !find::promises(&text, shop, now).is_empty()
        || CONCRETE.is_match(&lower)
        || names_a_time(&text, shop, now)
    {
        return None;
    }
    let said = |pattern: &Regex| -> Vec<String> {
        pattern
            .find_iter(&lower)
            .filter(|said| !harmless(&lower, said))
            .map(|said| text[said.range()].to_owned())
            .collect()
    };
    let (times, steps) = (said(&SOME_TIME), said(&SOME_STEP));
    let mut missing = Vec::new();
    if !times.is_empty() || !steps.is_empty() {
        missing.push(Missing::Time);
    }
    if !steps.is_empty() {
        missing.push(Missing::Step);
    }
    let mut phrases = times;
    phrases.extend(steps);
    phrases.dedup();
    (!phrases.is_empty()).then_some(Vague { phrases, missing })
}

/// Words that look vague and are not where they stand.
fn harmless(text: &str, said: &regex::Match<'_>) -> bool {
    let (before, after) = (&text[..said.start()], &text[said.end()..]);
    let asked_of_buyer = ["您", "请", "麻烦您", "请您", "you can ", "please ", "please reply "]
        .iter()
        .any(|lead| before.trim_end().ends_with(lead.trim_end()));
    match said.as_str() {
        "soon" => {
            ["see you ", "talk ", "get well ", "too ", "how "].iter().any(|lead| before.ends_with(lead))
                || after.starts_with("er")
        }
        "尽快" | "尽早" | "早点" | "asap" | "as soon as possible" => asked_of_buyer,
        "早点休息" => true,
        "let you know" => after.trim_start().starts_with("that "),
        _ if said.as_str().starts_with("应该是") || said.as_str().starts_with("可能是") => {
            after.starts_with("码")
        }
        _ => false,
    }
}

/// Whether a date or a clock time is named that is still to come.
fn names_a_time(text: &str, shop: &Shop, now: Time) -> bool {
    find::sentences(text).any(|sentence| {
        language::entities::entities(sentence, super::when::local(shop, now)).iter().any(|entity| {
            super::when::due(entity, sentence, shop, now).is_some_and(|due| due.exact || day_of(entity))
        })
    })
}

fn day_of(entity: &language::entities::Entity) -> bool {
    use language::entities::{Precision, Relation, Value};
    matches!(
        entity.value,
        Value::Moment { precision: Precision::Day | Precision::PartOfDay, .. }
            | Value::Duration { relation: Relation::Within, .. }
    )
}

#[cfg(test)]
#[path = "vague_tests.rs"]
mod tests;
