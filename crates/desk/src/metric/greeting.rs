//! Whether words only greet: some platforms do not take "Hello" for an answer.

/// What people say who only say hello, without spaces and punctuation.
const GREETINGS: [&str; 30] = [
    "hi",
    "hello",
    "hey",
    "hithere",
    "hellothere",
    "heythere",
    "goodmorning",
    "goodafternoon",
    "goodevening",
    "goodday",
    "greetings",
    "dear",
    "hidear",
    "hellodear",
    "welcome",
    "你好",
    "您好",
    "嗨",
    "哈喽",
    "在",
    "在的",
    "在呢",
    "亲",
    "亲在的",
    "亲你好",
    "亲您好",
    "您好亲",
    "你好呀",
    "欢迎光临",
    "您好在的",
];

/// The longest that could still be a greeting, in characters.
pub(super) const LONGEST: usize = 24;

/// Whether a text says hello and nothing else.
pub(super) fn only_greets(text: &str) -> bool {
    if text.chars().count() > LONGEST {
        return false;
    }
    let bare: String = text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    !bare.is_empty() && GREETINGS.contains(&bare.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hello_is_no_answer_and_an_answer_that_begins_with_it_is() {
        for text in ["Hi", "Hello!", "hey there :)", "您好~", "亲，在的", "Good morning."] {
            assert!(only_greets(text), "{text}");
        }
        for text in ["Hello, it ships today", "您好，今天发货", "42", "", "👍", "ok"] {
            assert!(!only_greets(text), "{text}");
        }
    }
}
