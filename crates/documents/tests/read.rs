//! Files as people have them are read, and files as attackers make them are refused by name.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use documents::{Document, Refused, read};
use proptest::prelude::*;
use zip::write::SimpleFileOptions;

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, SimpleFileOptions::default()).expect("room for a file");
        archive.write_all(bytes).expect("room for bytes");
    }
    archive.finish().expect("an archive").into_inner()
}

/// A text whose body is XML.
fn docx(body: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let styles = format!(
        "<w:styles xmlns:w=\"{main}\"><w:style w:styleId=\"a3\"><w:name w:val=\"heading 1\"/></w:style></w:styles>"
    );
    let document =
        format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"{main}\"><w:body>{body}</w:body></w:document>");
    archive(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", document.as_bytes()),
        ("word/styles.xml", styles.as_bytes()),
    ])
}

fn paragraph(style: &str, text: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn xlsx(rows: &[&[&str]]) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let mut cells = String::new();
    for (row, values) in (1..).zip(rows) {
        write!(cells, "<row r=\"{row}\">").expect("room");
        for (column, text) in ('A'..).zip(*values) {
            write!(cells, "<c r=\"{column}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>").expect("room");
        }
        cells.push_str("</row>");
    }
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{office}/{kind}\" \
             Target=\"{target}\"/></Relationships>"
        )
    };
    let workbook = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"FAQ\" sheetId=\"1\" r:id=\"r1\"/>\
         </sheets></workbook>"
    );
    archive(&[
        ("[Content_Types].xml", format!("<Types xmlns=\"{package}/content-types\"/>").as_bytes()),
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml").as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml").as_bytes()),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{main}\"><sheetData>{cells}</sheetData></worksheet>").as_bytes(),
        ),
    ])
}

/// Printed lines. Each is a list of sixteen-bit codes that a table turns into letters, as office programs print.
fn pdf(lines: &[&str], trailer: &str) -> Vec<u8> {
    let mut letters: Vec<char> = lines.iter().flat_map(|line| line.chars()).collect();
    letters.sort_unstable();
    letters.dedup();
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n\
         1 begincodespacerange <0000> <FFFF> endcodespacerange\n",
    );
    writeln!(map, "{} beginbfchar", letters.len()).expect("room");
    for (code, letter) in (1..).zip(&letters) {
        writeln!(map, "<{code:04X}> <{:04X}>", u32::from(*letter)).expect("room");
    }
    map.push_str("endbfchar endcmap end end");
    let mut page = String::from("BT /F1 12 Tf 50 800 Td ");
    for line in lines {
        page.push('<');
        for letter in line.chars() {
            let code = letters.iter().position(|known| *known == letter).expect("known") + 1;
            write!(page, "{code:04X}").expect("room");
        }
        page.push_str("> Tj 0 -20 Td ");
    }
    page.push_str("ET");
    let stream = |text: &str| format!("<< /Length {} >> stream\n{text}\nendstream", text.len());
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 850] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        stream(&page),
        "<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>"
            .to_owned(),
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 /CIDSystemInfo << /Registry (Adobe) /Ordering \
         (Identity) /Supplement 0 >> /FontDescriptor << /Type /FontDescriptor /FontName /Song /Flags 4 >> >>"
            .to_owned(),
        stream(&map),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        places.push(file.len());
        write!(file, "{number} 0 obj\n{object}\nendobj\n").expect("room");
    }
    let at = file.len();
    write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).expect("room");
    for place in places {
        writeln!(file, "{place:010} 00000 n ").expect("room");
    }
    let size = objects.len() + 1;
    write!(file, "trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{at}\n%%EOF").expect("room");
    file.into_bytes()
}

fn parts(document: &Document) -> Vec<(&str, &str)> {
    document.sections.iter().map(|section| (section.key.as_str(), section.text.as_str())).collect()
}

#[test]
fn a_page_is_its_text_without_what_is_around_it() {
    let page = "<!doctype html><html><head><title>售后政策</title><style>p{}</style></head><body>
        <nav><a href=/>首页</a></nav><h1>售后</h1><p>欢迎<b>咨询</b>我们。</p>
        <h2>退货政策</h2><p>签收后 7 天内<br>可以退货。</p><form><label>邮箱</label></form>
        <h2>尺寸</h2><table><tr><th>属性</th><th>值</th></tr><tr><td>容量</td><td>1.5L</td></tr></table>
        <details><summary>能开发票吗？</summary>能，在订单里申请。</details>
        <script>alert('买')</script><div hidden>看不见</div><footer>版权</footer></body></html>";
    let document = read("policy.html", page.as_bytes()).expect("a page");
    assert_eq!(document.title, "售后政策");
    assert_eq!(
        parts(&document),
        [
            ("售后", "欢迎咨询我们。"),
            ("售后 / 退货政策", "签收后 7 天内\n可以退货。"),
            ("售后 / 尺寸", "容量：1.5L"),
            ("售后 / 尺寸 / 能开发票吗？", "能，在订单里申请。"),
        ]
    );
    assert_eq!(document.sections[2].facts[0].value, "1.5L");
}

