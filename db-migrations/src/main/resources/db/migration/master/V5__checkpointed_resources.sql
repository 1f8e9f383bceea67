-- What operations have made of an agent's own resources: dynamic reservations and persistent volumes.
-- This is the truth; the agent is told the whole of it whenever it changes or comes back.
CREATE TABLE agent_checkpoint (
  agent_id  text  PRIMARY KEY REFERENCES agent ON DELETE CASCADE,
  -- stadion.agent.v1.Event.CheckpointResources
  resources bytea NOT NULL
);
