/// Why an operation did not happen. Whatever the reason, nothing of it was stored.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// A unique key was taken; `key` is the constraint (PostgreSQL) or the columns (SQLite).
    #[error("unique key taken: {key}")]
    Unique {
        /// The violated constraint, as the engine names it.
        key: String,
    },
    /// Another constraint (foreign key, not null, check) refused the row.
    #[error("constraint refused: {0}")]
    Constraint(String),
    /// The database cannot take this now (disk full, connection lost, shutting down); it may later.
    #[error("database unavailable: {0}")]
    Unavailable(String),
    /// Another operation was in the way, and this one was undone: the same again will do.
    #[error("another operation was in the way: {0}")]
    Conflict(String),
    /// A column did not hold what the code expects.
    #[error("column {column}: {reason}")]
    Decode {
        /// The column's name.
        column: String,
        /// What was found instead.
        reason: String,
    },
    /// The engine refused a statement.
    #[error("statement {statement}: {reason}")]
    Statement {
        /// The statement's registered name.
        statement: &'static str,
        /// The engine's own words.
        reason: String,
    },
    /// A migration could not be applied.
    #[error("migration {0}")]
    Migration(String),
    /// The operation itself panicked; its changes were undone.
    #[error("operation panicked: {0}")]
    Panicked(String),
}

impl Error {
    /// Whether trying the same again later may succeed.
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Conflict(_))
    }

    /// Whether trying the same again at once will do.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict(_))
    }
}
