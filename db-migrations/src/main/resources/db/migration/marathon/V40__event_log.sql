-- What was announced, in the order of the commits. One row holds what one commit announced, up to a
-- thousand events: tasks come and go by the thousand, and a row for each would cost more than they do.
CREATE TABLE event_log (
  first_id bigint PRIMARY KEY,
  last_id  bigint NOT NULL,
  -- One line for each event from first_id on: its type, a blank, its JSON.
  events   text   NOT NULL
);
-- Compressing would cost the committing session more than the bytes do.
ALTER TABLE event_log ALTER COLUMN events SET STORAGE EXTERNAL;
CREATE INDEX event_log_last ON event_log (last_id);

-- The id of the last event: it must be known even when all events are forgotten.
ALTER TABLE framework ADD COLUMN last_event bigint NOT NULL DEFAULT 0;
