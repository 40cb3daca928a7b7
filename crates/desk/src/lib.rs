//! The rules of customer service.
//!
//! Rooms, in reading order, which is also the order of dependency: a room uses only those above it.
//!
//! - ground: [`ctx`] [`id`] [`word`] [`error`] [`money`] [`secret`] [`variable`] [`fact`]
//! - who and where: [`shop`] [`agent`] [`inbox`] [`buyer`]
//! - what is sold: [`catalog`] [`order`]
//! - what is said and known: [`conversation`] [`sms`] [`knowledge`] [`asked`] [`custom_intent`]
//! - what it means: [`triage`] [`sla`] [`metric`]
//! - who answers: [`routing`] [`authority`] [`flow`] [`promise`] [`mind`] [`bot`] [`assist`] [`snippet`]
//! - what is learned from it: [`capture`] [`document`]
//! - what is missing: [`gap`]
//! - who is one person: [`merge`]
//! - how it went, and how it goes: [`report`] [`board`]
//! - by itself: [`webhook`] [`connection`] [`alert`]
//! - the map: [`reaction`]
//!
//! An *operation* is a function over [`ctx::Ctx`]: one transaction, one moment. [`ctx::Store`] runs it.

pub mod agent;
pub mod alert;
pub mod asked;
pub mod assist;
pub mod authority;
pub mod board;
pub mod bot;
pub mod buyer;
pub mod capture;
pub mod catalog;
pub mod connection;
pub mod conversation;
pub mod ctx;
pub mod custom_intent;
pub mod document;
pub mod error;
pub mod fact;
pub mod flow;
pub mod gap;
pub mod id;
pub mod inbox;
mod json;
pub mod knowledge;
pub mod merge;
pub mod metric;
pub mod mind;
pub mod money;
pub mod order;
pub mod promise;
pub mod reaction;
pub mod report;
pub mod routing;
pub mod secret;
pub mod shop;
pub mod sla;
pub mod sms;
pub mod snippet;
pub mod triage;
pub mod variable;
pub mod webhook;
mod word;
