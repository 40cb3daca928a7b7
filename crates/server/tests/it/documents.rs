//! Files, products and past conversations become proposals, and what came from them follows when they change.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::both;
use zip::write::SimpleFileOptions;

use crate::front::{Front, Said, said};
use crate::rights::form;

impl Front {
    async fn upload(&self, name: &str, bytes: &[u8]) -> Said {
        let senior = self.session("sven").await;
        let (kind, body) = form(name, bytes);
        let path = format!("/api/v1/shops/{}/documents?link=https://shop.example/help", self.shop.id);
        let request = self.request(Method::POST, &path).bearer_auth(senior);
        said(request.header("content-type", kind).body(body)).await
    }

    async fn of_shop(&self, path: &str) -> Value {
        let senior = self.session("sven").await;
        let said = self.get(&format!("/api/v1/shops/{}/{path}", self.shop.id), &senior).await;
        assert_eq!(said.status, StatusCode::OK, "{said:?}");
        said.body
    }

    async fn learn(&self, path: &str, body: Value) -> Value {
        let senior = self.session("sven").await;
        let said = self.post(&format!("/api/v1/shops/{}/{path}/learn", self.shop.id), &senior, body).await;
        assert_eq!(said.status, StatusCode::OK, "{said:?}");
        said.body
    }

    /// The open proposal that asks this.
    async fn proposed(&self, question: &str) -> Value {
        let proposals = self.of_shop("proposals").await;
        let all = proposals.as_array().expect("a list");
        all.iter()
            .find(|p| p["body"]["question"] == question)
            .unwrap_or_else(|| panic!("{proposals}"))
            .clone()
    }

    async fn accept(&self, question: &str) -> Value {
        let senior = self.session("sven").await;
        let id = self.proposed(question).await["id"].as_str().expect("an id").to_owned();
        let accepted = self.post(&format!("/api/v1/proposals/{id}/accept"), &senior, json!({})).await;
        assert_eq!(accepted.status, StatusCode::OK, "{accepted:?}");
        accepted.body["article"].clone()
    }

    /// What an article is now: its answer, and why it is not told.
    async fn now(&self, article: &Value) -> (String, Value) {
        let senior = self.session("sven").await;
        let id = article["id"].as_str().expect("an id");
        let now = self.get(&format!("/api/v1/articles/{id}"), &senior).await.body["article"].clone();
        (now["article"]["answer"].as_str().expect("an answer").to_owned(), now["stale"].clone())
    }

    async fn said(&self, question: &str) -> String {
        self.told(question).await["text"].as_str().expect("a text").to_owned()
    }

    async fn told(&self, question: &str) -> Value {
        let lead = self.session("lena").await;
        self.app.mind.refresh(&self.app.store, self.shop.id).await.expect("it reads");
        let path = format!("/api/v1/shops/{}/trials", self.shop.id);
        let said = self.post(&path, &lead, json!({ "questions": [question] })).await;
        said.body[0]["live"].clone()
    }
}

/// proposed, changed, unchanged, retired, known, stale
fn counts(report: &Value) -> [u64; 6] {
    ["proposed", "changed", "unchanged", "retired", "known", "stale"]
        .map(|name| report[name].as_u64().unwrap_or_else(|| panic!("no {name} in {report}")))
}

const RETURNS: &str = "How long do I have to return it?";

fn policy(days: &str, more: &str) -> String {
    format!(
        "# Policies\n\n## {RETURNS}\nWithin {days} days of delivery.\n\n## Return address\nPier 4, Portland.\n{more}"
    )
}

