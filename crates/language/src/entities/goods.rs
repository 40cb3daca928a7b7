//! Sizes, colours and quantities.

use std::sync::LazyLock;

use regex::Regex;

use super::Value;
use super::finder::{Finder, pattern};
use super::numerals::{NUMBER, whole};

static FULL_SIZE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(\d{2,3})\s?/\s?(\d{2,3})\s?\(?([abyc])\)?"));
static LETTER_SIZE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(size\s?|尺码|码数|尺寸|码|号)?\s?[:是]?\s?(\d{1,2}xl|x{1,6}[sl]|[sml])(\s?(?:码|号|size))?")
});
static WORD_SIZE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"((?:extra|x)[\s\-](?:small|large)|xx[\s\-]large|small|medium|large|one size|free size|plus size)(\s+size)?",
    )
});
static NAMED_SIZE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(均码|大码|加大码|加肥加大|特小号|小号|小码|中号|中码|特大号|超大号|加大号|大号|最大码|最大号|最小码|最小号)",
    )
});
static NUMBER_SIZE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(eu|eur|us|uk|jp|cn|欧码|美码|英码)?\s?(size\s?|尺码|码数|鞋码)?\s?[:是]?\s?(\d{1,3}(?:\.5|半)?)\s?(码半?|号半?)?",
    )
});
static QUANTITY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"({NUMBER})\s?(件|个|双|条|套|盒|箱|包|瓶|袋|只|支|台|份|本|张|把|对|罐|桶|卷|串|束|顶|副|枚|片|组|斤|公斤|kg|ml|毫升|升|pieces?\b|pcs?\b|pairs?\b|sets?\b|boxes\b|box\b|bottles?\b|packs?\b|bags?\b|units?\b|items?\b)"
    ))
});
static TIMES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:[x×*]\s?(\d{1,4})|(?:qty|quantity)\s?(?:is|of|:)?\s?(\d{1,4}))"));
static ENGLISH_QUANTITY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(one|two|three|four|five|six|seven|eight|nine|ten|dozen|a dozen)\s(pieces?|pcs|pairs?|sets?|boxes|box|bottles?|packs?|bags?|units?|items?|of them|of these)\b",
    )
});

/// Says `S`, `M` and the like are sizes even in lower case.
fn sized(finder: &Finder<'_>) -> bool {
    finder.mentions(&["size", "码", "尺", "穿", "fit", "号", "身高", "体重"])
}

/// `165/88A`: height and girth of Chinese clothing labels.
pub(super) fn full_sizes(finder: &mut Finder<'_>) {
    finder.each(&FULL_SIZE, |captures, finder| {
        let range = captures.get_match().range();
        let size = format!("{}/{}{}", &captures[1], &captures[2], captures[3].to_ascii_uppercase());
        finder.stands_alone(&range).then_some((range, Value::Size(size)))
    });
}

