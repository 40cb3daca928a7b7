-- What knowledge was asked about, what came of it, and what is missing.

CREATE TABLE asked (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    conversation_id TEXT NOT NULL REFERENCES conversation (id),
    seq BIGINT NOT NULL,
    text TEXT NOT NULL,
    context TEXT NOT NULL,
    products TEXT NOT NULL,
    language TEXT NOT NULL,
    intent TEXT NOT NULL,
    stage TEXT NOT NULL,
    at BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    missed BOOLEAN NOT NULL,
    article_id TEXT,
    score DOUBLE PRECISION,
    answer_id TEXT,
    rating TEXT,
    rating_why TEXT,
    rated_at BIGINT,
    UNIQUE (conversation_id, seq)
);
CREATE INDEX asked_shop ON asked (shop_id, at);
CREATE INDEX asked_answer ON asked (answer_id);
CREATE INDEX asked_article ON asked (article_id, at);
CREATE INDEX asked_missed ON asked (shop_id, at) WHERE missed;

-- The articles a buyer was offered to choose from.
CREATE TABLE asked_offer (
    asked_id TEXT NOT NULL REFERENCES asked (id),
    article_id TEXT NOT NULL,
    PRIMARY KEY (asked_id, article_id)
);
CREATE INDEX asked_offer_article ON asked_offer (article_id);

-- What became of an article that was suggested to an agent.
CREATE TABLE suggestion_use (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    article_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    edited DOUBLE PRECISION,
    at BIGINT NOT NULL
);
CREATE INDEX suggestion_use_article ON suggestion_use (shop_id, at, article_id);

CREATE TABLE gap (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    intent TEXT NOT NULL,
    state TEXT NOT NULL,
    owner_id TEXT REFERENCES agent (id),
    due_at BIGINT,
    must_at BIGINT,
    article_id TEXT,
    opened_at BIGINT NOT NULL,
    closed_at BIGINT
);
CREATE INDEX gap_shop ON gap (shop_id, state);

-- A real question in a gap, and whether the shelf answered it when it was asked again.
CREATE TABLE gap_question (
    asked_id TEXT PRIMARY KEY REFERENCES asked (id),
    gap_id TEXT NOT NULL REFERENCES gap (id),
    model TEXT NOT NULL,
    meaning BYTEA NOT NULL,
    withdrawn TEXT,
    withdrawn_by TEXT REFERENCES agent (id),
    again_at BIGINT,
    again_article_id TEXT,
    again_score DOUBLE PRECISION,
    answered BOOLEAN NOT NULL
);
CREATE INDEX gap_question_gap ON gap_question (gap_id);
