-- Lists of runs come newest tick first, of one job or of all; the index by job and number served
-- the same questions and is replaced, since each index costs a write at every step of a run.
DROP INDEX run_of_job;
CREATE INDEX run_of_job_by_tick ON run (job, scheduled_at DESC, id DESC);
CREATE INDEX run_by_tick ON run (scheduled_at DESC, id DESC);

-- Where the agent answers that holds the output of an attempt.
ALTER TABLE run_attempt ADD COLUMN agent_url text;
