-- What belongs to no single job.

CREATE TABLE pool (
  name        text PRIMARY KEY,
  slots       integer NOT NULL,
  description text NOT NULL
);

-- Since when the whole scheduler is held back; no row means it is not.
CREATE TABLE standstill (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  since    timestamptz NOT NULL
);

-- Requests for runs that carried a key: the same key makes no other run until it is forgotten.
CREATE TABLE run_key (
  job    text NOT NULL,
  key    text NOT NULL,
  run    bigint NOT NULL,
  digest text NOT NULL,
  until  timestamptz NOT NULL,
  PRIMARY KEY (job, key)
);

-- Runs of whole graphs. The graph is the one of the moment the run began.
CREATE TABLE dag_run (
  id           bigint PRIMARY KEY,
  root         text NOT NULL,
  scheduled_at timestamptz NOT NULL,
  trigger      text NOT NULL,
  state        text NOT NULL,
  generation   integer NOT NULL,
  created_at   timestamptz NOT NULL,
  finished_at  timestamptz,
  graph        jsonb NOT NULL
);

CREATE INDEX dag_run_open ON dag_run (id) WHERE state IN ('QUEUED', 'RUNNING');
CREATE INDEX dag_run_of_root ON dag_run (root, scheduled_at DESC, id DESC);
