//! Dates, times of day and stretches of time.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bounded before they are rounded"
)]

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::{Date, DateTime, Time};
use jiff::{Span, ToSpan};
use regex::{Captures, Regex};

use super::finder::{Finder, pattern};
use super::numerals::{NUMBER, number, whole};
use super::{Precision, Relation, Value};

const MONTHS: &str = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
const DAYS: &str =
    "mon(?:day)?|tues?(?:day)?|wed(?:nesday)?|thur?s?(?:day)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?";

static FULL_DATE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(20\d{2})\s?[年./\-]\s?(\d{1,2})\s?[月./\-]\s?(\d{1,2})\s?[日号]?"));
static MONTH_DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(\d{1,2}|十?[一二三四五六七八九十])\s?月\s?(?:份的?)?(\d{1,2}|[二三]?十?[一二三四五六七八九十])\s?[日号]?",
    )
});
static POINT_DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(\d{1,2})\s?[./]\s?(\d{1,2})\s?([日号]|(?:下单|下的|买|拍|付款|付的|发货|到|前|之前|以前|收到|签收))",
    )
});
static SAID_DATE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:on|by|before|since|until|till|from)\s(\d{1,2})/(\d{1,2})\b"));
static DAY_OF_MONTH: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(\d{1,2}|[二三]?十?[一二三四五六七八九十])\s?号"));
static ENGLISH_DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\b(?:({MONTHS})\.?\s(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s(20\d{{2}}))?|(\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?({MONTHS})\b(?:,?\s(20\d{{2}}))?)"
    ))
});
static RELATIVE_DAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(大前天|前天|前晚|昨天|昨日|昨儿|昨晚|昨夜|今天|今日|今儿|今晚|今早|今夜|明天|明日|明儿|明晚|明早|大后天|后天|后日|",
        r"day after tomorrow|day before yesterday|tomorrow|tmrw|tmr|tomorow|yesterday|today|tonight|this morning|this afternoon|this evening)",
    ))
});
static WEEKDAY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(上上|下下|上|下|这|本)?个?(?:周|星期|礼拜)([一二三四五六日天末1-6])"));
static ENGLISH_WEEKDAY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(r"\b(?:(this coming|this|next|last|on|by|until|before|since|past)\s)?({DAYS})\b"))
});
static AROUND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(next|last|this)\s(week|month)\b|(上|下|这|本)个?(?:周|星期|礼拜)|(上个?月|下个?月|这个?月|本月)(底|初|中旬?)?|(月底|月初|月中)",
    )
});
static FESTIVAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(双\s?11|双十一|双\s?12|双十二|618|六一八|元旦|五一|国庆|圣诞|black friday|christmas|new year)")
});
static STRETCH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"({NUMBER})\s?(?:多|来)?\s?(个半)?个?\s?(工作日|天|日|周|星期|礼拜|月|小时|钟头|分钟|年)(半)?(?:多)?(?:的?时间)?(以前|之前|前|以后|之后|后|以内|之内|内|了|没|还)?"
    ))
});
static ENGLISH_STRETCH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:(in|within|for|after|past|over|last|about)\s+(?:the\s+)?(?:past\s+|last\s+|over\s+|about\s+|like\s+)?)?",
        r"(\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|a couple of|a few|several)\s?",
        r"(business days?|working days?|days?|weeks?|wks?|months?|hours?|hrs?|minutes?|mins?|years?)\b\s?(ago|later|from now|already|now)?",
    ))
});
static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(凌晨|清晨|早上|早晨|早|上午|中午|正午|下午|傍晚|晚上|夜里|夜|晚|半夜)?(?:的)?\s?",
        r"(\d{1,2}|[一二两三四五六七八九]|十[一二]?)\s?(?:点钟?|:|时)\s?(半|[一三]刻|\d{1,2}|[一二三四五]?十[一二三四五六七八九]?)?\s?分?(?:钟|整)?",
    ))
});
static ENGLISH_CLOCK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:(?:at|by|before|after|around)\s)?(?:(\d{1,2})(?::(\d{2}))?\s?(a\.?m\.?|p\.?m\.?|o'clock)|(noon|midnight))",
    )
});
static PART: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜|\b(?:in the |this )?(?:morning|afternoon|evening)\b|\bnight\b)",
    )
});