pub(super) fn sizes(finder: &mut Finder<'_>) {
    let sized = sized(finder);
    finder.each(&LETTER_SIZE, |captures, finder| {
        let letters = captures.get(2)?;
        let alone = finder.stands_alone(&letters.range());
        let apostrophe =
            finder.before(letters.start()) == Some('\'') || finder.after(letters.end()) == Some('\'');
        if !alone || apostrophe || matches!(finder.after(letters.end()), Some('&' | '@')) {
            return None;
        }
        let single = letters.len() == 1;
        let said = captures.get(1).is_some() || captures.get(3).is_some();
        let beside_han = [finder.before(letters.start()), finder.after(letters.end())]
            .iter()
            .any(|c| c.is_some_and(crate::normalize::is_han));
        let capital =
            finder.written(letters.range()).starts_with(|c: char| c.is_uppercase() || c == '\u{FF33}');
        let unit = single && finder.before(letters.start()).is_some_and(|c| c.is_ascii_digit());
        if single && !(said || beside_han || capital || sized && finder.text.len() < 12) || unit {
            return None;
        }
        let end = captures.get(3).map_or(letters.end(), |m| m.end());
        Some((letters.start()..end, Value::Size(letter_size(letters.as_str()))))
    });
    finder.each(&NAMED_SIZE, |captures, _| {
        let size = match &captures[1] {
            "均码" => "ONE",
            "大码" | "加大码" | "加肥加大" => "PLUS",
            "特小号" => "XS",
            "小号" | "小码" => "S",
            "中号" | "中码" => "M",
            "大号" => "L",
            "加大号" => "XL",
            "特大号" | "超大号" => "2XL",
            "最大码" | "最大号" => "LARGEST",
            _ => "SMALLEST",
        };
        Some((captures.get_match().range(), Value::Size(size.to_owned())))
    });
    finder.each(&WORD_SIZE, |captures, finder| {
        let word = captures.get(1)?;
        let size = match word.as_str().replace('-', " ").as_str() {
            "extra small" | "x small" => "XS",
            "small" => "S",
            "medium" => "M",
            "large" => "L",
            "extra large" | "x large" => "XL",
            "xx large" => "2XL",
            "plus size" => "PLUS",
            _ => "ONE",
        };
        let said = captures.get(2).is_some()
            || word.as_str().contains([' ', '-'])
            || finder.follows(
                word.start(),
                &["size", "size:", "size is", " in", "in a", "in an", " or", " a", "the", "wear"],
            ) && sized
            || finder.follows(word.start(), &["small or", "medium or", "large or"])
            || finder.precedes(word.end(), &["or small", "or medium", "or large", "or extra"])
            || finder.text.trim() == word.as_str();
        (said && finder.stands_alone(&word.range())).then(|| (word.range(), Value::Size(size.to_owned())))
    });
    finder.each(&NUMBER_SIZE, number_size);
}

fn letter_size(letters: &str) -> String {
    let xs = letters.bytes().filter(|b| *b == b'x').count();
    match letters.bytes().last() {
        _ if letters.starts_with(|c: char| c.is_ascii_digit()) => letters.to_ascii_uppercase(),
        Some(b'l') if xs > 1 => format!("{xs}XL"),
        Some(b's') if xs > 1 => format!("{xs}XS"),
        _ => letters.to_ascii_uppercase(),
    }
}

/// Numbers are sizes only when something says so.
fn number_size(
    captures: &regex::Captures<'_>,
    finder: &Finder<'_>,
) -> Option<(std::ops::Range<usize>, Value)> {
    let digits = captures.get(3)?;
    if !finder.is_whole_number(&digits.range()) {
        return None;
    }
    let system = captures.get(1).filter(|m| {
        !m.as_str().is_ascii() || !finder.before(m.start()).is_some_and(|c| c.is_ascii_alphanumeric())
    });
    let suffix = captures.get(4).map(|m| m.as_str());
    let half = digits.as_str().ends_with('半') || suffix.is_some_and(|s| s.ends_with('半'));
    let whole_part = digits.as_str().trim_end_matches('半');
    let value: f32 = whole_part.parse().ok()?;
    let said = captures.get(2).is_some();
    let plausible = match suffix {
        Some(s) if s.starts_with('码') => (18.0..=60.0).contains(&value) || (73.0..=190.0).contains(&value),
        // 5号 is a day, 12号 as well; 38号 is a shoe. 38号 after 月 was read as a date before.
        Some(_) => (32.0..=60.0).contains(&value) || said,
        None => {
            system.is_some_and(|m| m.as_str().len() > 1) && (1.0..=60.0).contains(&value)
                || said && value <= 190.0
        }
    };
    let followed = suffix.is_none()
        && finder.after(digits.end()).is_some_and(|c| c.is_ascii_alphanumeric() || "元块天件个%".contains(c));
    // `Is there another size? 2 of them` names none.
    if !plausible || followed || finder.follows(digits.start(), &["第"]) {
        return None;
    }
    let number = if half { format!("{whole_part}.5") } else { whole_part.to_owned() };
    let prefix = match system.map(|m| m.as_str()) {
        Some("eu" | "eur" | "欧码") => "EU ",
        Some("us" | "美码") => "US ",
        Some("uk" | "英码") => "UK ",
        Some("jp") => "JP ",
        _ => "",
    };
    let start = system.map_or(digits.start(), |m| m.start());
    Some((start..captures.get_match().end(), Value::Size(format!("{prefix}{number}"))))
}

