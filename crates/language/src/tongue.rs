//! The language of a text.

use std::collections::HashSet;
use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use whatlang::{Detector, Lang};

use crate::Scored;
use crate::normalize::{Writing, is_han, writing};

/// From this confidence on a text changes the language of its conversation.
pub const SURE: f32 = 0.65;

/// A language, and for Chinese how it is written. In JSON a language tag: `zh-Hans`, `zh-Hant`, `en`, `ja` …
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tongue {
    /// Chinese in simplified characters.
    ZhHans,
    /// Chinese in traditional characters.
    ZhHant,
    /// English.
    En,
    /// Another language.
    Other(Code),
}

/// A two- or three-letter language code in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Code([u8; 3]);

impl Tongue {
    /// Its language tag.
    pub fn tag(&self) -> &str {
        match self {
            Self::ZhHans => "zh-Hans",
            Self::ZhHant => "zh-Hant",
            Self::En => "en",
            Self::Other(code) => code.as_str(),
        }
    }

    /// From a language tag; regions are ignored except that `zh-TW`, `zh-HK` and `zh-MO` are traditional.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.to_ascii_lowercase().replace('_', "-");
        let mut parts = tag.split('-');
        match parts.next()? {
            "zh" if parts.any(|p| matches!(p, "hant" | "tw" | "hk" | "mo")) => Some(Self::ZhHant),
            "zh" => Some(Self::ZhHans),
            "en" => Some(Self::En),
            code => Code::new(code).map(Self::Other),
        }
    }

    /// Either way of writing Chinese.
    pub fn is_chinese(&self) -> bool {
        matches!(self, Self::ZhHans | Self::ZhHant)
    }
}

impl Code {
    /// Two or three ASCII letters in lower case.
    pub fn new(code: &str) -> Option<Self> {
        let bytes = code.as_bytes();
        if !matches!(bytes.len(), 2 | 3) || !bytes.iter().all(u8::is_ascii_lowercase) {
            return None;
        }
        let mut padded = [0; 3];
        padded[..bytes.len()].copy_from_slice(bytes);
        Some(Self(padded))
    }

    /// The letters.
    pub fn as_str(&self) -> &str {
        let end = self.0.iter().position(|&b| b == 0).unwrap_or(self.0.len());
        std::str::from_utf8(&self.0[..end]).unwrap_or_default()
    }
}

impl fmt::Display for Tongue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

impl Serialize for Tongue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.tag())
    }
}

impl<'de> Deserialize<'de> for Tongue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tag = String::deserialize(deserializer)?;
        Self::from_tag(&tag).ok_or_else(|| serde::de::Error::custom(format!("{tag} is no language tag")))
    }
}

/// The language of a text. Below [`SURE`] the text is too short or too mixed to tell (`ok`, `M码`, `123`): keep the
/// conversation's language, which [`follow`] does.
pub fn tongue(text: &str) -> Scored<Tongue> {
    let heard = Heard::new(text);
    Scored::new(heard.tongue, heard.confidence)
}

/// The language to go on in after a text, when the conversation was in `so_far`.
pub fn follow(text: &str, so_far: Option<Tongue>) -> Tongue {
    let heard = Heard::new(text);
    match so_far {
        Some(before) if heard.confidence < SURE => before,
        // Chinese without a character that gives its writing away stays as it was written before.
        Some(before) if heard.tongue.is_chinese() && before.is_chinese() && !heard.writing_shown => before,
        _ => heard.tongue,
    }
}

struct Heard {
    tongue: Tongue,
    confidence: f32,
    writing_shown: bool,
}