/// Something happened then, so a weekday or day of the month is the last one.
const PAST: [&str; 26] = [
    "下的单",
    "下单的",
    "下了单",
    "买的",
    "买了",
    "拍的",
    "拍下",
    "付的",
    "付款的",
    "付了",
    "就",
    "已经",
    "收到的",
    "收到了",
    "签收",
    "发的",
    "退的",
    "寄的",
    "到的",
    "申请的",
    "ordered",
    "bought",
    "shipped",
    "paid",
    "received",
    "placed",
];

pub(super) fn moments(finder: &mut Finder<'_>) {
    let mut days = dates(finder);
    let clocks = clocks(finder);
    // Once a day is known, a clock time beside it is on that day.
    for (range, said) in clocks {
        let beside = days.iter().position(|(day, _)| {
            let gap = if day.end <= range.start {
                day.end..range.start
            } else if range.end <= day.start {
                range.end..day.start
            } else {
                return day.end > range.start;
            };
            finder.text.get(gap).is_some_and(|between| {
                matches!(between.trim(), "" | "的" | "," | "at" | "on" | "by" | "in the" | "around")
            })
        });
        if let Some(index) = beside {
            let (day, moment) = &mut days[index];
            let at = said.on(moment.at.date());
            *moment = Moment { at, precision: said.precision };
            *day = day.start.min(range.start)..day.end.max(range.end);
        } else if said.alone {
            let today = finder.now.date();
            let at = said.on(today);
            // 下午六点 said at seven in the evening is tomorrow's.
            let at = if at < finder.now && said.precision == Precision::Minute {
                said.on(today.tomorrow().unwrap_or(today))
            } else {
                at
            };
            days.push((range, Moment { at, precision: said.precision }));
        }
    }
    for (range, moment) in days {
        finder.take(range, Value::Moment { at: moment.at, precision: moment.precision });
    }
    stretches(finder);
}

#[derive(Clone, Copy)]
struct Moment {
    at: DateTime,
    precision: Precision,
}

impl Moment {
    fn day(date: Date) -> Self {
        Self { at: date.to_datetime(Time::midnight()), precision: Precision::Day }
    }
}

struct Said {
    hour: i8,
    minute: i8,
    precision: Precision,
    /// Whether it means something without a day.
    alone: bool,
}

impl Said {
    fn on(&self, date: Date) -> DateTime {
        // 24 o'clock is the next midnight.
        let (date, hour) =
            if self.hour == 24 { (date.tomorrow().unwrap_or(date), 0) } else { (date, self.hour) };
        Time::new(hour, self.minute, 0, 0)
            .map_or(date.to_datetime(Time::midnight()), |time| date.to_datetime(time))
    }
}

