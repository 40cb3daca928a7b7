use super::*;
use crate::promise::find::tests_support::{at, shop};
use crate::shop::Lang;

/// Own lines, half of them vague: `v` or `c` (concrete), a tab, the reply.
const LINES: &str = include_str!("vague_lines.tsv");

#[test]
fn our_own_lines_are_told_apart() {
    let (zh, en) = (shop(Lang::Zh), shop(Lang::En));
    let now = at("2026-11-25T14:00[Asia/Shanghai]");
    let (mut wrong, mut vague, mut all) = (Vec::new(), 0, 0);
    for line in LINES.lines().filter(|line| !line.is_empty()) {
        let (label, text) = line.split_once('\t').expect("a label and a reply");
        let shop = if text.is_ascii() { &en } else { &zh };
        let found = weigh(text, shop, now);
        (all, vague) = (all + 1, vague + usize::from(label == "v"));
        if found.is_some() != (label == "v") {
            wrong.push(format!("{label} {text} {found:?}"));
        }
    }
    assert!(all >= 120 && vague * 2 >= all - 10 && vague * 2 <= all + 10, "{vague} of {all}");
    assert!(wrong.is_empty(), "{} of {all}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_is_missing_is_named() {
    let (shop, now) = (shop(Lang::Zh), at("2026-11-25T14:00[Asia/Shanghai]"));
    let vague = weigh("您再试试看呢", &shop, now).expect("vague");
    assert_eq!(vague.missing, [Missing::Time, Missing::Step]);
    assert_eq!(vague.phrases, ["再试试看"]);
    let vague = weigh("我帮您反馈一下", &shop, now).expect("vague");
    assert_eq!(vague.missing, [Missing::Time]);
}

#[test]
fn a_time_makes_it_concrete() {
    let (shop, now) = (shop(Lang::Zh), at("2026-11-25T14:00[Asia/Shanghai]"));
    assert!(weigh("我帮您反馈一下，尽快给您答复", &shop, now).is_some());
    assert!(weigh("我帮您反馈一下，今天18点前给您答复", &shop, now).is_none());
}
