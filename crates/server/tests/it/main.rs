//! The server through its front door, on both databases.

mod bench;
mod demo;
mod imports;
mod statements;
