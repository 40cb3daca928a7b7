-- What platforms say of a shop, day by day: held against what was counted here.
CREATE TABLE platform_number (
    shop_id TEXT NOT NULL REFERENCES shop (id),
    metric TEXT NOT NULL,
    day TEXT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    units BIGINT,
    told_at BIGINT NOT NULL,
    PRIMARY KEY (shop_id, metric, day)
);

-- How each shop stood lately by the number it is judged by: counting it takes longer than ranking a queue may.
CREATE TABLE metric_standing (
    shop_id TEXT PRIMARY KEY REFERENCES shop (id),
    metric TEXT NOT NULL,
    counted_at BIGINT NOT NULL,
    distance TEXT
);