impl Heard {
    fn new(text: &str) -> Self {
        let seen = Seen::count(text);
        let of = |tongue, confidence| Self { tongue, confidence, writing_shown: true };
        let other =
            |code: &str, confidence| of(Code::new(code).map_or(Tongue::En, Tongue::Other), confidence);
        if seen.kana > 1 && seen.kana * 6 > seen.han {
            return other("ja", 0.95);
        }
        if seen.hangul > 0 && seen.hangul >= seen.han {
            return other("ko", 0.95);
        }
        let latin = seen.words.len();
        let function = seen.words.iter().filter(|w| FUNCTION_WORDS.contains(w.as_str())).count();
        // Chinese buyers mix in English names freely, English ones hardly ever mix in Chinese.
        if seen.han > 0 && (function < 2 || seen.han > latin) {
            return Self::chinese(&seen, function);
        }
        let foreign = seen.cyrillic + seen.arabic + seen.thai + seen.elsewhere;
        if foreign > seen.latin {
            // Which language may be doubtful; that it is neither Chinese nor English is not.
            let guess = Self::guessed(text).map(|g| Self { confidence: g.confidence.max(0.75), ..g });
            return guess.unwrap_or_else(|| of(Tongue::En, 0.2));
        }
        if latin == 0 {
            return of(Tongue::ZhHans, 0.0);
        }
        Self::latin(text, &seen, function)
    }

    fn chinese(seen: &Seen, function: usize) -> Self {
        let tongue = if seen.traditional > seen.simplified { Tongue::ZhHant } else { Tongue::ZhHans };
        let confidence = match seen.han {
            _ if function >= 2 => 0.6,
            1 if seen.words.is_empty() => 0.6,
            1 => 0.4,
            2 => 0.85,
            _ => 0.97,
        };
        Self { tongue, confidence, writing_shown: seen.traditional + seen.simplified > 0 }
    }

    fn latin(text: &str, seen: &Seen, function: usize) -> Self {
        let words = seen.words.len();
        let common = seen.words.iter().filter(|w| COMMON_WORDS.contains(w.as_str())).count();
        let english = |confidence| Self { tongue: Tongue::En, confidence, writing_shown: true };
        let known = function + common;
        if known * 2 >= words && function > 0 && words > 1 {
            return english(if words > 2 { 0.97 } else { 0.85 });
        }
        if let Some(guess) = Self::guessed(text)
            && (guess.tongue != Tongue::En
                && (seen.accented > 0 || seen.latin >= 24)
                && known * 4 < words.max(4))
        {
            let foreign = seen.accented > 0 || known == 0 && words > 4;
            return Self { confidence: guess.confidence.max(if foreign { 0.7 } else { 0.0 }), ..guess };
        }
        match (known, words) {
            (0, 1..=3) => english(0.3),
            (0, _) => english(0.45),
            (1, 1) => english(0.55),
            _ if known * 2 >= words => english(0.85),
            _ => english(0.7),
        }
    }

    fn guessed(text: &str) -> Option<Self> {
        let info = DETECTOR.detect(text)?;
        let (_, code) = TRADED.iter().find(|(lang, _)| *lang == info.lang())?;
        let tongue = Tongue::from_tag(code)?;
        let confidence = if info.is_reliable() { 0.9 } else { 0.5 };
        Some(Self { tongue, confidence, writing_shown: true })
    }
}

/// Letters by script, and the words in Latin letters that may tell a language.
#[derive(Default)]
struct Seen {
    han: usize,
    traditional: usize,
    simplified: usize,
    kana: usize,
    hangul: usize,
    latin: usize,
    accented: usize,
    cyrillic: usize,
    arabic: usize,
    thai: usize,
    elsewhere: usize,
    words: Vec<String>,
}

impl Seen {
    fn count(text: &str) -> Self {
        let mut seen = Self::default();
        for token in text.split_whitespace().filter(|t| !is_address(t)) {
            seen.add(token);
        }
        seen
    }

