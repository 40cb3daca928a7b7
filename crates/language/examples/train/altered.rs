//! The same line as somebody else might have sent it: without marks, after a greeting, with a slip of the finger, or
//! after talk about something else.

use language::Intent;

use crate::corpus::{Dice, Written};

const GREETINGS_ZH: [&str; 10] =
    ["在吗", "你好", "您好", "亲", "hi", "请问一下", "有个问题", "在不在", "打扰了", "客服在吗"];
const GREETINGS_EN: [&str; 9] = [
    "hello",
    "hi there",
    "hey",
    "quick question",
    "hi",
    "good morning",
    "hello\nquick question",
    "dear seller",
    "sorry to bother you",
];

/// Another text for the line, and what was said before it.
pub(crate) fn altered(line: &Written, all: &[Written], dice: &mut Dice) -> (String, Vec<String>) {
    let mut text = line.text.clone();
    let latin = is_latin(&text);
    if dice.share() < 0.5 {
        text = without_marks(&text);
    }
    if latin && dice.share() < 0.5 {
        text = slipped(&text, dice);
    }
    if dice.share() < 0.35 && takes_a_greeting(line.intent) {
        let greetings: &[&str] = if latin { &GREETINGS_EN } else { &GREETINGS_ZH };
        let between = if dice.share() < 0.6 { "\n" } else { " " };
        text = format!("{}{between}{text}", pick(greetings, dice));
    }
    let mut before = line.context.clone();
    // A complete question means the same whatever was talked of before it.
    if before.is_empty() && line.text.chars().count() > 5 && dice.share() < 0.7 {
        let other = pick(all, dice);
        before.extend(other.context.iter().cloned());
        before.push(other.text.clone());
        if dice.share() < 0.4 {
            before.extend(pick(all, dice).context.last().cloned());
        }
    }
    (text, before)
}

fn pick<'a, T>(from: &'a [T], dice: &mut Dice) -> &'a T {
    &from[usize::try_from(dice.next() % from.len() as u64).unwrap_or(0)]
}

fn is_latin(text: &str) -> bool {
    text.chars().filter(char::is_ascii_alphabetic).count() * 2 > text.chars().count()
}

fn takes_a_greeting(intent: Intent) -> bool {
    !matches!(intent, Intent::Greeting | Intent::ThanksClosing | Intent::Chitchat)
}

/// Marks between words go; where there is no space, one comes half of the time in the middle of a sentence.
fn without_marks(text: &str) -> String {
    let mark = |c: char| ",.?!;:，。？！；：、~…".contains(c);
    let bare: String = text.chars().map(|c| if mark(c) { ' ' } else { c }).collect();
    let kept = bare.split('\n').map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let kept = kept.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    if kept.is_empty() { text.to_owned() } else { kept }
}

/// Two neighbours change places, or one goes, in one longer word.
fn slipped(text: &str, dice: &mut Dice) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let inside: Vec<usize> = (1..chars.len().saturating_sub(2))
        .filter(|at| chars[at - 1..at + 3].iter().all(char::is_ascii_alphabetic))
        .collect();
    if inside.is_empty() {
        return text.to_owned();
    }
    let at = *pick(&inside, dice);
    if dice.share() < 0.5 {
        chars.swap(at, at + 1);
    } else {
        chars.remove(at);
    }
    chars.into_iter().collect()
}
