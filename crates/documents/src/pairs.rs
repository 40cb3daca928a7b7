//! Questions and answers as people write them down: `问：… 答：…`, `Q: … A: …`, two columns of a sheet.

use crate::Pair;

const ASKED: &[&str] = &["问题", "提问", "问", "标准问题", "question", "questions", "q", "faq"];
const TOLD: &[&str] = &["答案", "回答", "回复", "答", "标准答案", "answer", "answers", "reply", "a"];
/// What the columns of a table of facts are called.
const NAMES: &[&str] = &[
    "属性",
    "参数",
    "项目",
    "名称",
    "参数名",
    "规格",
    "内容",
    "name",
    "attribute",
    "property",
    "item",
    "spec",
    "feature",
];

/// The columns of questions and of answers, when the names of a table's columns say so.
pub(crate) fn columns(head: &[String]) -> Option<(usize, usize)> {
    let called =
        |names: &[&str]| head.iter().position(|cell| names.contains(&cell.trim().to_lowercase().as_str()));
    Some((called(ASKED)?, called(TOLD)?))
}

/// Whether the first line of a table of two columns names them.
pub(crate) fn names_columns(head: &[String]) -> bool {
    head.first().is_some_and(|cell| NAMES.contains(&cell.trim().to_lowercase().as_str()))
}

/// What the lines ask and answer, and the lines that are neither.
pub(crate) fn in_lines(lines: Vec<String>) -> (Vec<String>, Vec<Pair>) {
    let (mut rest, mut pairs) = (Vec::new(), Vec::<Pair>::new());
    let mut open: Option<Pair> = None;
    let mut close = |open: &mut Option<Pair>, rest: &mut Vec<String>| match open.take() {
        Some(pair) if !pair.answer.is_empty() => pairs.push(pair),
        Some(pair) => rest.push(pair.question),
        None => {}
    };
    for line in lines {
        if let Some(question) = after(&line, &["问题", "问", "question", "q"]) {
            close(&mut open, &mut rest);
            let (question, answer) = in_one(question);
            open = Some(Pair { question, answer });
        } else if let (Some(answer), Some(pair)) = (after(&line, &["回答", "答", "answer", "a"]), &mut open)
        {
            add(pair, answer);
        } else if let Some(pair) = open.as_mut().filter(|pair| !pair.answer.is_empty()) {
            add(pair, &line);
        } else {
            close(&mut open, &mut rest);
            rest.push(line);
        }
    }
    close(&mut open, &mut rest);
    (rest, pairs)
}

fn add(pair: &mut Pair, line: &str) {
    if !pair.answer.is_empty() {
        pair.answer.push('\n');
    }
    pair.answer.push_str(line);
}

/// `可以退吗？ 答：可以` on one line.
fn in_one(text: &str) -> (String, String) {
    for mark in ["答：", "答:", " A: ", " A："] {
        if let Some((question, answer)) = text.split_once(mark) {
            return (question.trim().to_owned(), answer.trim().to_owned());
        }
    }
    (text.to_owned(), String::new())
}

/// What follows `问：`, `Q1:`, `【问】`.
fn after<'a>(line: &'a str, marks: &[&str]) -> Option<&'a str> {
    let line = line.trim_start_matches(['【', '[', '*', '-', ' ']);
    let mark = marks
        .iter()
        .find(|mark| line.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark)))?;
    let rest =
        line[mark.len()..].trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '】' | ']' | ' '));
    let rest = rest.strip_prefix(['：', ':', '、']).or_else(|| rest.strip_prefix(". "))?.trim();
    (!rest.is_empty()).then_some(rest)
}

/// Whether a text is a question.
pub(crate) fn is_question(text: &str) -> bool {
    text.ends_with(['?', '？'])
}
