//! The executable `miaohui`: HTTP, WebSocket, workers and commands around the desk. It holds no rule of business.

pub mod address;
pub mod api;
pub mod app;
pub mod auth;
pub mod blobs;
pub mod body;
pub mod cli;
pub mod clock;
pub mod config;
pub mod connections;
pub mod demo;
pub mod embeddings;
pub mod importing;
pub mod limits;
pub mod live;
pub mod outgoing;
pub mod problem;
pub mod pulse;
pub mod serve;
pub mod sheet;
pub mod shop_system;
pub mod telemetry;
pub mod upload;
pub mod web;
pub mod worker;