both! {
    async fn what_came_from_a_file_follows_the_file(engine) {
        let front = Front::open(engine).await;
        let gift = "\n## Do you wrap gifts?\nYes, in brown paper.\n";
        let first = front.upload("policy.md", policy("30", gift).as_bytes()).await;
        assert_eq!(first.status, StatusCode::OK, "{first:?}");
        assert_eq!(counts(&first.body), [3, 0, 0, 0, 0, 0]);
        let again = front.upload("policy.md", policy("30", gift).as_bytes()).await;
        assert_eq!(counts(&again.body), [0, 0, 3, 0, 0, 0], "the same again changes nothing");
        assert_eq!(again.body["document"], first.body["document"]);
        let other_name = front.upload("copy.md", policy("30", gift).as_bytes()).await;
        assert_eq!(other_name.body["document"], first.body["document"], "it is known by what is in it");

        let proposal = front.proposed(RETURNS).await;
        assert_eq!(proposal["source"]["kind"], "document");
        assert_eq!(proposal["source"]["key"], format!("Policies / {RETURNS}"));
        assert_eq!(proposal["body"]["link"], "https://shop.example/help");
        assert_eq!(front.told(RETURNS).await["outcome"], "handed_off", "a proposal is told by nobody");
        let returns = front.accept(RETURNS).await;
        let gifts = front.accept("Do you wrap gifts?").await;
        assert!(front.said(RETURNS).await.starts_with("Within 30 days of delivery."));

        let changed = front.upload("policy.md", policy("14", "").as_bytes()).await;
        assert_eq!(counts(&changed.body), [0, 1, 1, 1, 0, 1], "{changed:?}");
        let (answer, stale) = front.now(&returns).await;
        assert_eq!(answer, "Within 30 days of delivery.");
        assert!(stale.as_str().is_some_and(|reason| reason.contains("30") && reason.contains("14")), "{stale}");
        assert_eq!(front.told(RETURNS).await["outcome"], "handed_off", "what is no longer so is not told");
        assert_eq!(front.proposed(RETURNS).await["kind"], "change");
        assert_eq!(front.proposed("Do you wrap gifts?").await["kind"], "retire");
        assert_eq!(front.now(&gifts).await.1, Value::Null, "until somebody has decided it is told");
        front.accept(RETURNS).await;
        assert!(front.said(RETURNS).await.starts_with("Within 14 days of delivery."));
        assert_eq!(front.now(&returns).await.1, Value::Null);

        let listed = &front.of_shop("documents").await["documents"];
        assert_eq!(listed.as_array().map(Vec::len), Some(1));
        assert_eq!((&listed[0]["name"], &listed[0]["title"]), (&json!("policy.md"), &json!("Policies")));
        assert_eq!((&listed[0]["sections"], &listed[0]["open"], &listed[0]["accepted"]), (&json!(2), &json!(1), &json!(1)));
        assert_eq!(listed[0]["read_by_name"], "sven");
        front.close().await;
    }

    async fn words_that_change_without_a_figure_stay_told(engine) {
        let front = Front::open(engine).await;
        front.upload("a.md", b"# A\n## Where do you ship from?\nFrom our pier in Portland, every day.\n").await;
        let article = front.accept("Where do you ship from?").await;
        let changed = front.upload("a.md", b"# A\n## Where do you ship from?\nEvery day from our Portland pier.\n").await;
        assert_eq!(counts(&changed.body), [0, 1, 0, 0, 0, 0]);
        assert_eq!(front.now(&article).await.1, Value::Null);
        assert_eq!(front.proposed("Where do you ship from?").await["kind"], "change");
        front.close().await;
    }

    async fn files_of_every_kind_are_read(engine) {
        let front = Front::open(engine).await;
        let (asked, told) = ("Can I collect my order?", "No, we are online only.");
        let page = format!("<html><body><nav>Home</nav><h2>{asked}</h2><p>{told}</p></body></html>");
        let table = format!("question,answer\n\"{asked}\",\"{told}\"\n");
        let text = format!("Collection\n\nQ: {asked}\nA: {told}\n");
        let files: [(&str, Vec<u8>); 6] = [
            ("page.html", page.into_bytes()),
            ("faq.csv", table.into_bytes()),
            ("faq.txt", text.into_bytes()),
            ("faq.docx", docx(asked, told)),
            ("faq.xlsx", xlsx(&[["question", "answer"], [asked, told]])),
            ("faq.pdf", pdf(&["Collection", &format!("Q: {asked}"), &format!("A: {told}")])),
        ];
        for (at, (name, bytes)) in files.iter().enumerate() {
            let read = front.upload(name, bytes).await;
            assert_eq!(read.status, StatusCode::OK, "{name}: {read:?}");
            // The first proposes it; the others say what waits already.
            let want = if at == 0 { [1, 0, 0, 0, 0, 0] } else { [0, 0, 0, 0, 1, 0] };
            assert_eq!(counts(&read.body), want, "{name}: {read:?}");
        }
        assert_eq!(front.proposed(asked).await["body"]["answer"], told);
        front.close().await;
    }

    async fn hostile_files_are_refused_and_nothing_is_stored(engine) {
        let front = Front::open(engine).await;
        let macros = archive(&[("word/document.xml", b"<a/>"), ("word/vbaProject.bin", b"x")]);
        let bomb = archive(&[("word/document.xml", &vec![b' '; 80 << 20])]);
        let laughs = archive(&[("word/document.xml", b"<!DOCTYPE a [<!ENTITY b 'ha'>]><a>&b;</a>")]);
        let files: [(&str, Vec<u8>, &str); 10] = [
            ("a.md", b" \n".to_vec(), "file_empty"),
            ("a.exe", b"MZ".to_vec(), "document_kind_unknown"),
            ("a.docm", macros.clone(), "document_has_macros"),
            ("a.docx", macros, "document_has_macros"),
            ("a.docx", bomb, "document_unfolds_too_far"),
            ("a.docx", laughs, "document_declares_entities"),
            ("a.txt", b"\x89PNG\r\n".to_vec(), "document_other_than_named"),
            ("a.txt", b"caf\xe9, \xff\xff".to_vec(), "unknown_encoding"),
            ("a.html", "<div>".repeat(5000).into_bytes(), "document_too_deep"),
            ("a.pdf", b"%PDF-1.4 and no more".to_vec(), "document_damaged"),
        ];
        for (name, bytes, code) in files {
            let refused = front.upload(name, &bytes).await;
            assert_eq!(refused.refusal(), (422, code), "{name}: {refused:?}");
            assert_eq!(refused.body["field"], "file");
        }
        let large = front.upload("a.txt", &vec![b'a'; (10 << 20) + 1]).await;
        assert_eq!(large.refusal(), (413, "file_too_large"));
        assert_eq!(front.of_shop("documents").await["documents"], json!([]));
        assert_eq!(front.of_shop("proposals").await, json!([]));
        front.close().await;
    }

    async fn what_is_known_is_not_proposed_and_what_contradicts_is_shown(engine) {
        let front = Front::open(engine).await;
        let lead = front.session("lena").await;
        let article = |id: &str, question: &str, answer: &str| json!({ "article_id": id, "question": question, "answer": answer });
        let path = format!("/api/v1/shops/{}/articles", front.shop.id);
        let known = json!([
            article("returns", RETURNS, "Within 30 days of delivery."),
            article("wrap", "Do you wrap gifts?", "Yes, in brown paper."),
        ]);
        front.ask(Method::PUT, &path, &lead, Some(known)).await;
        front.app.mind.refresh(&front.app.store, front.shop.id).await.expect("it reads");
        let text = policy("14", "\n## Do you wrap gifts?\nYes, we do: in brown paper.\n\n## FAQ\nQ: Is it open?\nA: Yes, from 9:00.\n\
                                 Q: Is it open?\nA: Yes, from 10:00.\n");
        let read = front.upload("policy.md", text.as_bytes()).await;
        assert_eq!(counts(&read.body), [3, 0, 0, 0, 1, 0], "{read:?}");
        let conflict = front.proposed(RETURNS).await["conflicts"][0].clone();
        assert_eq!((&conflict["kind"], &conflict["article_id"]), (&json!("contradiction"), &json!("returns")));
        assert!(conflict["differs"][0]["ours"].as_str().is_some_and(|words| words.contains("30")), "{conflict}");
        let within = &read.body["contradictions"][0];
        assert_eq!(within["question"], "Is it open?", "{read:?}");
        front.close().await;
    }

    async fn a_changed_price_is_told_no_longer(engine) {
        let front = Front::open(engine).await;
        let lead = front.session("lena").await;
        let path = format!("/api/v1/shops/{}/products", front.shop.id);
        let mug = |price: i64, volume: &str| json!([{
            "product_id": "M1", "title": "Harbor Mug", "attributes": [{ "name": "Volume", "value": volume }],
            "skus": [{ "sku_id": "M1-1", "price": price }],
        }]);
        front.ask(Method::PUT, &path, &lead, Some(mug(1290, "300 ml"))).await;
        let learnt = front.learn("products", json!({})).await;
        assert_eq!((learnt["read"].as_u64(), counts(&learnt)), (Some(1), [2, 0, 0, 0, 0, 0]), "{learnt}");
        assert_eq!(counts(&front.learn("products", json!({})).await), [0, 0, 2, 0, 0, 0]);
        let price = front.accept("How much is the Harbor Mug?").await;
        let volume = front.accept("What is the volume of Harbor Mug?").await;
        assert_eq!(front.now(&price).await.0, "The Harbor Mug costs €12.90.");

        front.ask(Method::PUT, &path, &lead, Some(mug(1490, "300 ml"))).await;
        let (_, stale) = front.now(&price).await;
        assert!(stale.as_str().is_some_and(|reason| reason.contains("14.90")), "{stale}");
        assert_eq!(front.now(&volume).await.1, Value::Null, "the rest is as it was");
        let change = front.proposed("How much is the Harbor Mug?").await;
        assert_eq!((&change["kind"], &change["body"]["answer"]), (&json!("change"), &json!("The Harbor Mug costs €14.90.")));

        front.ask(Method::PUT, &path, &lead, Some(mug(1490, "350 ml"))).await;
        let (_, stale) = front.now(&volume).await;
        assert!(stale.as_str().is_some_and(|reason| reason.contains("350")), "{stale}");
        front.accept("How much is the Harbor Mug?").await;
        assert_eq!(front.now(&price).await, ("The Harbor Mug costs €14.90.".to_owned(), Value::Null));
        assert_eq!(front.of_shop("documents").await["products"], 1);
        front.close().await;
    }

    async fn good_answers_are_learned_once_and_nothing_personal_with_them(engine) {
        let front = Front::open(engine).await;
        let agent = front.session("anna").await;
        talk(&front, &agent, "kim", &[
            ("hi", None),
            ("Do you engrave bracelets?", Some("Hello!\nWe do, up to ten letters.")),
            ("Where is order QH202611250001?", Some("It is with the courier, SF1234567890123.")),
            ("thank you", None),
        ]).await;
        let open = talk(&front, &agent, "sam", &[("Can I pay by invoice?", Some("Only schools can, within 30 days."))]).await;
        let reopen = json!({ "external_id": "sam-back", "handle": "sam", "text": "But I am a school" });
        front.post("/api/v1/inboxes/till/messages", &front.key, reopen).await;
        front.ask(Method::POST, &format!("/api/v1/conversations/{open}/claim"), &agent, None).await;
        front.ask(Method::POST, &format!("/api/v1/conversations/{open}/resolve"), &agent, None).await;

        let learnt = front.learn("dialogues", json!({ "since_days": 30 })).await;
        assert_eq!((learnt["read"].as_u64(), counts(&learnt)), (Some(1), [1, 0, 0, 0, 0, 0]), "{learnt}");
        let proposal = front.proposed("Do you engrave bracelets?").await;
        assert_eq!(proposal["body"]["answer"], "We do, up to ten letters.", "without the greeting");
        assert_eq!(proposal["source"]["kind"], "dialogue");
        let again = front.learn("dialogues", json!({ "since_days": 30 })).await;
        assert_eq!((again["read"].as_u64(), counts(&again)), (Some(0), [0; 6]));
        let senior = front.session("sven").await;
        let path = format!("/api/v1/shops/{}/dialogues/learn", front.shop.id);
        let refused = front.post(&path, &senior, json!({ "since_days": 0 })).await;
        assert_eq!(refused.refusal(), (422, "out_of_range"));
        front.close().await;
    }
}

