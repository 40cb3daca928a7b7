use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::outline::Outline;
use crate::{Refused, encoding};

pub(crate) fn read(bytes: &[u8]) -> Result<Outline, Refused> {
    let text = encoding::text(bytes).ok_or(Refused::Encoding)?;
    let mut outline = Outline::default();
    let mut line = String::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut depth = 0_usize;
    for event in Parser::new_ext(&text, Options::ENABLE_TABLES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS) {
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > crate::DEEPEST {
            return Err(Refused::TooDeep);
        }
        match event {
            Event::Text(text) | Event::Code(text) => line.push_str(&text),
            Event::SoftBreak
            | Event::HardBreak
            | Event::Start(Tag::Heading { .. } | Tag::Item | Tag::Paragraph)
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::BlockQuote(_)) => {
                flush(&mut outline, &mut line);
            }
            Event::Start(Tag::MetadataBlock(_)) => line.clear(),
            Event::End(TagEnd::MetadataBlock(_)) => {
                if let Some(title) = line.lines().find_map(|line| line.strip_prefix("title:")) {
                    title.trim().trim_matches('"').clone_into(&mut outline.title);
                }
                line.clear();
            }
            Event::Start(Tag::Table(_)) => rows.clear(),
            Event::Start(Tag::TableRow | Tag::TableHead) => rows.push(Vec::new()),
            Event::End(TagEnd::TableCell) => {
                if let Some(row) = rows.last_mut() {
                    row.push(std::mem::take(&mut line));
                }
            }
            Event::End(TagEnd::Table) => outline.table(std::mem::take(&mut rows)),
            Event::End(TagEnd::Heading(level)) => {
                outline.heading(level as u8, &line);
                line.clear();
            }
            Event::End(TagEnd::CodeBlock) => {
                for text in std::mem::take(&mut line).lines() {
                    outline.line(text);
                }
            }
            _ => {}
        }
    }
    flush(&mut outline, &mut line);
    Ok(outline)
}

fn flush(outline: &mut Outline, line: &mut String) {
    outline.line(line);
    line.clear();
}
