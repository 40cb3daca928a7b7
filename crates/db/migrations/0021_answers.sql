-- Whoever writes again is looked for among the vague replies of their conversation.
CREATE INDEX vague_reply_conversation ON vague_reply (conversation_id, at);
