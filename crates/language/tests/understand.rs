//! What buyers write comes out as what they mean.

use std::path::PathBuf;

use jiff::civil::date;
use language::understand::weights::{TRAINED, Weights, hash_of};
use language::{Emotion, Intent, Language, Reading};

fn model_dir() -> PathBuf {
    std::env::var_os("MIAOHUI_MODEL_DIR").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/models/use-multilingual-v3"),
        PathBuf::from,
    )
}

/// With the model, if it was fetched, and without.
fn languages() -> Vec<Language> {
    let with = Language::load(&model_dir()).expect("loads");
    let without = Language::load(&PathBuf::from("no model here")).expect("loads");
    #[expect(clippy::print_stderr, reason = "a skipped part must say so")]
    if !with.has_model() {
        eprintln!("SKIPPED: understanding with the model; there is none in {}", model_dir().display());
    }
    vec![with, without]
}

fn read(language: &Language, text: &str, before: &[&str]) -> Reading {
    language.understand(text, before, date(2026, 6, 1).at(3, 0, 0, 0))
}

#[test]
fn the_lines_of_the_first_journey_are_understood() {
    let lines = [
        ("在吗", Intent::Greeting),
        ("衬衫啥时候发货", Intent::ShipWhen),
        ("到哪了", Intent::WhereIsIt),
        ("我身高165体重100斤穿M码会大吗", Intent::SizeAdvice),
        ("能开发票吗", Intent::Invoice),
        ("Where is my order?", Intent::WhereIsIt),
        ("转人工", Intent::AskHuman),
        ("谢谢", Intent::ThanksClosing),
        ("怎么退货", Intent::Return),
        ("肿么还不发货啊，都三天了", Intent::UrgeShipping),
        ("請問這件有貨嗎", Intent::Stock),
        ("can I get a refund", Intent::Refund),
        ("what size should I get, I'm 5'6 and 130 lbs", Intent::SizeAdvice),
    ];
    for language in languages() {
        for (text, wanted) in lines {
            let found = read(&language, text, &[]).intents[0];
            assert_eq!(found.value, wanted, "{text} (model: {})", language.has_model());
            if language.has_model() {
                assert!(found.confidence >= 0.6, "{text}: only {}", found.confidence);
            }
        }
    }
}

/// An offer with a coupon is a question about both; either may come first.
#[test]
fn an_offer_with_a_coupon_is_about_both() {
    for language in languages() {
        let found = read(&language, "满减能和券一起用吗", &[]).intents;
        assert!(matches!(found[0].value, Intent::PromotionRules | Intent::CouponUse), "{found:?}");
        assert!(found.iter().map(|scored| scored.confidence).sum::<f32>() >= 0.6, "{found:?}");
    }
}

#[test]
fn anger_and_threats_are_heard() {
    for language in languages() {
        let reading = read(&language, "你们这是什么垃圾店，我要投诉到12315！！！", &[]);
        assert_eq!(reading.intents[0].value, Intent::Complaint);
        assert_eq!(reading.emotion.value, Emotion::Angry);
        assert!(!reading.abusive);
        assert!(read(&language, "你们客服是智障吗", &[]).abusive);
        assert_eq!(read(&language, "请问这件衬衫有白色吗", &[]).emotion.value, Emotion::Neutral);
    }
}

#[test]
fn a_greeting_before_a_question_is_not_the_matter() {
    for language in languages() {
        for text in
            ["hello\nquick question\ncan i get an invoice", "在吗\n有个问题\n能开发票吗", "你好 发票能开吗"]
        {
            let found = read(&language, text, &[]).intents[0];
            assert_eq!(found.value, Intent::Invoice, "{text} (model: {})", language.has_model());
        }
    }
}

