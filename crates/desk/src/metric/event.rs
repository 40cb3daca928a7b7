//! What a metric is counted from: the events of conversations, whoever's ledger they come from.

use std::collections::HashMap;

use db::Time;

use crate::word::words;

/// A name as a small number: conversations, buyers and accounts are compared millions of times.
pub type Key = u32;

/// One thing that happened in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Time,
    /// In which conversation.
    pub conversation: Key,
    /// Whose conversation it is.
    pub buyer: Key,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The buyer said something: text, picture, sticker, card alike.
    Asked(Option<Label>),
    /// The buyer was told something.
    Said {
        /// What kind of reply it was.
        reply: Reply,
        /// The account that said it.
        by: Option<Key>,
    },
    /// The conversation was given to people.
    HandedOff,
    /// An account took it.
    Taken(Key),
    /// An account gave it to another.
    Transferred {
        /// The one.
        from: Option<Key>,
        /// The other.
        to: Option<Key>,
    },
    /// An account gave it back to everybody.
    Released,
    /// It was closed.
    Closed,
    /// A label was put on it.
    Labelled(Label),
    /// Something that no metric knows of.
    Other,
}

words! {
    /// What kind of reply something is. Metrics differ by it, so it is never blurred.
    Reply {
        /// A person's own words.
        Human = "human",
        /// A bot's words in an agent's name, while a person has the conversation.
        Assist = "assist",
        /// A bot by itself.
        Bot = "bot",
        /// The automatic greeting at the beginning.
        Welcome = "welcome",
        /// An automatic answer such as "we are busy".
        AutoReply = "auto_reply",
        /// A ready text that a person sent.
        Template = "template",
        /// A person's words that only say hello.
        Greeting = "greeting",
        /// An offer made in answer to the buyer's.
        Offer = "offer",
        /// The platform ended it as settled.
        AutoResolved = "auto_resolved",
    }
}

impl Reply {
    /// Whether it shows that a person has the conversation.
    pub(super) fn is_of_people(self) -> bool {
        matches!(self, Self::Human | Self::Assist | Self::Template | Self::Greeting | Self::Offer)
    }
}

words! {
    /// What can be said of a message or a conversation that a metric may care about.
    Label {
        /// Advertising.
        Ad = "ad",
        /// Fraud or phishing.
        Fraud = "fraud",
        /// A red packet.
        RedPacket = "red_packet",
        /// The buyer blocked the shop, so that nobody can answer.
        Blocked = "blocked",
        /// A dialogue the platform calls invalid.
        Invalid = "invalid",
        /// Marked as needing no answer.
        NoResponseNeeded = "no_response_needed",
        /// Left as a message because all agents were away.
        LeftMessage = "left_message",
        /// The shop was on holiday.
        Holiday = "holiday",
    }
}

/// Names and the numbers that stand for them.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    numbers: HashMap<String, Key>,
    names: Vec<String>,
}

impl Keys {
    /// The number of a name.
    pub fn of(&mut self, name: &str) -> Key {
        if let Some(key) = self.numbers.get(name) {
            return *key;
        }
        let key = Key::try_from(self.names.len()).unwrap_or(Key::MAX);
        self.numbers.insert(name.to_owned(), key);
        self.names.push(name.to_owned());
        key
    }

    /// The name of a number.
    pub fn name(&self, key: Key) -> &str {
        self.names.get(key as usize).map_or("", String::as_str)
    }
}
