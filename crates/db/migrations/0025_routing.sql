-- Who is given which conversation: what people can take, what is offered to whom, and what waiting buyers do.

ALTER TABLE agent ADD COLUMN capacity BIGINT NOT NULL DEFAULT 6;
ALTER TABLE agent ADD COLUMN skills TEXT NOT NULL DEFAULT '[]';
ALTER TABLE agent ADD COLUMN languages TEXT NOT NULL DEFAULT '';
-- Offers in a row that were let pass.
ALTER TABLE agent ADD COLUMN missed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE agent ADD COLUMN rests_until BIGINT;
-- Units given since the last long pause, and when the last.
ALTER TABLE agent ADD COLUMN given BIGINT NOT NULL DEFAULT 0;
ALTER TABLE agent ADD COLUMN last_given_at BIGINT;

-- How long somebody was here, away or gone; the open one has no end.
CREATE TABLE presence_span (
    agent_id TEXT NOT NULL REFERENCES agent (id),
    presence TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX presence_span_agent ON presence_span (agent_id, began_at);

ALTER TABLE conversation ADD COLUMN offered_to TEXT REFERENCES agent (id);
ALTER TABLE conversation ADD COLUMN offered_until BIGINT;
CREATE INDEX conversation_offered ON conversation (offered_to);
-- Who was offered it last and did not take it, or gave it back, and when.
ALTER TABLE conversation ADD COLUMN passed_by TEXT REFERENCES agent (id);
ALTER TABLE conversation ADD COLUMN passed_at BIGINT;

-- A person of the buyer's own.
ALTER TABLE buyer ADD COLUMN own_agent_id TEXT REFERENCES agent (id);

-- What came of waiting, by intent and band of the wait: seconds waited by all of them together (in microseconds), and
-- how many were gone when a person answered.
CREATE TABLE wait_outcome (
    shop_id TEXT NOT NULL REFERENCES shop (id),
    intent TEXT NOT NULL,
    band BIGINT NOT NULL,
    waited BIGINT NOT NULL,
    buyers_left BIGINT NOT NULL,
    PRIMARY KEY (shop_id, intent, band)
);
