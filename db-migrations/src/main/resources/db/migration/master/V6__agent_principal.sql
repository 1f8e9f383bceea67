-- An agent's id belongs to the principal that registered it, also after a change of masters; null for
-- agents that nobody has asked who they are.
ALTER TABLE agent ADD COLUMN principal text;
