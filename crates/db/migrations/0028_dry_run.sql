-- What a changed flow is tried on: the runs that were, and the conversations about what it is for.

CREATE INDEX flow_run_flow ON flow_run (shop_id, flow, started_at);
CREATE INDEX conversation_intent ON conversation (shop_id, intent, opened_at);