#[test]
fn markdown_has_headings_tables_and_pairs() {
    let text = "# Help\n\n## Returns\nWithin **30 days**.\n\n| Name | Value |\n|---|---|\n| Weight | 2 kg |\n\n\
                ## FAQ\nQ: Do you ship abroad?\nA: Yes, to Canada.\nIt takes a week.\n\nQ2: Gift wrap?\n\nA2: No.\n";
    let document = read("help.md", text.as_bytes()).expect("a text");
    assert_eq!(document.title, "Help");
    assert_eq!(document.sections[0].text, "Within 30 days.\nWeight：2 kg");
    assert_eq!(document.sections[0].facts[0].name, "Weight");
    let pairs: Vec<(&str, &str)> =
        document.sections[1].questions.iter().map(|p| (p.question.as_str(), p.answer.as_str())).collect();
    assert_eq!(pairs, [("Do you ship abroad?", "Yes, to Canada.\nIt takes a week."), ("Gift wrap?", "No.")]);
}

#[test]
fn office_texts_are_read_with_their_headings() {
    let table = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>材质</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>棉</w:t></w:r></w:p>\
                 </w:tc></w:tr></w:tbl>";
    let body = paragraph("a3", "退货 &amp; 换货") + &paragraph("", "七天内可退。") + table;
    let document = read("policy.docx", &docx(&body)).expect("a text");
    assert_eq!(parts(&document), [("退货 & 换货", "七天内可退。\n材质：棉")]);
    assert_eq!(document.sections[0].facts[0].value, "棉");
}

#[test]
fn workbooks_and_tables_are_read() {
    let book = xlsx(&[&["问题", "答案"], &["包邮吗", "满 59 元包邮"]]);
    let pair = &read("faq.xlsx", &book).expect("a book").sections[0].questions[0];
    assert_eq!((pair.question.as_str(), pair.answer.as_str()), ("包邮吗", "满 59 元包邮"));
    let wide = "商品,材质,产地\n衬衫,棉,嘉兴\n毛衣,羊毛,嘉兴\n";
    let (gb, ..) = encoding_rs::GB18030.encode(wide);
    for bytes in [wide.as_bytes(), gb.as_ref()] {
        let document = read("goods.csv", bytes).expect("a table");
        assert_eq!(parts(&document), [("衬衫", "材质：棉\n产地：嘉兴"), ("毛衣", "材质：羊毛\n产地：嘉兴")]);
    }
}

#[test]
fn printed_pages_are_read() {
    let file =
        pdf(&["一、退货政策", "签收后七天内可以退货。", "二、发票", "问：能开发票吗？", "答：能。"], "");
    let document = read("policy.pdf", &file).expect("pages");
    assert_eq!(document.sections[0].heading, "一、退货政策");
    assert_eq!(document.sections[0].text, "签收后七天内可以退货。");
    assert_eq!(document.sections[1].questions[0].answer, "能。");
}

#[test]
fn plain_text_has_headings_by_their_look() {
    let text = "退换货说明\n\n第一条 七天无理由\n签收后 7 天内可退。\n\n运费谁出？\n质量问题我们出。\n";
    let document = read("rules.txt", text.as_bytes()).expect("a text");
    assert_eq!(
        parts(&document),
        [
            ("退换货说明 / 第一条 七天无理由", "签收后 7 天内可退。"),
            ("退换货说明 / 第一条 七天无理由 / 运费谁出？", "质量问题我们出。"),
        ]
    );
}

#[test]
fn the_same_heading_twice_is_two_places() {
    let document = read("a.md", b"# A\none\n# B\ntwo\n# A\nthree\n").expect("a text");
    assert_eq!(parts(&document), [("A", "one"), ("B", "two"), ("A (2)", "three")]);
}

