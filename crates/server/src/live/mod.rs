//! Live connections: one WebSocket per console or widget.
//!
//! [`tail`] follows the ledger and hands each new line to the [`hub`], which hands it to the connections it concerns. A
//! connection names the position it has seen; it gets what it missed from the database, then what comes. One that
//! cannot keep up is told to start over; nothing is dropped in silence.

pub mod channel;
pub mod console;
pub mod hub;
pub mod socket;
pub mod tail;
pub mod widget;
