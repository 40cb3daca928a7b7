//! The server through its front door, on both databases.

mod demo;
mod statements;