pub(super) fn quantities(finder: &mut Finder<'_>) {
    finder.each(&QUANTITY, |captures, finder| {
        let (count, unit) = (captures.get(1)?, captures.get(2)?);
        let figures = count.as_str().is_ascii();
        if figures && !finder.is_whole_number(&count.range())
            || finder.follows(count.start(), &["第", "哪", "每", "几", "no.", "上", "下", "这", "那", "某"])
        {
            return None;
        }
        // 一个问题, 个月: a word, no count.
        let idle = unit.as_str() == "个"
            && (finder.precedes(unit.end(), &["月", "小时", "星期", "钟头", "工作日", "人", "问题", "事"])
                || count.as_str() == "一");
        let also = count.as_str() == "一" && finder.precedes(unit.end(), &["样", "起", "下", "点"])
            || count.as_str().contains(['点', '半']);
        let word_goes_on =
            unit.as_str().is_ascii() && finder.after(unit.end()).is_some_and(|c| c.is_ascii_alphabetic());
        let count = whole(count.as_str())?;
        let sensible = (1..=100_000).contains(&count) && !idle && !also && !word_goes_on;
        sensible.then(|| {
            (captures.get_match().range(), Value::Quantity { count, unit: unit.as_str().to_owned() })
        })
    });
    finder.each(&ENGLISH_QUANTITY, |captures, _| {
        let names = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
        let index = names.iter().position(|name| *name == &captures[1]);
        let count = index.map_or(Some(12), |i| u32::try_from(i + 1).ok())?;
        Some((captures.get_match().range(), Value::Quantity { count, unit: captures[2].to_owned() }))
    });
    finder.each(&TIMES, |captures, finder| {
        let digits = captures.get(1).or_else(|| captures.get(2))?;
        let dimension = finder.before(captures.get_match().start()).is_some_and(|c| c.is_ascii_digit());
        let joined = finder.after(digits.end()).is_some_and(|c| c.is_ascii_alphanumeric() || c == '*');
        let letter = finder.before(captures.get_match().start()).is_some_and(|c| c.is_ascii_alphabetic());
        let count = digits.as_str().parse().ok()?;
        (!dimension && !joined && !letter && count > 0)
            .then(|| (captures.get_match().range(), Value::Quantity { count, unit: String::new() }))
    });
}

