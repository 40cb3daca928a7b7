//! Two texts that share most words and mean the opposite: `能退` and `不能退`, a black one and a white one.

/// Ways to name one thing of a group; whoever names another of the group means something else. Folded.
const GROUPS: &[&[&[&str]]] = &[
    &[&["黑"], &["白"], &["红"], &["蓝"], &["绿"], &["黄"], &["灰"], &["粉"], &["紫"], &["棕", "咖啡色"]],
    &[&["black"], &["white"], &["red"], &["blue"], &["green"], &["yellow"], &["grey", "gray"], &["pink"]],
    &[&["男"], &["女"]],
    &[&["春"], &["夏"], &["秋"], &["冬"]],
    &[&["大"], &["小"]],
    &[&["长"], &["短"]],
    &[&["高"], &["低", "矮"]],
    &[&["厚"], &["薄"]],
    &[&["左"], &["右"]],
    &[&["早"], &["晚"]],
    &[&["买"], &["卖"]],
    &[&["胖"], &["瘦"]],
    &[&["冷"], &["热"]],
    &[&["开通", "打开", "开启", "启用"], &["关闭", "取消", "关掉", "停用"]],
    &[&["退货", "退款", "退"], &["换货", "换"]],
    &[&["before"], &["after"]],
    &[&["men"], &["women"]],
    &[&["refund", "return"], &["exchange", "swap"]],
];

/// What contains a negating character and negates nothing.
const NO_NEGATION: &[&str] = &[
    "不好意思",
    "对不起",
    "差不多",
    "无理由",
    "不锈钢",
    "不错",
    "没事",
    "要不要",
    "不同",
    "不知道",
    "不知",
    "特别",
    "分别",
    "别人",
    "别的",
    "级别",
    "性别",
    "区别",
    "不然",
    "不过",
];
/// What negates, folded.
const NEGATIONS: &[&str] = &[
    "不", "没", "别", "无法", "未", "not", "cant", "cannot", "dont", "doesnt", "wont", "isnt", "without",
    "never",
];

/// What a text says that another may say the opposite of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Contrast {
    /// A bit for each thing named, group after group.
    named: u64,
    negated: bool,
}

impl Contrast {
    /// Of a folded text.
    pub(super) fn of(folded: &str) -> Self {
        let words: Vec<&str> = folded.split(|c: char| !c.is_ascii_alphabetic() && c != '\'').collect();
        let says = |way: &str| {
            if way.is_ascii() {
                words.iter().any(|word| *word == way || word.strip_suffix('s') == Some(way))
            } else {
                folded.contains(way)
            }
        };
        let mut named = 0;
        for (at, ways) in GROUPS.iter().flat_map(|group| group.iter()).enumerate() {
            if ways.iter().any(|way| says(way)) {
                named |= 1 << at;
            }
        }
        Self { named, negated: negates(folded) }
    }

    /// How many things these two say the opposite of.
    pub(super) fn against(self, other: Self) -> f32 {
        let mut count = f32::from(u8::from(self.negated != other.negated));
        let mut at = 0;
        for group in GROUPS {
            let mask = ((1u64 << group.len()) - 1) << at;
            let (ours, theirs) = (self.named & mask, other.named & mask);
            if ours != 0 && theirs != 0 && ours & theirs == 0 {
                count += 1.0;
            }
            at += group.len();
        }
        count
    }
}

/// Whether a text denies something. `能不能` and a `不` or `没` at the end only ask.
fn negates(folded: &str) -> bool {
    let plain = NO_NEGATION.iter().fold(folded.to_owned(), |rest, phrase| rest.replace(phrase, " "));
    let asked = plain.trim_end_matches(|c: char| !c.is_alphanumeric() || "呢啊呀吧".contains(c));
    let letters: Vec<char> = asked.trim_end_matches(['不', '没']).chars().collect();
    let is_question = |at: usize| {
        let around = |distance: usize| {
            let left = at.checked_sub(distance).map(|from| &letters[from..at]);
            let right = letters.get(at + 1..at + 1 + distance);
            left.is_some() && left == right
        };
        around(1) || around(2)
    };
    let rest: String = letters
        .iter()
        .enumerate()
        .map(|(at, c)| if matches!(c, '不' | '没') && is_question(at) { ' ' } else { *c })
        .collect();
    let rest = rest.replace('\'', "");
    let words: Vec<&str> = rest.split(|c: char| !c.is_ascii_alphabetic()).collect();
    NEGATIONS.iter().any(|no| if no.is_ascii() { words.contains(no) } else { rest.contains(no) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn against(a: &str, b: &str) -> f32 {
        Contrast::of(a).against(Contrast::of(b))
    }

    #[test]
    fn opposites_are_seen() {
        for (a, b) in [
            ("拆了能退吗", "拆了不能退吗"),
            ("有黑色的吗", "有白色的吗"),
            ("怎么开通会员", "怎么取消会员"),
            ("i can't log in", "i can log in"),
            ("any red ones?", "any blue ones?"),
            ("可以退货吗", "可以换货吗"),
        ] {
            assert!(against(a, b) > 0.5, "{a} / {b}");
        }
    }

    #[test]
    fn a_way_of_asking_is_no_opposite() {
        for (a, b) in [
            ("能不能退", "能退吗"),
            ("包不包邮", "包邮吗"),
            ("能退不", "能退吗"),
            ("有没有黑色", "黑色有吗"),
            ("喜欢不喜欢", "喜欢吗"),
            ("支持七天无理由吗", "七天可以退吗"),
            ("黑色和白色有什么区别", "白色好看吗"),
        ] {
            assert!(against(a, b) < 0.5, "{a} / {b}");
        }
    }

    #[test]
    fn every_thing_has_a_bit() {
        assert!(GROUPS.iter().map(|group| group.len()).sum::<usize>() <= 64);
    }
}