/// Who asks two things is heard twice, whichever comes first.
#[test]
fn each_question_of_a_burst_is_told() {
    for language in languages() {
        let found = read(&language, "这个有货吗？什么时候发货？", &[]).intents;
        let told: Vec<Intent> = found.iter().map(|scored| scored.value).collect();
        assert!(told.contains(&Intent::Stock) && told.contains(&Intent::ShipWhen), "{found:?}");
        let found = read(&language, "Do you have this in stock?\nCan I get an invoice?", &[]).intents;
        let told: Vec<Intent> = found.iter().map(|scored| scored.value).collect();
        assert!(told.contains(&Intent::Stock) && told.contains(&Intent::Invoice), "{found:?}");
    }
}

/// A bare follow-up is about what was talked of; a complete question is about itself.
#[test]
fn what_was_said_before_counts_where_the_burst_needs_it() {
    for language in languages().into_iter().filter(Language::has_model) {
        let follow_up = read(&language, "那白色的呢", &["黑色有货吗", "黑色有货的亲"]).intents[0];
        assert_eq!(follow_up.value, Intent::Stock, "{follow_up:?}");
        let other = read(&language, "可以开发票吗", &["黑色有货吗", "黑色有货的亲"]).intents[0];
        assert_eq!(other.value, Intent::Invoice, "{other:?}");
        let number = read(&language, "612038847715", &[]).intents[0];
        assert_eq!(number.value, Intent::Other, "{number:?}");
    }
}

#[test]
fn other_ways_to_write_are_understood() {
    for language in languages() {
        for (text, wanted) in [
            ("肿么退货", Intent::Return),
            ("能開發票嗎", Intent::Invoice),
            ("can u cancle my oder pls", Intent::CancelOrder),
        ] {
            assert_eq!(read(&language, text, &[]).intents[0].value, wanted, "{text}");
        }
    }
}

#[test]
fn a_reading_shows_the_words_it_rests_on() {
    for language in languages() {
        let text = "亲 你好呀\n請問可以開發票嗎";
        let evidence = read(&language, text, &[]).evidence;
        let words: Vec<&str> = evidence.intent.iter().map(|span| &text[span.clone()]).collect();
        assert!(words.len() <= 3 && words.iter().any(|word| word.contains("發票")), "{words:?}");
        let text = "hi there, I want a REFUND for this, what rubbish!!!";
        let reading = read(&language, text, &[]);
        let words: Vec<&str> = reading.evidence.intent.iter().map(|span| &text[span.clone()]).collect();
        assert!(words.iter().any(|word| word.contains("REFUND")), "{words:?}");
        let words: Vec<&str> = reading.evidence.emotion.iter().map(|span| &text[span.clone()]).collect();
        assert!(words.iter().any(|word| word.contains("rubbish")), "{words:?}");
    }
}

#[test]
fn any_text_can_be_read() {
    for language in languages() {
        for text in ["", "\n", "🙂🙂🙂", "?", "\u{200d}", "Ω≈ç√", &"很长".repeat(3000)] {
            let reading = read(&language, text, &["", "到哪了"]);
            assert!(!reading.intents.is_empty());
            let spans = reading.evidence.intent.iter().chain(&reading.evidence.emotion);
            assert!(spans.clone().all(|span| text.get(span.clone()).is_some()), "{text}: {reading:?}");
            assert!(reading.intents.iter().all(|scored| (0.0..=1.0).contains(&scored.confidence)), "{text}");
        }
    }
}

#[test]
fn the_weights_were_trained_on_this_corpus() {
    let weights = Weights::read(TRAINED).expect("weights of this version");
    let corpus = hash_of(&[include_str!("../corpus/zh.jsonl"), include_str!("../corpus/en.jsonl")]);
    assert_eq!(
        weights.corpus, corpus,
        "the corpus has changed: cargo run --release -p language --example train -- MODEL_DIR"
    );
}

#[test]
fn damaged_weights_are_refused() {
    assert!(Weights::read(&TRAINED[..TRAINED.len() / 2]).is_none());
    assert!(Weights::read(b"MHW2").is_none());
    let weights = Weights::read(TRAINED).expect("weights of this version");
    assert_eq!(Weights::read(&weights.write()).as_ref(), Some(&weights));
}