    fn add(&mut self, token: &str) {
        let mut word = String::new();
        let chars: Vec<char> = token.chars().collect();
        for (index, &c) in chars.iter().enumerate() {
            let letter_of_word = is_latin(c) || (c == '\'' || c == '\u{2019}') && !word.is_empty();
            if letter_of_word {
                word.push(if c == '\u{2019}' { '\'' } else { c });
            }
            if !letter_of_word || index + 1 == chars.len() {
                let next = (!letter_of_word).then_some(c);
                let before = index.checked_sub(word.chars().count() + 1).and_then(|i| chars.get(i));
                self.word(&std::mem::take(&mut word), before.copied(), next);
            }
            match u32::from(c) {
                // A size is no Chinese word: `M码`, `38码`, `均码`.
                _ if c == '码'
                    && index > 0
                    && (chars[index - 1].is_ascii_alphanumeric() || chars[index - 1] == '均') => {}
                _ if c == '均' && chars.get(index + 1) == Some(&'码') => {}
                _ if is_han(c) => {
                    self.han += 1;
                    match writing(c) {
                        Some(Writing::Traditional) => self.traditional += 1,
                        Some(Writing::Simplified) => self.simplified += 1,
                        None => {}
                    }
                }
                // Chinese buyers write の for 的.
                0x306E => {}
                0x3040..=0x30FF => self.kana += 1,
                0xAC00..=0xD7AF | 0x1100..=0x11FF => self.hangul += 1,
                0x0400..=0x04FF => self.cyrillic += 1,
                0x0600..=0x06FF => self.arabic += 1,
                0x0E00..=0x0E7F => self.thai += 1,
                _ if is_latin(c) => {
                    self.latin += 1;
                    self.accented += usize::from(!c.is_ascii());
                }
                _ if c.is_alphabetic() => self.elsewhere += 1,
                _ => {}
            }
        }
    }

    /// Letters next to digits are codes, units and sizes; so is a size on its own.
    fn word(&mut self, word: &str, before: Option<char>, after: Option<char>) {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let word = word.trim_matches('\'').to_lowercase();
        let size = matches!(word.as_str(), "s" | "m" | "l" | "xs" | "xl" | "xxl" | "xxxl" | "cm" | "kg");
        if !word.is_empty() && !size && !digit(before) && !digit(after) {
            self.words.push(word);
        }
    }
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(u32::from(c), 0x00C0..=0x024F | 0xFF21..=0xFF3A | 0xFF41..=0xFF5A)
}

/// Links and mail addresses tell nothing.
fn is_address(token: &str) -> bool {
    token.contains("://") || token.starts_with("www.") || token.contains('@')
}

/// Words only English has, or nearly so.
static FUNCTION_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "the is are was were am be been being my your his her its our their this that these those it i i'm i've i'll i'd \
     you you're we they he she what when where why how who which can can't could would should will won't do does \
     doesn't did didn't don't have has had haven't hasn't not isn't aren't wasn't there here with for from to of and \
     or but if at by about any some please want need get got if't just still yet ever im ive dont didnt cant wont \
     doesnt hasnt isnt u ur whats wheres it's that's what's where's how's let's"
        .split_whitespace()
        .collect()
});

/// Words buyers use that are English but travel.
static COMMON_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    "hello hi hey thanks thank thx bye yes yeah yep no nope okay sure great good nice bad sorry order orders ordered \
     ship shipped shipping shipment deliver delivered delivery refund refunds refunded return returns returned exchange \
     size sizes color colour black white red blue green stock price discount coupon code cancel cancelled address change \
     tracking package parcel item items product broken damaged wrong missing received receive arrive arrived late money \
     back buy bought gift warranty fit fits small large medium free agent human person customer service support help \
     payment pay paid card invoice sale cheap cheaper much many long days day week weeks today tomorrow yesterday now \
     asap soon fast slow again all more less other another one two new old working work works use using wash install \
     quality fake real genuine original material cotton battery charge phone number name email account login password \
     time status update check see know tell give send sent make made take like love hate think look ok lol wow in on out \
     up so very too as an a me"
        .split_whitespace()
        .collect()
});

/// Fewer languages to choose from means fewer mistakes on short texts.
static DETECTOR: LazyLock<Detector> =
    LazyLock::new(|| Detector::with_allowlist(TRADED.iter().map(|(lang, _)| *lang).collect()));