/// All days, earliest pattern first; none overlap.
fn dates(finder: &Finder<'_>) -> Vec<(Range<usize>, Moment)> {
    let mut days = Days { finder, found: Vec::new(), past: finder.mentions(&PAST) };
    let today = finder.now.date();
    days.each(&FULL_DATE, |c, _| {
        Some((all(c), Moment::day(Date::new(part(c, 1)?, part(c, 2)?, part(c, 3)?).ok()?)))
    });
    days.each(&MONTH_DAY, |c, _| {
        let (month, day) = (i8::try_from(whole(&c[1])?).ok()?, i8::try_from(whole(&c[2])?).ok()?);
        Some((all(c), Moment::day(nearest(today, month, day)?)))
    });
    days.each(&POINT_DATE, |c, _| {
        let tail = c.get(3)?;
        let end = if matches!(tail.as_str(), "日" | "号") { tail.end() } else { c.get(2)?.end() };
        Some((all(c).start..end, Moment::day(nearest(today, part(c, 1)?, part(c, 2)?)?)))
    });
    days.each(&SAID_DATE, |c, _| {
        Some((c.get(1)?.start()..all(c).end, Moment::day(nearest(today, part(c, 1)?, part(c, 2)?)?)))
    });
    days.each(&ENGLISH_DATE, |c, _| {
        let month = month(c.get(1).or_else(|| c.get(5))?.as_str())?;
        let day = part(c, 2).or_else(|| part(c, 4))?;
        let date = match part(c, 3).or_else(|| part(c, 6)) {
            Some(year) => Date::new(year, month, day).ok()?,
            None => nearest(today, month, day)?,
        };
        Some((all(c), Moment::day(date)))
    });
    days.each(&DAY_OF_MONTH, |c, days| {
        let day = i8::try_from(whole(&c[1])?).ok()?;
        let other = days.finder.precedes(
            all(c).end,
            &["色", "链接", "口红", "楼", "线", "店", "机", "柜", "仓", "款", "码", "电池", "门", "院"],
        ) || days.finder.follows(all(c).start, &["第", "单", "尾", "月"]);
        let alone = days.finder.is_whole_number(&c.get(1)?.range());
        (!other && alone).then(|| Some((all(c), Moment::day(day_of_month(today, day, days.past)?))))?
    });
    days.each(&RELATIVE_DAY, |c, days| {
        let word = &c[1];
        if word.is_ascii() && !days.finder.stands_alone(&all(c)) {
            return None;
        }
        let shift = match word {
            "大前天" => -3,
            "前天" | "前晚" | "day before yesterday" => -2,
            "昨天" | "昨日" | "昨儿" | "昨晚" | "昨夜" | "yesterday" => -1,
            "明天" | "明日" | "明儿" | "明晚" | "明早" | "tomorrow" | "tmr" | "tmrw" | "tomorow" => {
                1
            }
            "后天" | "后日" | "day after tomorrow" => 2,
            "大后天" => 3,
            _ => 0,
        };
        let date = today.checked_add(shift.days()).ok()?;
        let hour = match word {
            _ if word.ends_with(['晚', '夜']) || word == "tonight" || word == "this evening" => Some(20),
            _ if word.ends_with('早') || word == "this morning" => Some(8),
            "this afternoon" => Some(15),
            _ => None,
        };
        let moment = match hour {
            Some(hour) => Moment { at: date.at(hour, 0, 0, 0), precision: Precision::PartOfDay },
            None => Moment::day(date),
        };
        Some((all(c), moment))
    });
    days.each(&WEEKDAY, |c, days| {
        let weekend = &c[2] == "末";
        let weekday = match &c[2] {
            "末" => 6,
            "日" | "天" => 7,
            name => i8::try_from(whole(name)?).ok()?,
        };
        // 一周三次 and 周三个 are no weekdays; a count before 周 is.
        if days.finder.follows(all(c).start, &["一", "两", "几", "每"]) {
            return None;
        }
        let weeks = match c.get(1).map(|m| m.as_str()) {
            Some("上上") => Some(-2),
            Some("上") => Some(-1),
            Some("下") => Some(1),
            Some("下下") => Some(2),
            Some(_) => Some(0),
            None => None,
        };
        let _ = weekend;
        Some((all(c), Moment::day(self::weekday(today, weekday, weeks, days.past)?)))
    });
    days.each(&ENGLISH_WEEKDAY, |c, days| {
        let (lead, name) = (c.get(1).map(|m| m.as_str()), &c[2]);
        // `sat` and `sun` alone are words.
        if lead.is_none() && !name.ends_with("day") {
            return None;
        }
        let weekday =
            ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().position(|day| name.starts_with(day))?;
        let weekday = i8::try_from(weekday + 1).ok()?;
        let date = match lead {
            Some("next") => self::weekday(today, weekday, Some(1), false)?,
            Some("last" | "past" | "since") => last_before(today, weekday)?,
            _ => self::weekday(today, weekday, None, days.past)?,
        };
        Some((c.get(2)?.start()..all(c).end, Moment::day(date)))
    });
    days.each(&AROUND, around);
    days.each(&FESTIVAL, |c, days| {
        let (month, day) = match c[1].replace(' ', "").as_str() {
            "双11" | "双十一" => (11, 11),
            "双12" | "双十二" => (12, 12),
            "618" | "六一八" => (6, 18),
            "元旦" | "newyear" => (1, 1),
            "五一" => (5, 1),
            "国庆" => (10, 1),
            "圣诞" | "christmas" => (12, 25),
            _ => (11, 28),
        };
        let alone = days.finder.is_whole_number(&all(c))
            && !days.finder.precedes(all(c).end, &["元", "块", "件", "%"]);
        alone.then(|| Some((all(c), Moment::day(nearest(today, month, day)?))))?
    });
    days.found
}

