//! The server through its front door, on both databases.

mod bench;
mod contracts;
mod demo;
mod documents;
mod embeddings;
mod eval;
mod eval_retrieve;
mod front;
mod gaps;
mod gate;
mod house_rules;
mod imports;
mod intents;
mod journey;
mod knowledge;
mod promises;
mod rights;
mod sample_channel;
mod session;
mod snippets;
mod statements;
mod street;
mod thresholds;
mod webhooks;
mod widget;
