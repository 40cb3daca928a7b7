//! Every statement of the program is one that both engines understand.

use db::Db;
use testkit::{TestDb, both};

both! {
    async fn every_statement_can_be_prepared(engine) {
        let test = TestDb::new(engine);
        let options = test.options();
        let db = tokio::task::spawn_blocking(move || Db::open(&options)).await.expect("joins").expect("opens");
        // Desk statements are only linked in when something of the desk is used.
        let _ = desk::reaction::react;
        let mut wrong = Vec::new();
        let mut seen = 0;
        for sql in db::statements() {
            seen += 1;
            let checked: Result<(), db::Error> = db.write(move |tx| tx.check(sql)).await;
            wrong.extend(checked.err().map(|error| error.to_string()));
        }
        assert!(seen > 100, "only {seen} statements are known");
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