struct Days<'f, 't> {
    finder: &'f Finder<'t>,
    found: Vec<(Range<usize>, Moment)>,
    /// Whether the text tells of something done.
    past: bool,
}

impl<'t> Days<'_, 't> {
    fn each(
        &mut self,
        pattern: &Regex,
        read: impl Fn(&Captures<'t>, &Self) -> Option<(Range<usize>, Moment)>,
    ) {
        for captures in pattern.captures_iter(self.finder.text) {
            let Some((range, moment)) = read(&captures, self) else { continue };
            let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            let cut = digit(self.finder.before(range.start)) && digit(self.finder.after(range.start));
            let free =
                self.found.iter().all(|(taken, _)| taken.end <= range.start || range.end <= taken.start);
            if !range.is_empty() && !cut && free && self.finder.is_free(&range) {
                self.found.push((range, moment));
            }
        }
    }
}

/// 月底, 下个月, next week.
fn around<'t>(c: &Captures<'t>, days: &Days<'_, 't>) -> Option<(Range<usize>, Moment)> {
    let today = days.finder.now.date();
    let first = today.first_of_month();
    let range = all(c);
    if let (Some(which), Some(unit)) = (c.get(1), c.get(2)) {
        let step: i32 = match which.as_str() {
            "next" => 1,
            "last" => -1,
            _ => 0,
        };
        return if unit.as_str() == "week" {
            Some((range, week(today, step)?))
        } else {
            let at = first.checked_add(step.months()).ok()?;
            Some((range, Moment { precision: Precision::Month, ..Moment::day(at) }))
        };
    }
    let step = |word: &str| match word.chars().next() {
        Some('上') => -1,
        Some('下') => 1,
        _ => 0,
    };
    if let Some(which) = c.get(3) {
        return Some((range, week(today, step(which.as_str()))?));
    }
    let step = c.get(4).map_or(0, |which| step(which.as_str()));
    let month = first.checked_add(step.months()).ok()?;
    let moment = match c.get(5).or_else(|| c.get(6)).map(|m| m.as_str().trim_start_matches('月')) {
        Some("底") => Moment::day(month.last_of_month()),
        Some("初") => Moment::day(month),
        Some(_) => Moment::day(month.checked_add(14.days()).ok()?),
        None => Moment { precision: Precision::Month, ..Moment::day(month) },
    };
    Some((range, moment))
}

fn week(today: Date, step: i32) -> Option<Moment> {
    let monday = today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days()).ok()?;
    let at = monday.checked_add((step * 7).days()).ok()?;
    Some(Moment { precision: Precision::Week, ..Moment::day(at) })
}

