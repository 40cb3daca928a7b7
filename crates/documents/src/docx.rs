use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::outline::Outline;
use crate::{DEEPEST, Refused, archive};

pub(crate) fn read(bytes: &[u8]) -> Result<Outline, Refused> {
    let mut archive = archive::open(bytes)?;
    let document = archive::part(&mut archive, "word/document.xml")?;
    let levels = match archive::part(&mut archive, "word/styles.xml") {
        Ok(styles) => heading_styles(&styles)?,
        Err(_) => HashMap::new(),
    };
    let mut writer = Writer { levels, ..Writer::default() };
    walk(&document, |step| writer.step(step))?;
    Ok(writer.outline)
}

/// What is met on the way through a text.
enum Step<'a> {
    Open(&'a str, &'a BytesStart<'a>),
    Close(&'a str),
    Text(&'a str),
}

/// Walks through XML, without entities and not too deep.
fn walk(xml: &[u8], mut step: impl FnMut(Step<'_>)) -> Result<(), Refused> {
    let text = crate::encoding::text(xml).ok_or(Refused::Encoding)?;
    let mut reader = Reader::from_str(&text);
    let mut depth = 0_usize;
    let local = |name: &str| name.rsplit(':').next().unwrap_or_default().to_owned();
    loop {
        match reader.read_event().map_err(|_| Refused::Damaged)? {
            Event::Eof => return Ok(()),
            Event::DocType(_) => return Err(Refused::Entities),
            Event::Start(start) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(Refused::TooDeep);
                }
                step(Step::Open(&local(start.name().as_ref()), &start));
            }
            Event::Empty(start) => {
                let name = local(start.name().as_ref());
                step(Step::Open(&name, &start));
                step(Step::Close(&name));
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                step(Step::Close(&local(end.name().as_ref())));
            }
            Event::Text(text) => step(Step::Text(text.as_ref())),
            Event::CData(text) => step(Step::Text(text.as_ref())),
            Event::GeneralRef(entity) => {
                let known = match entity.as_ref() {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => entity.resolve_char_ref().ok().flatten(),
                };
                let c = known.ok_or(Refused::Entities)?;
                step(Step::Text(c.encode_utf8(&mut [0; 4])));
            }
            _ => {}
        }
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.as_ref().rsplit(':').next() == Some(name))?;
    Some(found.value.into_owned())
}

/// The level of a heading by a style's name: `heading 2`, `标题 2`, `Title`.
fn level_of(name: &str) -> Option<u8> {
    let name = name.to_lowercase();
    if matches!(name.as_str(), "title" | "标题") {
        return Some(1);
    }
    let number = name.strip_prefix("heading").or_else(|| name.strip_prefix("标题"))?.trim();
    number.parse().ok().filter(|level| (1..=9).contains(level))
}

/// Which styles are headings.
fn heading_styles(xml: &[u8]) -> Result<HashMap<String, u8>, Refused> {
    let mut levels = HashMap::new();
    let mut style = String::new();
    walk(xml, |step| {
        if let Step::Open(name, start) = step {
            match name {
                "style" => style = attribute(start, "styleId").unwrap_or_default(),
                "name" => {
                    if let Some(level) = attribute(start, "val").as_deref().and_then(level_of) {
                        levels.insert(style.clone(), level);
                    }
                }
                "outlineLvl" => {
                    if let Some(level) = attribute(start, "val").and_then(|val| val.parse::<u8>().ok())
                        && level < 9
                    {
                        levels.entry(style.clone()).or_insert(level + 1);
                    }
                }
                _ => {}
            }
        }
    })?;
    Ok(levels)
}

#[derive(Default)]
struct Writer {
    outline: Outline,
    levels: HashMap<String, u8>,
    line: String,
    level: Option<u8>,
    in_text: bool,
    tables: usize,
    rows: Vec<Vec<String>>,
}

impl Writer {
    fn step(&mut self, step: Step<'_>) {
        match step {
            Step::Open("p", _) if self.tables == 0 => {
                self.line.clear();
                self.level = None;
            }
            Step::Open("pStyle", start) => {
                let style = attribute(start, "val").unwrap_or_default();
                self.level = self.levels.get(&style).copied().or_else(|| level_of(&style));
            }
            Step::Open("outlineLvl", start) => {
                let level = attribute(start, "val").and_then(|val| val.parse::<u8>().ok());
                self.level = level.filter(|level| *level < 9).map(|level| level + 1).or(self.level);
            }
            Step::Open("t", _) => self.in_text = true,
            Step::Close("t") => self.in_text = false,
            Step::Open("tab", _) => self.line.push(' '),
            Step::Open("br" | "cr", _) if self.tables == 0 && self.level.is_none() => {
                self.outline.line(&self.line);
                self.line.clear();
            }
            Step::Text(text) if self.in_text => self.line.push_str(text),
            Step::Close("p") if self.tables > 0 => self.line.push(' '),
            Step::Close("p") => {
                match self.level {
                    Some(level) => self.outline.heading(level, &self.line),
                    None => self.outline.line(&self.line),
                }
                self.line.clear();
            }
            Step::Open("tbl", _) => {
                self.tables += 1;
                if self.tables == 1 {
                    self.line.clear();
                }
            }
            Step::Open("tr", _) if self.tables == 1 => self.rows.push(Vec::new()),
            Step::Close("tc") if self.tables == 1 => {
                let cell = std::mem::take(&mut self.line);
                if let Some(row) = self.rows.last_mut() {
                    row.push(cell);
                }
            }
            Step::Close("tbl") => {
                self.tables = self.tables.saturating_sub(1);
                if self.tables == 0 {
                    let rows = std::mem::take(&mut self.rows);
                    self.outline.table(rows);
                }
            }
            _ => {}
        }
    }
}
