-- Every step of a run changes rows, and with each changed row all indexes of its table whenever one
-- of them depends on what changed. So no index depends on the steps: what changes stays in its page,
-- in room that is left there, and only the first and the last step of a run touch indexes.

-- Nobody asked it: what is due is known from memory.
DROP INDEX job_next_due;

-- A run that is over has an end; its state need not stand in the index.
DROP INDEX run_open;
CREATE INDEX run_open ON run (id) WHERE finished_at IS NULL;

ALTER TABLE job SET (fillfactor = 70);
ALTER TABLE run SET (fillfactor = 50);
ALTER TABLE run_attempt SET (fillfactor = 60);
