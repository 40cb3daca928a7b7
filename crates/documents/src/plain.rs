use crate::outline::Outline;
use crate::pairs::is_question;
use crate::{Refused, encoding};

/// Characters of a line that may be a heading.
const SHORT: usize = 40;

pub(crate) fn read(bytes: &[u8]) -> Result<Outline, Refused> {
    let text = encoding::text(bytes).ok_or(Refused::Encoding)?;
    let mut outline = Outline::default();
    lines(&mut outline, &text);
    Ok(outline)
}

/// Reads lines whose headings are known only by how they look.
pub(crate) fn lines(outline: &mut Outline, text: &str) {
    let mut alone = true;
    let mut lines = text.lines().map(str::trim).peekable();
    while let Some(line) = lines.next() {
        if line.is_empty() {
            alone = true;
            continue;
        }
        let followed = lines.peek().is_some();
        match level(line, alone) {
            Some(level) if followed => outline.heading(level, line),
            _ => outline.line(line),
        }
        alone = false;
    }
}

/// How high a heading this line is, if it looks like one: `第三条 退货`, `一、退货政策`, `2.1 Returns`, a short question.
fn level(line: &str, alone: bool) -> Option<u8> {
    let marked =
        ["问", "答", "q:", "a:", "q：", "a："].iter().any(|mark| line.to_lowercase().starts_with(mark));
    if marked
        || line.chars().count() > SHORT
        || line.ends_with(['。', '；', ';', '，', ',', '、', '.', '!', '！'])
    {
        return None;
    }
    let numeral = |c: char| "一二三四五六七八九十百".contains(c);
    if let Some(rest) = line.strip_prefix('第') {
        let after = rest.trim_start_matches(|c: char| numeral(c) || c.is_ascii_digit());
        return match after.chars().next() {
            Some('章' | '部' | '篇') => Some(1),
            Some('节') => Some(2),
            Some('条') => Some(3),
            _ => None,
        };
    }
    let after = line.trim_start_matches(numeral);
    if after.len() < line.len() && after.starts_with(['、', '.', '．']) {
        return Some(2);
    }
    let inner = line.strip_prefix(['（', '(']).map(|rest| rest.trim_start_matches(numeral));
    if inner.is_some_and(|rest| rest.starts_with(['）', ')']))
        && inner.is_none_or(|rest| rest.len() + 3 < line.len())
    {
        return Some(3);
    }
    let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    if numbered.len() < line.len() && numbered.starts_with([' ', '、']) && !numbered.contains(['：', ':']) {
        let dots = line[..line.len() - numbered.len()].trim_end_matches('.').matches('.').count();
        return Some(u8::try_from(3 + dots).unwrap_or(6).min(6));
    }
    if is_question(line) {
        return Some(6);
    }
    (alone && line.chars().count() <= 20 && !line.contains(['：', ':', '，', ',', '|'])).then_some(1)
}