/// The languages shops hear most, with their tags.
const TRADED: [(Lang, &str); 29] = [
    (Lang::Eng, "en"),
    (Lang::Cmn, "zh"),
    (Lang::Rus, "ru"),
    (Lang::Spa, "es"),
    (Lang::Por, "pt"),
    (Lang::Ita, "it"),
    (Lang::Fra, "fr"),
    (Lang::Deu, "de"),
    (Lang::Ukr, "uk"),
    (Lang::Ara, "ar"),
    (Lang::Hin, "hi"),
    (Lang::Jpn, "ja"),
    (Lang::Kor, "ko"),
    (Lang::Tha, "th"),
    (Lang::Vie, "vi"),
    (Lang::Ind, "id"),
    (Lang::Tur, "tr"),
    (Lang::Pol, "pl"),
    (Lang::Nld, "nl"),
    (Lang::Swe, "sv"),
    (Lang::Dan, "da"),
    (Lang::Nob, "no"),
    (Lang::Fin, "fi"),
    (Lang::Ces, "cs"),
    (Lang::Hun, "hu"),
    (Lang::Ron, "ro"),
    (Lang::Ell, "el"),
    (Lang::Heb, "he"),
    (Lang::Tgl, "tl"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn code(code: &str) -> Tongue {
        Tongue::from_tag(code).expect("a code")
    }

    #[test]
    fn hears_the_language() {
        let rows = [
            ("什么时候发货", "zh-Hans"),
            ("這個什麼時候發貨", "zh-Hant"),
            ("請問有現貨嗎", "zh-Hant"),
            ("有货吗", "zh-Hans"),
            ("iPhone 15 Pro Max 有货吗", "zh-Hans"),
            ("帮我查一下order", "zh-Hans"),
            ("亲の衣服", "zh-Hans"),
            ("Where is my order?", "en"),
            ("when will it ship", "en"),
            ("I want a refund", "en"),
            ("can u ship to UK asap pls", "en"),
            ("What does 均码 mean?", "en"),
            ("is this genuine leather", "en"),
            ("注文はいつ届きますか", "ja"),
            ("언제 배송되나요?", "ko"),
            ("Где мой заказ? Я жду уже неделю", "ru"),
            ("¿Dónde está mi pedido? No ha llegado todavía", "es"),
            ("Où est ma commande, je ne l'ai pas encore reçue", "fr"),
            ("สินค้าจะส่งเมื่อไหร่ครับ", "th"),
        ];
        for (text, want) in rows {
            let got = tongue(text);
            assert_eq!(got.value.tag(), want, "{text}");
            assert!(got.confidence >= SURE, "{text}: {}", got.confidence);
        }
    }

    #[test]
    fn says_when_it_cannot_tell() {
        for text in [
            "ok",
            "OK!",
            "M码",
            "123",
            "",
            "  ",
            "👍",
            "XL",
            "165cm 50kg",
            "38码",
            "SF1234567890123",
            "¥99",
            "hi",
            "均码",
            "https://a.example/x",
            "a@b.example",
            "6",
            "...",
            "嗯",
        ] {
            let got = tongue(text);
            assert!(got.confidence < SURE, "{text}: {got:?}");
        }
    }

    #[test]
    fn follows_the_conversation() {
        let (simplified, traditional, en) = (Tongue::ZhHans, Tongue::ZhHant, Tongue::En);
        let rows = [
            ("ok", Some(simplified), simplified),
            ("ok", Some(traditional), traditional),
            ("M码", Some(en), en),
            ("123", None, simplified),
            ("好的", Some(traditional), traditional),
            ("好的", Some(en), simplified),
            ("那什么时候发货", Some(traditional), simplified),
            ("那什麼時候發貨", Some(simplified), traditional),
            ("when will it arrive", Some(simplified), en),
            ("ok", Some(code("ja")), code("ja")),
        ];
        for (text, before, want) in rows {
            assert_eq!(follow(text, before), want, "{text} after {before:?}");
        }
    }

    #[test]
    fn tags_travel() {
        for tag in ["zh-Hans", "zh-Hant", "en", "ja"] {
            let json = serde_json::to_string(&code(tag)).expect("serialises");
            assert_eq!(json, format!("\"{tag}\""));
            assert_eq!(serde_json::from_str::<Tongue>(&json).expect("deserialises"), code(tag));
        }
        assert_eq!(Tongue::from_tag("zh_TW"), Some(Tongue::ZhHant));
        assert_eq!(Tongue::from_tag("en-GB"), Some(Tongue::En));
        assert_eq!(Tongue::from_tag("x"), None);
    }
}
