-- The check that an attempt has its run costs as much as the attempt itself and locks the run's row,
-- at every launch. Only the leader writes either, both in one transaction, and who deletes runs
-- deletes their attempts.
ALTER TABLE run_attempt DROP CONSTRAINT run_attempt_run_fkey;
