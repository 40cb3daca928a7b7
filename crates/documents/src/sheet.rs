use std::borrow::Cow;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};

use crate::outline::Outline;
use crate::pairs::columns;
use crate::{Refused, archive, encoding};

/// Rows read of a sheet.
const MOST_ROWS: usize = 20_000;

pub(crate) fn workbook(bytes: &[u8]) -> Result<Outline, Refused> {
    let mut checked = archive::open(bytes)?;
    archive::part(&mut checked, "xl/workbook.xml")?;
    let names: Vec<String> = checked.file_names().flatten().map(Cow::into_owned).collect();
    for name in names.iter().filter(|name| name.to_ascii_lowercase().ends_with(".xml")) {
        let xml = archive::part(&mut checked, name)?;
        if String::from_utf8_lossy(&xml[..xml.len().min(4096)]).contains("<!DOCTYPE") {
            return Err(Refused::Entities);
        }
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Refused::Damaged)?;
    let mut outline = Outline::default();
    for name in book.sheet_names() {
        let sheet = book.worksheet_range(&name).map_err(|_| Refused::Damaged)?;
        let rows = sheet.rows().take(MOST_ROWS).map(|row| row.iter().map(cell).collect()).collect();
        outline.heading(1, &name);
        table(&mut outline, rows);
    }
    Ok(outline)
}

pub(crate) fn csv(bytes: &[u8]) -> Result<Outline, Refused> {
    let text = encoding::text(bytes).ok_or(Refused::Encoding)?;
    let head = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|d| head.bytes().filter(|b| b == d).count());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter.unwrap_or(b','))
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records().take(MOST_ROWS) {
        let record = record.map_err(|_| Refused::Damaged)?;
        rows.push(record.iter().map(|cell| cell.trim().to_owned()).collect());
    }
    let mut outline = Outline::default();
    table(&mut outline, rows);
    Ok(outline)
}

/// Questions and answers, names and values, or one thing a row with a column for everything known about it.
fn table(outline: &mut Outline, mut rows: Vec<Vec<String>>) {
    rows.retain(|row| row.iter().any(|cell| !cell.trim().is_empty()));
    let Some(head) = rows.first().cloned() else { return };
    let wide = rows.iter().any(|row| row.iter().skip(2).any(|cell| !cell.trim().is_empty()));
    if columns(&head).is_some() || !wide {
        return outline.table(rows);
    }
    for row in &rows[1..] {
        let Some(name) = row.first().filter(|name| !name.is_empty()) else { continue };
        outline.heading(2, name);
        let filled =
            head.iter().zip(row).skip(1).filter(|(name, value)| !name.is_empty() && !value.is_empty());
        filled.for_each(|(name, value)| outline.fact(name, value));
    }
}

fn cell(value: &Data) -> String {
    match value {
        Data::Empty | Data::Error(_) => String::new(),
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::Float(x) => {
            let text = format!("{x:.6}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        value => value.to_string(),
    }
}
