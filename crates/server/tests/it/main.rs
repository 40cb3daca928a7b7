//! The server through its front door, on both databases.

mod bench;
mod contracts;
mod demo;
mod eval;
mod front;
mod house_rules;
mod imports;
mod intents;
mod journey;
mod promises;
mod rights;
mod sample_channel;
mod session;
mod statements;
mod street;
mod webhooks;
mod widget;
