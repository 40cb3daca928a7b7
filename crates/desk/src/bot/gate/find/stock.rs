//! Whether something can be had, and how many are left.

use std::sync::LazyLock;

use regex::Regex;

use super::{Finder, NUMBER, StatementKind, Value, number, statement};
use crate::bot::gate::pattern;
use crate::bot::gate::terms::{FEW, IN_STOCK, PLENTY, SOLD_OUT};

const PIECES: &str = r"(?:件|双|条|个|套|瓶|盒|包|台|只|罐|袋|支|份|把|本|pieces?|pcs|items?|pairs?|units?)";

static LEFT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:仅剩下?|只剩下?|还剩下?|剩余|剩下?|库存(?:还有|只有|有|为|是|剩)?|余|最后|只有最后|还有|只有|last|only|have|there (?:are|is)(?: only| just)?|just)[\s:]*({NUMBER})\s?多?{PIECES}?(?:\s?(?:left|remaining|in stock|available|库存|现货|了))?"
    ))
});
static LEFT_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(\d+)(?: more)?(?: {PIECES}| of (?:them|it|these)| [a-z]+(?: [a-z]+)??)?(?: are| is| still)* (?:left|remaining|in stock|available)\b|({NUMBER})\s?{PIECES}(?:的)?(?:库存|现货|存货)"
    ))
});
static NONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:is|are|'re|'s) (?:all |completely )?gone\b|缺货|断货|售罄|卖完|卖光|抢光|抢完|售完|没有?货|无货|没有?库存|无库存|没有现货|无现货|买不到|下架|库存(?:为|是)?(?:零|0)",
        r"|out of stock|sold out|no stock|(?:not|n't|isn't|aren't) (?:currently |presently )?(?:in stock|available)|unavailable|all gone|no longer available|none left|run out of",
    ))
});
static SOME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"有货|(?:^|[,是为])现货(?:[,.!哦呢啦]|$)|补的货|补了货|补货了|刚到货|到货了|库里(?:还)?有|仓库?里?(?:还)?有(?:货|的)|还有的|有现货|是现货|都是现货|全是现货|现货充足|现货在售|有库存|货源充足|库存(?:很|非常|都)?(?:充足|足够|充裕|多)|可以直接下单|随时可拍|都能拍|能买到",
        r"|(?:came|is|are|'s|now|just) back in stock|in stock|(?:is|are|'s|still|currently) available|plenty (?:of|left|in)|have (?:it|them|this|that|one|some) (?:in|ready|available)|ready to ship|got (?:it|them|plenty)|stocked",
    ))
});
/// What makes a denial of a lack: `不缺货`, `not sold out`.
static DENIED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:不|没有?|并未|未|还没|never|not|n't|isn't|hasn't|haven't)(?: yet| been| currently| be)?\s?$")
});
static SOME_FEW: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:a couple|a few|a handful|very few|not many) (?:left|remaining)|最后几|所剩无几|快没了|快卖完|不多了",
    )
});
static MUCH: LazyLock<Regex> = LazyLock::new(|| pattern(r"充足|充裕|足够|plenty|很多"));

#[expect(clippy::cast_possible_truncation, reason = "a count of pieces")]
pub(super) fn stock(finder: &mut Finder<'_>) {
    let text = finder.text;
    for regex in [&LEFT_AFTER, &LEFT] {
        for found in regex.captures_iter(text) {
            let Some(figure) = found.get(1).or_else(|| found.get(2)) else { continue };
            let span = found.get_match().range();
            let words = found.get_match().as_str();
            let counts = [
                "剩",
                "还有",
                "库存",
                "余",
                "最后",
                "left",
                "remaining",
                "stock",
                "available",
                "last",
                "现货",
                "存货",
            ];
            let pieces = words.ends_with(|c: char| "件双条套瓶盒台罐支".contains(c));
            let sure = counts.iter().any(|cue| words.contains(cue)) && !words.starts_with("last")
                || pieces && words.contains("只有");
            let last = words.starts_with("last")
                && (words.contains("piece") || words.contains("pair") || words.contains("item"));
            let Some(count) = number(figure.as_str()).filter(|_| sure || last) else { continue };
            // `剩2次机会` counts no pieces.
            let end = span.end;
            let span = figure.range();
            if text[end..].starts_with(|c: char| "次天小时位折元分周月年%块".contains(c))
                || !finder.is_free(&span)
            {
                continue;
            }
            finder.take(statement(
                StatementKind::Stock,
                Value::Figure { number: (count.round() as i64).to_string(), unit: String::new() },
                None,
                span,
            ));
        }
    }
    for found in SOME_FEW.find_iter(text) {
        let value = Value::Term { name: FEW, so: true };
        finder.take(statement(StatementKind::Stock, value, None, found.range()));
    }
    for found in NONE.find_iter(text) {
        let name = if DENIED.is_match(finder.before(found.start())) { IN_STOCK } else { SOLD_OUT };
        finder.take(statement(StatementKind::Stock, Value::Term { name, so: true }, None, found.range()));
    }
    for found in SOME.find_iter(text) {
        let before = finder.before(found.start());
        if before.ends_with("back ") || before.ends_with("没") {
            continue;
        }
        let denied = DENIED.is_match(before);
        let name = match (denied, MUCH.is_match(found.as_str())) {
            (true, _) => SOLD_OUT,
            (false, true) => PLENTY,
            (false, false) => IN_STOCK,
        };
        finder.take(statement(StatementKind::Stock, Value::Term { name, so: true }, None, found.range()));
    }
}