/// A conversation that an agent has and ends.
async fn talk(front: &Front, agent: &str, handle: &str, turns: &[(&str, Option<&str>)]) -> String {
    let mut at = String::new();
    for (number, (asked, answered)) in turns.iter().enumerate() {
        let message = json!({ "external_id": format!("{handle}-{number}"), "handle": handle, "text": asked });
        let id = front.post("/api/v1/inboxes/till/messages", &front.key, message).await.text("conversation");
        if at.is_empty() {
            at = id;
            let claimed =
                front.ask(Method::POST, &format!("/api/v1/conversations/{at}/claim"), agent, None).await;
            assert!(claimed.status.is_success(), "{claimed:?}");
        }
        if let Some(answer) = answered {
            let answer = json!({ "client_id": format!("{handle}-a-{number}"), "text": answer });
            let sent = front.post(&format!("/api/v1/conversations/{at}/messages"), agent, answer).await;
            assert!(sent.status.is_success(), "{sent:?}");
        }
    }
    let done = front.ask(Method::POST, &format!("/api/v1/conversations/{at}/resolve"), agent, None).await;
    assert!(done.status.is_success(), "{done:?}");
    at
}

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, SimpleFileOptions::default()).expect("room for a file");
        archive.write_all(bytes).expect("room for bytes");
    }
    archive.finish().expect("an archive").into_inner()
}