/// Times of day, most exact first.
fn clocks(finder: &Finder<'_>) -> Vec<(Range<usize>, Said)> {
    let mut found: Vec<(Range<usize>, Said)> = Vec::new();
    let mut note = |range: Range<usize>, said: Said| {
        let free = found.iter().all(|(taken, _)| taken.end <= range.start || range.end <= taken.start);
        if free && finder.is_free(&range) {
            found.push((range, said));
        }
    };
    for captures in ENGLISH_CLOCK.captures_iter(finder.text) {
        let hour = match (captures.get(4).map(|m| m.as_str()), part::<i8>(&captures, 1)) {
            (Some("noon"), _) => 12,
            (Some(_), _) => 24,
            (None, Some(hour)) => {
                let half = captures.get(3).map_or("", |m| m.as_str());
                match (half.starts_with('p'), half.starts_with('a'), hour) {
                    (_, true, 12) => 0,
                    (true, _, 1..=11) | (false, false, 1..=6) => hour + 12,
                    _ => hour,
                }
            }
            _ => continue,
        };
        let minute = part(&captures, 2).unwrap_or(0);
        if hour <= 24 && minute < 60 {
            note(all(&captures), Said { hour, minute, precision: Precision::Minute, alone: true });
        }
    }
    for captures in CLOCK.captures_iter(finder.text) {
        if let Some((range, said)) = clock(&captures, finder) {
            note(range, said);
        }
    }
    for captures in PART.captures_iter(finder.text) {
        let hour = match captures[1].trim_start_matches("in the ").trim_start_matches("this ") {
            "凌晨" | "半夜" => 2,
            "清晨" | "早上" | "早晨" | "morning" => 8,
            "上午" => 10,
            "中午" => 12,
            "下午" | "afternoon" => 15,
            "傍晚" => 18,
            _ => 20,
        };
        // 早上好 and good evening are greetings; alone a part of the day says little.
        note(all(&captures), Said { hour, minute: 0, precision: Precision::PartOfDay, alone: false });
    }
    found
}

fn clock(captures: &Captures<'_>, finder: &Finder<'_>) -> Option<(Range<usize>, Said)> {
    let range = all(captures);
    let hour_text = captures.get(2)?;
    let hour = i8::try_from(whole(hour_text.as_str())?).ok()?;
    let colon = captures.get_match().as_str().contains(':');
    let named = captures.get(1).map(|m| m.as_str());
    let minute = match captures.get(3).map(|m| m.as_str()) {
        Some("半") => 30,
        Some("一刻") => 15,
        Some("三刻") => 45,
        Some(text) => i8::try_from(whole(text)?).ok()?,
        None if colon => return None,
        None => 0,
    };
    let figures = captures.get(3).is_some_and(|m| m.as_str().len() == 2 && m.as_str().is_ascii());
    if colon && !figures
        || hour > 24
        || minute > 59
        || !finder.is_whole_number(&(hour_text.start()..range.end))
    {
        return None;
    }
    // 一点 is `a little`, 两点 may be `two things`; 有点, 快点 end in no hour. 1.65 was folded from 1点65 by nobody.
    let vague = !colon
        && named.is_none()
        && captures.get(3).is_none()
        && !captures.get_match().as_str().contains('钟');
    let little = hour_text.as_str() == "一" && captures.get(3).is_none() && named.is_none();
    if little
        || vague && finder.precedes(range.end, &["问题", "建议", "意见", "要求", "儿"])
        || finder.follows(range.start, &["差", "第", "有", "早"]) && vague
    {
        return None;
    }
    let time_unit = captures.get_match().as_str().contains('时') && finder.precedes(range.end, &["间", "候"]);
    if time_unit {
        return None;
    }
    let hour = match (named, hour) {
        (Some("晚上" | "晚" | "夜里" | "夜" | "半夜"), 12) => 24,
        (Some("凌晨"), 12) => 0,
        (Some("下午" | "傍晚" | "晚上" | "晚" | "夜里" | "夜"), 1..=11) | (Some("中午" | "正午"), 1..=3) => {
            hour + 12
        }
        (None, 1..=6) if !colon => hour + 12,
        _ => hour,
    };
    let before_evening = finder.follows(range.start, &["今晚", "明晚", "昨晚", "tonight"]) && hour < 12;
    let hour = if before_evening { hour + 12 } else { hour };
    Some((range, Said { hour, minute, precision: Precision::Minute, alone: true }))
}

