//! The neutral format: anybody's ledger as rows, one thing that happened each. docs/guide/eval.md tells it.

use db::Time;
use serde::{Deserialize, Serialize};

use super::event::{Event, Keys, Label, Reply, What};
use super::greeting;
use crate::fact::Author;
use crate::word::words;

/// A row.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// When, RFC 3339.
    pub time: Time,
    /// In which conversation; any name.
    pub conversation: String,
    /// Who did it.
    pub author: Author,
    /// What.
    #[serde(default = "Kind::message")]
    pub kind: Kind,
    /// The account that did it, or, for what a buyer says, that received it.
    #[serde(default)]
    pub agent: Option<String>,
    /// For a transfer: the account that gets it.
    #[serde(default)]
    pub to: Option<String>,
    /// Whose conversation it is; the conversation's own name when not given.
    #[serde(default)]
    pub buyer: Option<String>,
    /// A label: what a row of kind `label` puts on the conversation, or what is said of a buyer's message.
    #[serde(default)]
    pub label: Option<Label>,
    /// What was said. Only looked at to see whether an agent's words merely greet.
    #[serde(default)]
    pub text: Option<String>,
}

words! {
    /// What a row tells of.
    Kind {
        /// Something was said.
        Message = "message",
        /// Something that only greets, said by an agent.
        Greeting = "greeting",
        /// The automatic greeting at the beginning.
        Welcome = "welcome",
        /// An automatic answer.
        AutoReply = "auto_reply",
        /// A ready text, sent by an agent.
        Template = "template",
        /// A sticker or an emoji.
        Sticker = "sticker",
        /// A picture.
        Image = "image",
        /// A card of a product or an order.
        Card = "card",
        /// An offer.
        Offer = "offer",
        /// The bot, or the platform, gave it to people.
        HandOff = "hand_off",
        /// An account took it.
        Claim = "claim",
        /// An account gave it to another.
        Transfer = "transfer",
        /// An account gave it back.
        Release = "release",
        /// It was closed.
        Close = "close",
        /// The platform ended it as settled.
        AutoResolve = "auto_resolve",
        /// A label was put on it.
        Label = "label",
        /// A note among agents.
        Note = "note",
        /// Something was read.
        Read = "read",
        /// Somebody is typing.
        Typing = "typing",
    }
}

impl Kind {
    /// What a row tells of that does not say.
    fn message() -> Self {
        Self::Message
    }
}

impl Row {
    /// The events a row stands for; one, or two where a buyer's message says which account received it. The error names
    /// the field that is missing.
    pub fn events(&self, keys: &mut Keys) -> Result<Vec<Event>, &'static str> {
        let conversation = keys.of(&self.conversation);
        let buyer = keys.of(self.buyer.as_ref().unwrap_or(&self.conversation));
        let event = |what| Event { at: self.time, conversation, buyer, what };
        let mut by = || self.agent.as_deref().map(|agent| keys.of(agent));
        if self.kind == Kind::Label || self.kind == Kind::AutoResolve {
            return match (self.kind, self.label) {
                (Kind::Label, None) => Err("label"),
                (Kind::Label, Some(label)) => Ok(vec![event(What::Labelled(label))]),
                _ => Ok(vec![event(What::Said { reply: Reply::AutoResolved, by: None })]),
            };
        }
        if self.author == Author::Buyer && self.is_said() {
            let received = by().map(|account| event(What::Taken(account)));
            return Ok(received.into_iter().chain([event(What::Asked(self.label))]).collect());
        }
        let what = match self.kind {
            Kind::HandOff => What::HandedOff,
            Kind::Claim => What::Taken(by().ok_or("agent")?),
            Kind::Transfer => {
                let from = by();
                What::Transferred { from, to: self.to.as_deref().map(|to| keys.of(to)) }
            }
            Kind::Release => What::Released,
            Kind::Close => What::Closed,
            _ => match self.reply() {
                Some(reply) => What::Said { reply, by: by() },
                None => What::Other,
            },
        };
        Ok(vec![event(what)])
    }

    fn is_said(&self) -> bool {
        matches!(
            self.kind,
            Kind::Message
                | Kind::Greeting
                | Kind::Template
                | Kind::Sticker
                | Kind::Image
                | Kind::Card
                | Kind::Offer
        )
    }

    fn reply(&self) -> Option<Reply> {
        let said = self.is_said();
        match (self.kind, self.author) {
            (Kind::Welcome, _) => Some(Reply::Welcome),
            (Kind::AutoReply, _) => Some(Reply::AutoReply),
            _ if !said => None,
            (_, Author::Bot) => Some(Reply::Bot),
            (_, Author::Buyer | Author::System) => None,
            (Kind::Greeting, _) => Some(Reply::Greeting),
            (_, Author::Assist) => Some(Reply::Assist),
            (Kind::Template, _) => Some(Reply::Template),
            (Kind::Offer, _) => Some(Reply::Offer),
            (Kind::Message, _) if self.text.as_deref().is_some_and(greeting::only_greets) => {
                Some(Reply::Greeting)
            }
            _ => Some(Reply::Human),
        }
    }
}
