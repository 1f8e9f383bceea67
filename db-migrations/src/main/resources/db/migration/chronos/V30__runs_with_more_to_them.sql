-- Runs that are told something, take slots, have limits of time, or belong to a run of a graph.
-- Few do: what they have in common with no other run stands in one column, which is null for most.

ALTER TABLE run ADD COLUMN run_key text;
ALTER TABLE run ADD COLUMN dag_run bigint;
ALTER TABLE run ADD COLUMN extras jsonb;

-- Runs may wait for the runs of their parents now.
DROP INDEX run_open;
CREATE INDEX run_open ON run (id)
  WHERE state IN ('WAITING', 'QUEUED', 'STAGING', 'RUNNING', 'RETRY_WAIT');

CREATE INDEX run_of_dag ON run (dag_run, id) WHERE dag_run IS NOT NULL;

-- Never two runs of one set of parents' runs, whoever believes to lead. A set may be larger than an
-- entry of an index may be.
CREATE UNIQUE INDEX run_once_per_parents
  ON run (job, incarnation, hash_array_extended(parent_runs, 0))
  WHERE trigger = 'DEPENDENCY' AND dag_run IS NULL AND parent_runs <> '{}';

-- Whoever wants a task to end has a reason, and the run that ends so tells it.
ALTER TABLE run_attempt ADD COLUMN kill_cause text;
UPDATE run_attempt SET kill_cause = 'REQUESTED' WHERE kill_asked;
ALTER TABLE run_attempt DROP COLUMN kill_asked;
