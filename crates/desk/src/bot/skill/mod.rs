//! The four skill packs and what goes around them. Each answers from facts, or says that it cannot.

pub(super) mod act;
pub(super) mod article;
pub(super) mod attribute;
pub(super) mod basket;
pub(super) mod collect;
pub(super) mod logistics;
pub(super) mod policy;
pub(super) mod product;
pub(super) mod promotion;
pub(super) mod reply;
pub(super) mod size;
pub(super) mod talk;
