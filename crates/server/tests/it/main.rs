//! The server through its front door, on both databases.

mod bench;
mod contracts;
mod demo;
mod documents;
mod front;
mod gaps;
mod house_rules;
mod imports;
mod journey;
mod knowledge;
mod promises;
mod rights;
mod sample_channel;
mod session;
mod snippets;
mod statements;
mod street;
mod webhooks;
mod widget;