fn stretches(finder: &mut Finder<'_>) {
    let now = finder.now;
    finder.each(&STRETCH, |c, finder| {
        let count = c.get(1)?;
        let figures = count.as_str().starts_with(|ch: char| ch.is_ascii_digit());
        if figures && !finder.is_whole_number(&count.range())
            || finder.follows(count.start(), &["第", "几", "十几", "周", "星期", "礼拜", "前"])
        {
            return None;
        }
        let unit = &c[3];
        // 三月 is March; 三个月 a stretch. 5日 is a date.
        let counted_month =
            unit != "月" || c.get_match().as_str().contains('个') || count.as_str().contains('半');
        if !counted_month
            || unit == "日"
            || unit == "天" && finder.precedes(c.get(3)?.end(), &["猫", "气", "然", "花"])
        {
            return None;
        }
        let mut value = number(count.as_str())?;
        if c.get(2).is_some() || c.get(4).is_some() {
            value += 0.5;
        }
        let minutes = value * minutes(unit)?;
        let tail = c.get(5).map_or("", |m| m.as_str());
        let kept = if matches!(tail, "没" | "还" | "了") {
            c.get(5).map_or(all(c).end, |m| m.start())
        } else {
            all(c).end
        };
        let range = all(c).start..if tail == "了" { all(c).end } else { kept };
        let lasting = tail == "了"
            || matches!(tail, "没" | "还")
            || finder.follows(
                range.start,
                &["已经", "都", "过了", "等了", "有", "快", "超过", "过去", "了", "买了"],
            );
        let value = match tail {
            "前" | "以前" | "之前" => shifted(now, -minutes, unit)?,
            "后" | "以后" | "之后" => shifted(now, minutes, unit)?,
            "内" | "以内" | "之内" => lasts(minutes, Relation::Within)?,
            _ if lasting => lasts(minutes, Relation::Lasting)?,
            _ => lasts(minutes, Relation::Plain)?,
        };
        Some((range, value))
    });
    finder.each(&ENGLISH_STRETCH, |c, finder| {
        let words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
        let count = match &c[2] {
            "a" | "an" => 1.0,
            "a couple of" => 2.0,
            "a few" | "several" => 3.0,
            text => match words.iter().position(|word| *word == text) {
                Some(index) => f64::from(u32::try_from(index + 1).ok()?),
                None => number(text)?,
            },
        };
        let unit = c.get(3)?;
        let minutes = count * minutes(unit.as_str())?;
        let (lead, tail) = (c.get(1).map_or("", |m| m.as_str()), c.get(4).map_or("", |m| m.as_str()));
        let value = match (lead, tail) {
            (_, "ago") => shifted(now, -minutes, unit.as_str())?,
            (_, "later" | "from now") | ("in", _) => shifted(now, minutes, unit.as_str())?,
            ("within", _) => lasts(minutes, Relation::Within)?,
            ("for" | "past" | "last" | "over", _) | (_, "already" | "now") => {
                lasts(minutes, Relation::Lasting)?
            }
            _ if finder
                .follows(c.get(2)?.start(), &["been", "waiting", "waited", "been over", "been about"]) =>
            {
                lasts(minutes, Relation::Lasting)?
            }
            _ => lasts(minutes, Relation::Plain)?,
        };
        Some((c.get(2)?.start()..c.get(4).map_or(unit.end(), |m| m.end()), value))
    });
}

