//! What the parts of a document would be as articles: their questions as they stand, or made from headings; their answers
//! always in the document's own words.

use documents::{Document, Section};
use language::tongue::{Tongue, tongue};

use super::Piece;
use crate::shop::Lang;

/// Characters of a question, of a heading that makes one, and of a category.
const QUESTION: usize = 300;
const CATEGORY: usize = 60;
/// A text shorter than this answers nothing.
const SHORTEST: usize = 2;

/// Headings of parts that tell nothing.
const EMPTY_HEADINGS: &[&str] = &[
    "目录",
    "版权",
    "版权声明",
    "修订记录",
    "contents",
    "table of contents",
    "copyright",
    "revision history",
];

/// What a heading's last words make of it as a question.
const CHINESE: &[(&[&str], &str)] = &[
    (&["时效", "时间", "时长", "期限", "周期"], "{}是多久？"),
    (&["运费", "费用", "价格", "邮费", "收费", "收费标准"], "{}怎么算？"),
    (&["流程", "步骤", "方法", "方式", "指南", "教程", "操作"], "{}是怎样的？"),
    (
        &[
            "条件",
            "要求",
            "范围",
            "标准",
            "限制",
            "政策",
            "规则",
            "规定",
            "说明",
            "须知",
            "条款",
            "承诺",
            "注意事项",
        ],
        "{}是什么？",
    ),
    (&["地址"], "{}在哪里？"),
];

/// The pieces of a document, in its order. `lang` is for parts whose language cannot be told.
pub fn pieces(document: &Document, lang: Lang) -> Vec<Piece> {
    document.sections.iter().flat_map(|section| of_section(document, section, lang)).collect()
}

fn of_section(document: &Document, section: &Section, lang: Lang) -> Vec<Piece> {
    let heading = bare(&section.heading);
    if EMPTY_HEADINGS.contains(&heading.to_lowercase().as_str()) {
        return Vec::new();
    }
    let subject = if heading.is_empty() { bare(&document.title) } else { heading };
    let category = category(document, section);
    let piece = |key: String, question: String, similar: Vec<String>, answer: &str, attribute: bool| {
        let language = language_of(&format!("{question}\n{answer}"), lang);
        let question = question.chars().take(QUESTION).collect();
        let (answer, category) = (answer.trim().to_owned(), category.clone());
        Piece { key, question, similar, answer, category, scope: Vec::new(), language, attribute }
    };
    let mut pieces = Vec::new();
    for pair in &section.questions {
        let key = format!("{} ? {}", section.key, pair.question);
        pieces.push(piece(key, pair.question.clone(), Vec::new(), &pair.answer, false));
    }
    for fact in &section.facts {
        let key = format!("{} = {}", section.key, fact.name);
        let lang = language_of(&format!("{subject} {}\n{}", fact.name, fact.value), lang);
        let (question, answer) = attribute(subject, &fact.name, &fact.value, lang);
        pieces.push(piece(key, question, Vec::new(), &answer, true));
    }
    let told: Vec<String> =
        section.facts.iter().map(|fact| format!("{}：{}", fact.name, fact.value)).collect();
    let rest: Vec<&str> = section.text.lines().filter(|line| !told.iter().any(|told| told == line)).collect();
    let rest = rest.join("\n");
    // What stands before the first heading is a greeting more often than an answer, unless it is all there is.
    let says = rest.chars().count() >= SHORTEST
        && (!section.heading.is_empty() || document.sections.len() == 1 && pieces.is_empty());
    if says {
        let lang = language_of(&format!("{subject}\n{rest}"), lang);
        let question = question(subject, lang);
        let similar = if question == subject { Vec::new() } else { vec![subject.to_owned()] };
        pieces.push(piece(section.key.clone(), question, similar, &rest, false));
    }
    pieces
}

/// What is asked about one attribute of something, and the answer.
pub(super) fn attribute(subject: &str, name: &str, value: &str, lang: Lang) -> (String, String) {
    if asks(name) {
        return (name.to_owned(), value.to_owned());
    }
    match lang {
        Lang::Zh => (format!("{subject}的{name}是什么？"), format!("{subject}的{name}：{value}")),
        Lang::En => (
            format!("What is the {} of {subject}?", lower(name)),
            format!("{subject}, {}: {value}", lower(name)),
        ),
    }
}

/// The question that a heading answers.
fn question(heading: &str, lang: Lang) -> String {
    if asks(heading) {
        return heading.to_owned();
    }
    match lang {
        Lang::Zh => {
            let template = CHINESE.iter().find(|(ends, _)| ends.iter().any(|end| heading.ends_with(end)));
            template.map_or("{}是怎么规定的？", |(_, template)| template).replace("{}", heading)
        }
        Lang::En => {
            let low = heading.to_lowercase();
            let how = low.strip_prefix("how to ").map(|_| &heading["how to ".len()..]);
            match how {
                Some(rest) => format!("How do I {rest}?"),
                None if low.ends_with("address") => format!("Where is the {low}?"),
                None => format!("What is there to know about {}?", lower(heading)),
            }
        }
    }
}

