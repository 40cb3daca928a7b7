//! The ways a burst can be read as a question.

use language::normalize::fold;

/// Lines looked at one by one: the last ones, where the question is.
const LINES: usize = 5;
/// Characters of one reading; nobody's question is longer, and encoding takes time.
const LENGTH: usize = 300;
/// A follow-up has at most so many characters.
const SHORT: usize = 24;

/// What a follow-up begins with, folded.
const OPENERS: &[&str] = &[
    "那",
    "如果",
    "要是",
    "还有",
    "万一",
    "换成",
    "what about",
    "how about",
    "what if",
    "and ",
    "but ",
    "even ",
    "if ",
];

/// What a question is addressed with, folded.
const ADDRESSES: &[&str] = &["亲", "您好", "你好", "请问", "请问一下"];
/// Final particles that ask and say nothing else.
const PARTICLES: &[char] = &['吗', '么', '嘛', '不', '没', '呢', '呀', '啊', '吧', '哦', '哈'];

/// Every line by itself, all of them together, and a short follow-up together with what it follows.
pub(super) fn readings(burst: &str, before: &[&str]) -> Vec<String> {
    let lines: Vec<&str> = burst.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut readings: Vec<String> = lines.iter().rev().take(LINES).rev().map(|line| cut(line)).collect();
    let whole = cut(&lines.join(" "));
    if let Some(earlier) = before.last().filter(|_| follows_up(&whole)) {
        readings.push(cut(&format!("{} {whole}", earlier.trim())));
    }
    if lines.len() > 1 {
        readings.push(whole);
    }
    readings
}

/// What a folded wording comes down to when wordings are compared for being the same: letters and digits, without the
/// address in front and the particles that only make it a question.
pub(super) fn bare(folded: &str) -> String {
    let letters: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    let asked =
        ADDRESSES.iter().fold(letters.as_str(), |rest, address| rest.strip_prefix(address).unwrap_or(rest));
    let plain = asked.trim_end_matches(PARTICLES);
    if plain.is_empty() { letters } else { plain.to_owned() }
}

/// Whether a text only makes sense after another.
fn follows_up(text: &str) -> bool {
    let folded = fold(text);
    let ends = folded.trim_end_matches(|c: char| !c.is_alphanumeric()).ends_with('呢');
    folded.chars().count() <= SHORT && (ends || OPENERS.iter().any(|opener| folded.starts_with(opener)))
}

fn cut(text: &str) -> String {
    text.chars().take(LENGTH).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_read_line_by_line_and_as_a_whole() {
        assert_eq!(readings("在吗\n \n能开发票吗", &[]), ["在吗", "能开发票吗", "在吗 能开发票吗"]);
        assert_eq!(readings("能开发票吗", &["你好"]), ["能开发票吗"]);
        assert!(readings(" \n", &[]).is_empty());
    }

    #[test]
    fn a_follow_up_is_read_with_what_it_follows() {
        assert_eq!(readings("那袜子呢？", &["毛衣能退吗"]), ["那袜子呢？", "毛衣能退吗 那袜子呢？"]);
        assert_eq!(readings("and for shoes?", &["can I return food"]).len(), 2);
        assert_eq!(readings("好的", &["毛衣能退吗"]), ["好的"], "an acknowledgement asks nothing");
    }

    #[test]
    fn a_wording_comes_down_to_what_it_asks() {
        for text in ["包邮吗", "包邮 不?", "请问包邮呀", "亲,包邮么~", "包邮"] {
            assert_eq!(bare(text), "包邮", "{text}");
        }
        assert_eq!(bare("你好呀"), "你好呀", "nothing is left of it otherwise");
        assert_ne!(bare("能退吗"), bare("不能退吗"));
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(readings(&"退".repeat(5000), &[])[0].chars().count(), LENGTH);
    }
}
