//! Goods, orders and knowledge from outside. A file or a shop system is read here into what the desk takes in; how it is
//! taken in, and what is refused, is the desk's.

pub mod carrier;
pub mod http;
pub mod import;
pub mod push;
pub mod robot;
pub mod sheet;
pub mod sms;
pub mod system;
