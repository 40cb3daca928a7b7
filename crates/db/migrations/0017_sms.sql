-- How each shop sends texts, what the house signs its links with, and what buyers entered on the page of their return.

CREATE TABLE sms_settings (
    shop_id TEXT PRIMARY KEY REFERENCES shop (id),
    settings TEXT NOT NULL,
    secret TEXT,
    updated_at BIGINT NOT NULL
);
CREATE INDEX sms_outbox_phone ON sms_outbox (shop_id, phone, updated_at);

-- What the house itself keeps: the secret of its links, the address it is reached at.
CREATE TABLE house (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- The parcel of a return as its buyer entered it; told_at is when the shop had it.
CREATE TABLE return_parcel (
    return_id TEXT PRIMARY KEY REFERENCES order_return (id),
    carrier TEXT NOT NULL,
    tracking_number TEXT NOT NULL,
    entered_at BIGINT NOT NULL,
    told_at BIGINT
);
