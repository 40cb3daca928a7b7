//! What tells of a person: numbers of orders and parcels, phones, mail, names and addresses.

use std::sync::LazyLock;

use language::entities::Value as Named;
use regex::Regex;

use super::{Finder, StatementKind, Value, statement};
use crate::bot::gate::pattern;

static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:收件人|收货人|收货姓名|联系人|姓名|买家|顾客|客户|签收人|本人|代收人|户主|下单人)(?:姓名)?(?:写的|登记的|填的|留的)?(?:叫|是|为|:|,)\s?(\p{Han}{2,4})",
        r"|(\p{Han}{1,3})(?:女士|先生|小姐|太太|同学)",
        r"|(?:由|被)(\p{Han}{2,3})(?:代收|签收|收件)",
        r"|(?:recipient|customer|buyer|name|consignee|signed(?: for)? by|addressed to|belongs to|placed by|ordered by|received by|delivered to)(?: is| was| the|:)* ((?:[a-z]+ )?[a-z]{2,}(?: [a-z]{2,})?)",
        r"|\b(?:mr|mrs|ms|miss|dr)\.? ([a-z]{2,})",
        r"|\b([a-z]{3,})'s (?:order|parcel|package|address|phone|account|refund|email)",
    ))
});
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:\p{Han}{2,7}?(?:省|自治区))?\p{Han}{2,6}?(?:市|州|县|区)?\p{Han}{1,8}?(?:路|街|大道|巷|弄|村|镇|小区|花园|大厦|广场|公寓)\p{Han}{0,4}\d+(?:号|弄|栋|幢|座|室|单元|-\d+)[\d\p{Han}-]{0,12}",
        r"|\d+(?:号楼|栋|幢|单元|座)\d*(?:单元|室|号|楼)?\d*室?",
        r"|\b\d{1,5} (?:[a-z]+ ){1,3}(?:street|st|avenue|ave|road|rd|lane|ln|blvd|boulevard|drive|dr|court|ct|way|place|pl|square|terrace)\b(?:[, ]+(?:apt|apartment|unit|suite|#) ?\w+)?",
        r"|(?:apt|apartment|unit|suite) #?\d+\w?",
    ))
});
static OTHERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:另|还有)?(?:一位|别的|其他|其它|上一位|隔壁|前面那位|同城|另外的?)(?:的)?(?:买家|顾客|客户|用户|客人|亲)(?:[^,.;!?\n]{0,12})(?:订单|电话|地址|姓名|名字|手机|买了|下单|收货|退款|住)",
        r"|(?:another|other|previous|different|last|next) (?:customer|buyer|client|shopper|user)s?(?:'s)? (?:[a-z ]{0,20})?(?:order|phone|address|name|email|number|bought|ordered|lives|refund|paid)",
    ))
});
static CODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"[a-z0-9]+(?:-[a-z0-9]+)*"));
static PERSONAL_ID: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b\d{17}[\dx]\b|(?:身份证|银行卡|卡号|cvv|password|密码|验证码)(?:号码?|尾号)?(?:是|为|:|\s)*\d{3,}",
    )
});
static MASKED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"1[3-9]\d\*{2,6}\d{2,4}|\*{2,}\d{4}|\p{Han}\*{1,2}(?:\p{Han})?"));

/// Numbers and addresses, by their shape.
pub(super) fn contacts(finder: &mut Finder<'_>) {
    for entity in finder.entities.clone() {
        let (kind, text) = match entity.value {
            Named::Order(number) | Named::Tracking { number, .. } => (StatementKind::Code, number),
            Named::Coupon(code) => (StatementKind::Code, code),
            Named::Phone(_) => (StatementKind::Person, finder.text[entity.span.clone()].to_owned()),
            Named::PhoneEnding(digits) => (StatementKind::Person, digits),
            Named::Email(address) => (StatementKind::Person, address),
            _ => continue,
        };
        finder.take(statement(kind, Value::Text(text), None, entity.span));
    }
    let text = finder.text;
    for found in PERSONAL_ID.find_iter(text).chain(MASKED.find_iter(text)) {
        let value = Value::Text(found.as_str().to_owned());
        finder.take(statement(StatementKind::Person, value, None, found.range()));
    }
    // Any longer mixture of letters and figures is somebody's number of something.
    for found in CODE.find_iter(text) {
        let code = found.as_str();
        let digits = code.bytes().filter(u8::is_ascii_digit).count();
        let mixed = code.bytes().any(|b| b.is_ascii_alphabetic()) && digits >= 4;
        let joined = text[..found.start()].ends_with(['.', ',', '/', '@'])
            || text[found.end()..].starts_with(['@', '/']);
        if (mixed || digits >= 8 && digits == code.len()) && !joined && !is_date(code) {
            finder.take(statement(StatementKind::Code, Value::Text(code.to_owned()), None, found.range()));
        }
    }
}

fn is_date(code: &str) -> bool {
    code.split('-').count() == 3 && code.len() <= 10
}

/// Names and addresses, by the words around them.
pub(super) fn people(finder: &mut Finder<'_>) {
    let text = finder.text;
    for found in ADDRESS.find_iter(text) {
        let value = Value::Text(found.as_str().to_owned());
        finder.take(statement(StatementKind::Person, value, None, found.range()));
    }
    for found in NAMED.captures_iter(text) {
        let Some(name) = (1..=6).find_map(|group| found.get(group)) else { continue };
        if is_no_name(name.as_str()) {
            continue;
        }
        let value = Value::Text(name.as_str().trim().to_owned());
        finder.note(statement(StatementKind::Person, value, None, name.range()));
    }
    for found in OTHERS.find_iter(text) {
        let value = Value::Text(found.as_str().to_owned());
        finder.note(statement(StatementKind::Person, value, None, found.range()));
    }
}

fn is_no_name(text: &str) -> bool {
    const WORDS: [&str; 63] = [
        "您",
        "你",
        "本人",
        "自己",
        "谁",
        "信息",
        "快递",
        "驿站",
        "前台",
        "物业",
        "家人",
        "门卫",
        "电话",
        "地址",
        "客服",
        "这位",
        "那位",
        "各位",
        "the",
        "your",
        "you",
        "our",
        "us",
        "a",
        "an",
        "it",
        "service",
        "today",
        "tomorrow",
        "support",
        "is",
        "this",
        "that",
        "my",
        "team",
        "and",
        "phone",
        "address",
        "number",
        "name",
        "there",
        "someone",
        "carrier",
        "door",
        "at",
        "on",
        "let",
        "what",
        "who",
        "here",
        "he",
        "she",
        "below",
        "above",
        "any",
        "each",
        "everyone",
        "recipient",
        "customer",
        "buyer",
        "women",
        "men",
        "one",
    ];
    let text = text.trim();
    let first = text.split(' ').next().unwrap_or_default();
    WORDS.iter().any(|word| if word.is_ascii() { first == *word } else { text.starts_with(word) })
}