fn docx(heading: &str, text: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let document = format!(
        "<w:document xmlns:w=\"{main}\"><w:body><w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t>{heading}</w:t>\
         </w:r></w:p><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    );
    archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.as_bytes())])
}

fn xlsx(rows: &[[&str; 2]]) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let mut cells = String::new();
    for (row, [left, right]) in (1..).zip(rows) {
        write!(
            cells,
            "<row r=\"{row}\"><c r=\"A{row}\" t=\"inlineStr\"><is><t>{left}</t></is></c><c r=\"B{row}\" \
             t=\"inlineStr\"><is><t>{right}</t></is></c></row>"
        )
        .expect("room");
    }
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{office}/{kind}\" Target=\"{target}\"/>\
             </Relationships>"
        )
    };
    let book = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"FAQ\" sheetId=\"1\" r:id=\"r1\"/></sheets>\
         </workbook>"
    );
    let sheet = format!("<worksheet xmlns=\"{main}\"><sheetData>{cells}</sheetData></worksheet>");
    archive(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml").as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml").as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn pdf(lines: &[&str]) -> Vec<u8> {
    let shown = lines.iter().map(|line| format!("({line}) Tj 0 -40 Td ")).collect::<Vec<_>>().concat();
    let page = format!("BT /F1 12 Tf 50 800 Td {shown}ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 850] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >> stream\n{page}\nendstream", page.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
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
    write!(file, "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{at}\n%%EOF", objects.len() + 1)
        .expect("room");
    file.into_bytes()
}
