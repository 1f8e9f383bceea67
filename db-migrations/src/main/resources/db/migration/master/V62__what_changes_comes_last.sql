-- Of a row that changes the log has all that lies between the first and the last byte that differ. What
-- a task was launched with lay between its state and its status, and was written again with each.
ALTER TABLE task
  ADD COLUMN state_now     text,
  ADD COLUMN concluded_now boolean;
UPDATE task SET state_now = state, concluded_now = concluded;
ALTER TABLE task
  DROP COLUMN state,
  DROP COLUMN concluded,
  ALTER COLUMN state_now     SET NOT NULL,
  ALTER COLUMN concluded_now SET NOT NULL;
ALTER TABLE task RENAME COLUMN state_now TO state;
ALTER TABLE task RENAME COLUMN concluded_now TO concluded;
