//! How long buyers wait, to the second, and why.

pub mod calendar;
