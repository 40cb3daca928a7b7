//! The server through its front door, on both databases.

mod bench;
mod contracts;
mod demo;
mod house_rules;
mod imports;
mod journey;
mod statements;
mod street;