fn minutes(unit: &str) -> Option<f64> {
    Some(match unit {
        "分钟" => 1.0,
        "小时" | "钟头" => 60.0,
        "天" | "工作日" => 1440.0,
        "周" | "星期" | "礼拜" => 7.0 * 1440.0,
        "月" => 30.0 * 1440.0,
        "年" => 365.0 * 1440.0,
        unit if unit.starts_with("min") => 1.0,
        unit if unit.starts_with('h') => 60.0,
        unit if unit.contains("day") => 1440.0,
        unit if unit.starts_with('w') => 7.0 * 1440.0,
        unit if unit.starts_with("month") => 30.0 * 1440.0,
        unit if unit.starts_with("year") => 365.0 * 1440.0,
        _ => return None,
    })
}

fn lasts(minutes: f64, relation: Relation) -> Option<Value> {
    (0.0..=2e8).contains(&minutes).then(|| Value::Duration { minutes: minutes.round() as u32, relation })
}

/// From now on, or back; days and longer are days, hours and minutes exact.
fn shifted(now: DateTime, minutes: f64, unit: &str) -> Option<Value> {
    if !(-2e8..=2e8).contains(&minutes) {
        return None;
    }
    let at = now.checked_add(Span::new().try_minutes(minutes.round() as i64).ok()?).ok()?;
    let fine = matches!(unit, "分钟" | "小时" | "钟头") || unit.starts_with("min") || unit.starts_with('h');
    Some(if fine {
        Value::Moment { at: at.date().at(at.hour(), at.minute(), 0, 0), precision: Precision::Minute }
    } else {
        Value::Moment { at: at.date().to_datetime(Time::midnight()), precision: Precision::Day }
    })
}

/// The day of that name closest to today: dates in chat are seldom half a year off.
fn nearest(today: Date, month: i8, day: i8) -> Option<Date> {
    let year = today.year();
    let candidates = [year.checked_sub(1)?, year, year.checked_add(1)?];
    let distance = |date: &Date| date.since(today).map_or(i32::MAX, |span| span.get_days().abs());
    candidates.into_iter().filter_map(|year| Date::new(year, month, day).ok()).min_by_key(distance)
}

fn day_of_month(today: Date, day: i8, past: bool) -> Option<Date> {
    let in_month = |shift: i32| {
        let first = today.first_of_month().checked_add(shift.months()).ok()?;
        Date::new(first.year(), first.month(), day).ok()
    };
    let ahead = [0, 1, 2].into_iter().filter_map(in_month).find(|date| *date >= today);
    let behind = [0, -1, -2].into_iter().filter_map(in_month).find(|date| *date <= today);
    if past { behind } else { ahead }
}

/// With `weeks` the day of that week (0 this one), else the next such day, or the last one for the past.
fn weekday(today: Date, weekday: i8, weeks: Option<i32>, past: bool) -> Option<Date> {
    let current = today.weekday().to_monday_one_offset();
    let shift = i32::from(weekday - current);
    let shift = match weeks {
        Some(weeks) => shift + weeks * 7,
        None if past => -(-shift).rem_euclid(7),
        None => shift.rem_euclid(7),
    };
    today.checked_add(shift.days()).ok()
}

/// The last such day before today.
fn last_before(today: Date, weekday: i8) -> Option<Date> {
    let shift = i32::from(today.weekday().to_monday_one_offset() - weekday).rem_euclid(7);
    today.checked_sub((if shift == 0 { 7 } else { shift }).days()).ok()
}

fn month(name: &str) -> Option<i8> {
    let names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let index = names.iter().position(|month| name.starts_with(month))?;
    i8::try_from(index + 1).ok()
}

fn all(captures: &Captures<'_>) -> Range<usize> {
    captures.get_match().range()
}

fn part<T: std::str::FromStr>(captures: &Captures<'_>, group: usize) -> Option<T> {
    captures.get(group)?.as_str().parse().ok()
}