#[test]
fn hostile_files_are_refused_by_name() {
    let refused = |name: &str, bytes: &[u8]| read(name, bytes).expect_err(name);
    assert_eq!(refused("a.txt", b""), Refused::Empty);
    assert_eq!(refused("a.txt", b" \n\n "), Refused::Empty);
    assert_eq!(refused("a.txt", &vec![b'a'; documents::MOST_BYTES + 1]), Refused::TooLarge);
    assert_eq!(refused("a.exe", b"MZ"), Refused::UnknownKind);
    assert_eq!(refused("a", b"text"), Refused::UnknownKind);
    assert_eq!(refused("a.md", b"\x89PNG\r\n\x1a\n"), Refused::OtherThanNamed);
    assert_eq!(refused("a.docx", b"just text"), Refused::OtherThanNamed);
    assert_eq!(refused("a.pdf", b"just text"), Refused::OtherThanNamed);
    assert_eq!(refused("a.docx", &archive(&[("a.txt", b"x")])), Refused::OtherThanNamed);
    assert_eq!(refused("a.txt", b"caf\xe9, \xff\xff"), Refused::Encoding);
    assert_eq!(refused("a.csv", b"a,b\n\x00\x01"), Refused::Encoding);
    assert_eq!(refused("a.docm", &docx("")), Refused::Macros);
    let macros = archive(&[("word/document.xml", b"<a/>"), ("word/vbaProject.bin", b"x")]);
    assert_eq!(refused("a.docx", &macros), Refused::Macros);
    let sheet = archive(&[("[Content_Types].xml", b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")]);
    assert_eq!(refused("a.xlsx", &sheet), Refused::Macros);
    let mut old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    old.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(refused("a.docx", &old), Refused::Encrypted);
    assert_eq!(refused("a.xlsx", &old[..8]), Refused::OtherThanNamed);
    let bomb = archive(&[("word/document.xml", &vec![b' '; 80 << 20])]);
    assert!(bomb.len() < 200_000);
    assert_eq!(refused("a.docx", &bomb), Refused::Bomb);
    let many: Vec<(String, &[u8])> =
        (0..4100).map(|number| (format!("{number}.xml"), b"x".as_slice())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    assert_eq!(refused("a.docx", &archive(&many)), Refused::Bomb);
    let deep = "<w:tbl>".repeat(300);
    assert_eq!(refused("a.docx", &docx(&deep)), Refused::TooDeep);
    assert_eq!(refused("a.html", "<div>".repeat(100_000).as_bytes()), Refused::TooDeep);
    assert_eq!(refused("a.md", "> ".repeat(2000).as_bytes()), Refused::TooDeep);
    let laughs = b"<!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
    assert_eq!(refused("a.docx", &archive(&[("word/document.xml", laughs)])), Refused::Entities);
    assert_eq!(refused("a.html", laughs), Refused::Entities);
    assert_eq!(refused("a.docx", &docx("<w:p>")), Refused::Damaged);
    assert_eq!(refused("a.pdf", b"%PDF-1.4 and nothing more"), Refused::Damaged);
    assert_eq!(
        refused("a.pdf", &pdf(&["a"], "/Encrypt << /Filter /Standard /V 1 /R 2 >>")),
        Refused::Encrypted
    );
    assert_eq!(refused("a.pdf", &pdf(&[], "")), Refused::NoText);
}

#[test]
fn a_packed_stream_that_grows_without_end_is_refused() {
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&vec![0; 80 << 20]).expect("room");
    let packed = packed.finish().expect("a stream");
    let mut file = b"%PDF-1.4\n4 0 obj\n<< /Filter /FlateDecode >> stream\n".to_vec();
    file.extend(packed);
    file.extend(b"\nendstream\nendobj\n");
    assert_eq!(read("a.pdf", &file), Err(Refused::Bomb));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..600), at in 0_usize..7) {
        let (name, begin): (&str, &[u8]) = [
            ("a.html", b"".as_slice()), ("a.md", b""), ("a.txt", b""), ("a.csv", b""), ("a.docx", b"PK\x03\x04"),
            ("a.xlsx", b"PK\x03\x04"), ("a.pdf", b"%PDF-1.4\n"),
        ][at];
        let _ = read(name, &[begin, &bytes].concat());
    }

    #[test]
    fn damaged_files_do_not_make_it_panic(at in 0_usize..3, places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let (name, mut bytes) = [
            ("a.docx", docx(&paragraph("a3", "text"))),
            ("a.xlsx", xlsx(&[&["a", "b"], &["1", "2"]])),
            ("a.pdf", pdf(&["some text"], "")),
        ][at].clone();
        for (place, byte) in places {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let _ = read(name, &bytes);
    }

    #[test]
    fn whatever_is_read_has_something_in_every_section(text in "[#a-z问答：:？|\n -]{0,200}", at in 0_usize..3) {
        if let Ok(document) = read(["a.md", "a.txt", "a.html"][at], text.as_bytes()) {
            prop_assert!(!document.sections.is_empty());
            for section in &document.sections {
                prop_assert!(!section.text.is_empty() || !section.questions.is_empty());
            }
        }
    }
}