/// Whether a heading asks by itself.
fn asks(text: &str) -> bool {
    let low = text.to_lowercase();
    let begins = [
        "how do", "how can", "how long", "how much", "what ", "when ", "where ", "can i", "do you", "is ",
        "are ", "who ",
    ];
    text.ends_with(['?', '？'])
        || ["吗", "呢", "多久", "多少", "怎么办", "怎么算", "是什么"].iter().any(|end| text.ends_with(end))
        || ["如何", "怎么", "怎样", "为什么", "是否", "什么时候", "能不能", "可不可以"]
            .iter()
            .any(|start| text.starts_with(start))
        || begins.iter().any(|start| low.starts_with(start))
}

/// A heading without its number: `第三条 退货`, `一、退货`, `2.1 Returns`.
fn bare(heading: &str) -> &str {
    let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百".contains(c);
    let heading = heading.trim();
    if let Some(rest) = heading.strip_prefix('第') {
        let after = rest.trim_start_matches(numeral);
        if let Some(rest) = after.strip_prefix(['条', '章', '节', '部', '篇']) {
            let rest = rest.trim_start_matches([' ', '：', ':', '、']);
            return if rest.is_empty() { heading } else { rest };
        }
    }
    let open = heading.trim_start_matches(['（', '(']);
    let after = open.trim_start_matches(|c: char| numeral(c) || c == '.');
    let rest = after.trim_start_matches(['、', '.', '．', '）', ')', ' ']);
    let numbered = after.len() < open.len() && rest.len() < after.len() && !rest.is_empty();
    if numbered { rest } else { heading }
}

/// The first heading of the path above it, or the document's title.
fn category(document: &Document, section: &Section) -> String {
    let above = section.key.split(" / ").next().unwrap_or_default();
    let chosen = if above.is_empty() || above == section.heading { &document.title } else { above };
    bare(chosen).chars().take(CATEGORY).collect()
}

fn language_of(text: &str, shops: Lang) -> Lang {
    let heard = tongue(text);
    match heard.value {
        _ if heard.confidence < language::tongue::SURE => shops,
        Tongue::ZhHans | Tongue::ZhHant => Lang::Zh,
        Tongue::En => Lang::En,
        Tongue::Other(_) => shops,
    }
}

/// The name of an attribute inside a sentence; `USB` stays.
fn lower(name: &str) -> String {
    let shouts = name.chars().nth(1).is_some_and(char::is_uppercase);
    if shouts { name.to_owned() } else { name.to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mined(name: &str, text: &str, lang: Lang) -> Vec<(String, String, bool)> {
        let document = documents::read(name, text.as_bytes()).expect("a document");
        pieces(&document, lang).into_iter().map(|p| (p.question, p.answer, p.attribute)).collect()
    }

    #[test]
    fn headings_pairs_and_tables_become_questions() {
        let text = "# 售后\n\n## 一、退货政策\n签收后 7 天内可退。\n\n## 退款时效\n48 小时内原路退回。\n\n## 能开发票吗？\n能。\n\n\
                    ## 参数\n| 属性 | 值 |\n|---|---|\n| 容量 | 1.5L |\n\n## 常见问题\n问：发什么快递？\n答：中通。\n";
        let want = [
            ("退货政策是什么？", "签收后 7 天内可退。", false),
            ("退款时效是多久？", "48 小时内原路退回。", false),
            ("能开发票吗？", "能。", false),
            ("参数的容量是什么？", "参数的容量：1.5L", true),
            ("发什么快递？", "中通。", false),
        ];
        let want: Vec<(String, String, bool)> = want.map(|(q, a, fact)| (q.into(), a.into(), fact)).into();
        assert_eq!(mined("a.md", text, Lang::Zh), want);
    }

    #[test]
    fn english_headings_become_english_questions() {
        let text = "# Help\n\n## Return policy\nWithin 30 days of delivery.\n\n## How to track an order\nOpen Orders and \
                    choose Track.\n\n## Can I cancel?\nYes, until it ships.\n";
        let found = mined("a.md", text, Lang::Zh);
        let questions: Vec<&str> = found.iter().map(|(question, ..)| question.as_str()).collect();
        assert_eq!(
            questions,
            ["What is there to know about return policy?", "How do I track an order?", "Can I cancel?"]
        );
        let document = documents::read("a.md", text.as_bytes()).expect("a document");
        assert!(pieces(&document, Lang::Zh).iter().all(|piece| piece.language == Lang::En));
    }

    #[test]
    fn answers_are_the_documents_own_words() {
        let text = "# 规则\n\n## 第三条 运费\n不满 59 元收 6 元。\n新疆收 15 元。\n";
        let document = documents::read("a.md", text.as_bytes()).expect("a document");
        let piece = &pieces(&document, Lang::En)[0];
        assert_eq!(piece.answer, "不满 59 元收 6 元。\n新疆收 15 元。");
        assert_eq!(
            (piece.question.as_str(), piece.similar.as_slice()),
            ("运费怎么算？", ["运费".to_owned()].as_slice())
        );
        assert_eq!((piece.key.as_str(), piece.category.as_str()), ("规则 / 第三条 运费", "规则"));
        assert_eq!(piece.language, Lang::Zh);
    }
}
