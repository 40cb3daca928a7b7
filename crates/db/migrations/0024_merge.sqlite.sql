-- Many handles, one person: buyers that were joined, what moved with them, and the ways to find a buyer.

ALTER TABLE buyer ADD COLUMN merged_into TEXT REFERENCES buyer (id);
CREATE INDEX buyer_merged ON buyer (merged_into);

-- Nobody did it when the shop itself said who an anonymous buyer is.
CREATE TABLE buyer_merge (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    stays_id TEXT NOT NULL REFERENCES buyer (id),
    gone_id TEXT NOT NULL REFERENCES buyer (id),
    by_agent TEXT REFERENCES agent (id),
    why TEXT NOT NULL,
    -- What the one who stays did not have and took over.
    taken TEXT NOT NULL,
    at BIGINT NOT NULL,
    undone_by TEXT REFERENCES agent (id),
    undone_at BIGINT,
    -- What came back and what could not.
    outcome TEXT
);
CREATE UNIQUE INDEX buyer_merge_standing ON buyer_merge (gone_id) WHERE undone_at IS NULL;
CREATE INDEX buyer_merge_stays ON buyer_merge (stays_id, at);
CREATE INDEX buyer_merge_at ON buyer_merge (at);

-- Each row that changed hands, by what it is and its key there.
CREATE TABLE buyer_moved (
    merge_id TEXT NOT NULL REFERENCES buyer_merge (id),
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (merge_id, kind, key)
);

-- Two who look alike and are not one; the smaller id first.
CREATE TABLE buyer_apart (
    one_id TEXT NOT NULL REFERENCES buyer (id),
    other_id TEXT NOT NULL REFERENCES buyer (id),
    by_agent TEXT NOT NULL REFERENCES agent (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (one_id, other_id)
);
CREATE INDEX buyer_apart_other ON buyer_apart (other_id);

-- By the last four digits of a phone, however it is written.
ALTER TABLE buyer ADD COLUMN phone_digits TEXT GENERATED ALWAYS AS (
    replace(replace(replace(replace(replace(replace(phone, ' ', ''), '-', ''), '+', ''), '.', ''), '(', ''), ')', '')) VIRTUAL;
ALTER TABLE orders ADD COLUMN phone_digits TEXT GENERATED ALWAYS AS (
    replace(replace(replace(replace(replace(replace(receiver_phone, ' ', ''), '-', ''), '+', ''), '.', ''), '(', ''), ')', '')) VIRTUAL;
CREATE INDEX buyer_phone_ending ON buyer (shop_id, substr(phone_digits, length(phone_digits) - 3));
CREATE INDEX orders_phone_ending ON orders (shop_id, substr(phone_digits, length(phone_digits) - 3));
CREATE INDEX buyer_email ON buyer (shop_id, lower(email));
CREATE INDEX buyer_name ON buyer (shop_id, lower(name));
CREATE INDEX shipment_tracking ON shipment (shop_id, tracking_number);

-- What the profile adds up.
CREATE INDEX orders_spending ON orders (buyer_id, status, total);
CREATE INDEX orders_lately ON orders (shop_id, placed_at, status, total);
CREATE INDEX conversation_buyer_opened ON conversation (buyer_id, opened_at);
