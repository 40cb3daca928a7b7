-- What is known of an order beyond its goods, what can be done about it, and what was done. Money is in minor units.

ALTER TABLE orders ADD COLUMN address TEXT;
ALTER TABLE orders ADD COLUMN gift_note TEXT;
ALTER TABLE orders ADD COLUMN cancel_reason TEXT;
-- Its goods were changed after it was placed; a shop may allow that once.
ALTER TABLE orders ADD COLUMN lines_changed BOOLEAN NOT NULL DEFAULT FALSE;
-- When the shop itself changed it last: an older telling that comes later changes nothing.
ALTER TABLE orders ADD COLUMN changed_at BIGINT;

CREATE TABLE payment (
    order_id TEXT NOT NULL REFERENCES orders (id),
    ordinal BIGINT NOT NULL,
    kind TEXT NOT NULL,
    amount BIGINT NOT NULL,
    method TEXT NOT NULL,
    at BIGINT,
    PRIMARY KEY (order_id, ordinal)
);

-- The ways a buyer can pay; a gift card has a balance.
CREATE TABLE payment_method (
    shop_id TEXT NOT NULL REFERENCES shop (id),
    external_id TEXT NOT NULL,
    buyer_id TEXT NOT NULL REFERENCES buyer (id),
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    balance BIGINT,
    PRIMARY KEY (shop_id, external_id)
);
CREATE INDEX payment_method_buyer ON payment_method (buyer_id);

-- Returns, exchanges, refunds without goods, reshipments.
CREATE TABLE order_return (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    external_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    lines TEXT NOT NULL,
    changes TEXT NOT NULL,
    amount BIGINT,
    method TEXT,
    reason TEXT NOT NULL,
    carrier TEXT,
    tracking_number TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE (shop_id, external_id)
);
CREATE INDEX order_return_order ON order_return (order_id);

-- Coupons given to one buyer.
CREATE TABLE coupon (
    id TEXT PRIMARY KEY,
    shop_id TEXT NOT NULL REFERENCES shop (id),
    buyer_id TEXT NOT NULL REFERENCES buyer (id),
    code TEXT NOT NULL,
    amount BIGINT NOT NULL,
    threshold BIGINT NOT NULL,
    until BIGINT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (shop_id, code)
);
CREATE INDEX coupon_buyer ON coupon (buyer_id);

-- Where a buyer's orders go when nothing else is said.
CREATE TABLE buyer_address (
    buyer_id TEXT PRIMARY KEY REFERENCES buyer (id),
    address TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- What the embedded shop was told to do, by key: the same key again is answered with the same receipt.
CREATE TABLE shop_action (
    shop_id TEXT NOT NULL REFERENCES shop (id),
    key TEXT NOT NULL,
    action TEXT NOT NULL,
    receipt TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, key)
);
