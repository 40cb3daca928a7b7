-- Whoever writes again is looked for among the vague replies of their conversation.
CREATE INDEX vague_reply_conversation ON vague_reply (conversation_id, at);

-- Buyers who are told when the parcels of an order are on their last way, and when they are there.
CREATE TABLE parcel_subscription (
    conversation_id TEXT NOT NULL REFERENCES conversation (id),
    order_id TEXT NOT NULL REFERENCES orders (id),
    shop_id TEXT NOT NULL REFERENCES shop (id),
    -- The word of what was told last; empty when nothing was.
    told TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (conversation_id, order_id)
);
CREATE INDEX parcel_subscription_open ON parcel_subscription (shop_id) WHERE ended_at IS NULL;
