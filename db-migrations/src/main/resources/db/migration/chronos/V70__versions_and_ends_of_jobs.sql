-- How often a job was changed, and when it goes by itself. Only what was replaced has a row: a job
-- that nobody ever changed costs nothing more.

ALTER TABLE job
  ADD COLUMN version   integer NOT NULL DEFAULT 1,
  ADD COLUMN delete_at timestamptz;

CREATE TABLE job_version (
  job         text NOT NULL REFERENCES job ON DELETE CASCADE,
  version     integer NOT NULL,
  replaced_at timestamptz NOT NULL,
  definition  jsonb NOT NULL,
  PRIMARY KEY (job, version)
);