/// English name, Chinese names that stand with 色 or 款, names that stand alone, English spellings.
type ColourRow = (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

const COLOURS: &[ColourRow] = &[
    ("black", &["黑"], &["纯黑", "曜石黑", "炭黑", "哑光黑"], &["black"]),
    ("white", &["白"], &["纯白", "奶白", "月白", "珍珠白"], &["white"]),
    ("off-white", &[], &["米白", "象牙白", "乳白", "本白"], &["off white", "off-white", "ivory", "cream"]),
    ("grey", &["灰"], &["银灰", "高级灰", "花灰"], &["grey", "gray"]),
    ("dark grey", &[], &["深灰", "炭灰"], &["dark grey", "dark gray", "charcoal"]),
    ("light grey", &[], &["浅灰"], &["light grey", "light gray"]),
    ("red", &["红"], &["大红", "正红", "中国红"], &["red"]),
    ("wine red", &[], &["酒红", "枣红", "暗红", "深红"], &["burgundy", "wine red", "dark red", "maroon"]),
    ("pink", &["粉"], &["粉红", "樱花粉", "桃粉", "浅粉", "藕粉色"], &["pink"]),
    ("rose", &["玫红"], &["玫瑰红", "玫瑰金"], &["rose gold"]),
    ("orange", &["橙", "橘"], &["橘红", "橙红"], &["orange"]),
    ("yellow", &["黄"], &["姜黄", "鹅黄", "柠檬黄"], &["yellow"]),
    ("green", &["绿"], &["墨绿", "军绿", "豆绿", "果绿", "薄荷绿", "抹茶绿", "草绿"], &["green"]),
    ("light green", &[], &["浅绿", "嫩绿"], &["light green", "mint green"]),
    ("dark green", &[], &["深绿"], &["dark green"]),
    ("blue", &["蓝"], &["宝蓝", "天蓝", "湖蓝", "雾霾蓝", "牛仔蓝", "克莱因蓝"], &["blue"]),
    ("light blue", &[], &["浅蓝", "淡蓝"], &["light blue", "sky blue", "baby blue"]),
    ("navy", &[], &["藏青", "藏蓝", "深蓝", "海军蓝"], &["navy blue", "navy", "dark blue"]),
    ("cyan", &["青"], &["青绿", "孔雀蓝"], &["cyan", "teal", "turquoise"]),
    ("purple", &["紫"], &["浅紫", "香芋紫", "薰衣草紫", "深紫"], &["purple", "violet", "lavender"]),
    (
        "brown",
        &["棕", "褐", "咖啡", "咖"],
        &["焦糖", "深棕", "浅棕", "巧克力色"],
        &["brown", "coffee color", "chocolate color"],
    ),
    ("khaki", &["卡其"], &["卡其"], &["khaki"]),
    ("camel", &["驼"], &["浅驼", "驼色"], &["camel color", "tan"]),
    ("beige", &["米", "杏", "燕麦"], &["杏色", "米杏", "裸色"], &["beige", "apricot", "nude"]),
    ("gold", &["金"], &["香槟金", "土豪金"], &["gold", "golden"]),
    ("silver", &["银"], &["银白"], &["silver"]),
    ("transparent", &["透明"], &[], &["clear color", "transparent"]),
    (
        "multicolour",
        &["彩", "花"],
        &["拼色", "彩虹", "渐变色", "撞色"],
        &["multicolor", "multicolour", "rainbow"],
    ),
];

static COLOUR: LazyLock<(Regex, Regex)> = LazyLock::new(|| {
    let mut any: Vec<String> = Vec::new();
    for (_, short, alone, english) in COLOURS {
        any.extend(short.iter().map(|name| format!("{name}色")));
        any.extend(alone.iter().chain(*english).map(|name| regex::escape(name)));
    }
    any.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let short: Vec<&str> =
        COLOURS.iter().flat_map(|row| row.1.iter().copied()).filter(|s| s.chars().count() == 1).collect();
    (pattern(&format!("(?:{})色?", any.join("|"))), pattern(&format!("({})(?:的|款)", short.join("|"))))
});

pub(super) fn colours(finder: &mut Finder<'_>) {
    let (any, short) = &*COLOUR;
    finder.each(any, |captures, finder| {
        let found = captures.get_match();
        if found.as_str().is_ascii() && !finder.stands_alone(&found.range()) {
            return None;
        }
        let bare = found.as_str().trim_end_matches('色');
        let row = COLOURS.iter().find(|(_, short, alone, english)| {
            short.contains(&bare)
                || alone.contains(&bare)
                || alone.contains(&found.as_str())
                || english.contains(&bare)
        })?;
        // 花色 asks for colours, 金色 is one; 红包 and 白条 never end in 色.
        if bare == "花" && !finder.precedes(found.end(), &["的"]) {
            return None;
        }
        Some((found.range(), Value::Colour(row.0.to_owned())))
    });
    finder.each(short, |captures, finder| {
        let name = captures.get(1)?;
        let idle = match name.as_str() {
            "白" => finder.follows(name.start(), &["明", "空", "表", "坦", "苍"]),
            "花" | "彩" | "金" | "银" | "米" | "咖" | "杏" | "青" => true,
            "黄" => finder.follows(name.start(), &["发", "变", "泛"]),
            "红" => finder.follows(name.start(), &["网", "发", "变"]),
            "黑" | "灰" => finder.follows(name.start(), &["发", "变", "抹", "很"]),
            _ => false,
        };
        let row = COLOURS.iter().find(|row| row.1.contains(&name.as_str()))?;
        (!idle).then(|| (name.range(), Value::Colour(row.0.to_owned())))
    });
}
