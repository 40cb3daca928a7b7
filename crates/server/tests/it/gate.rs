//! Nothing that the bot's own skills say over the demo's facts is held back by the gate; and what no fact bears out is not said.

use std::sync::Arc;

use desk::bot::trial;
use desk::conversation::checked::CheckOutcome;
use desk::shop::{self, Lang};
use desk::{catalog, knowledge};
use server::app::App;
use server::config::Config;
use server::{demo, telemetry};
use testkit::{TestDb, both};

/// The demo seller's house with nobody at work in it.
async fn open(db: &TestDb) -> App {
    let mut config = Config::load(None, std::iter::empty()).expect("the defaults");
    config.server.data = db.folder().to_owned();
    config.database.url = db.url().to_owned();
    config.database.connections = 4;
    config.language.model = "none".into();
    let app = App::open(config, telemetry::start_metrics().expect("metrics")).await.expect("it opens");
    demo::prepare(&app).await.expect("the demo seller moves in");
    app
}

const ZH: [&str; 10] = [
    "{}多少钱", "{}有货吗", "{}什么时候发货", "{}是什么面料", "{}有什么优惠", "165cm 50kg 穿{}什么码", "{}保修多久", "{}怎么洗",
    "{}能便宜点吗", "{}还有M码吗",
];
const EN: [&str; 10] = [
    "how much is the {}", "is the {} in stock", "when does the {} ship", "what is the {} made of", "any discount on the {}",
    "I'm 5'6\" and 130 lb, which size of the {}", "how long is the warranty of the {}", "how do I wash the {}",
    "can I get the {} cheaper", "do you have the {} in M",
];

both! {
    async fn every_answer_from_facts_passes(engine) {
        let db = TestDb::new(engine);
        let app = open(&db).await;
        let shops = app.store.read(shop::list).await.expect("shops");
        let mut held = Vec::new();
        let mut checked = 0;
        for shop in shops {
            let id = shop.id;
            app.read_anew(id).await.expect("shelves");
            let (products, articles) = app
                .store
                .read(move |ctx| Ok((catalog::products(ctx, id)?, knowledge::list(ctx, id)?)))
                .await
                .expect("facts");
            let forms = if shop.language == Lang::Zh { ZH } else { EN };
            let mut questions: Vec<String> = articles.iter().map(|article| article.facts.question.clone()).collect();
            for product in &products {
                questions.extend(forms.iter().map(|form| form.replace("{}", &product.facts.title)));
            }
            questions.extend(["有什么活动", "满减和优惠券能一起用吗", "打折和优惠券可以叠加吗", "包邮吗", "any offers", "can I combine coupons"].map(str::to_owned));
            let told = app
                .think(move |mind, now| {
                    let shelves = mind.shelves(shop.id);
                    questions
                        .into_iter()
                        .map(|question| {
                            let tried = trial::try_question(mind, &Arc::clone(&shelves), &shop, &question, now)?;
                            Ok((question, tried))
                        })
                        .collect::<desk::error::Result<Vec<_>>>()
                })
                .await
                .expect("trials");
            for (question, tried) in told {
                let Some(found) = tried.checked else { continue };
                checked += 1;
                if found.outcome != CheckOutcome::Passed {
                    held.push(format!("{question}\n  {}\n  {found:?}", tried.text));
                }
            }
        }
        assert!(checked > 50, "{checked} answers stated something");
        assert!(held.is_empty(), "{} of {checked} held:\n{}", held.len(), held.join("\n"));
    }
}
