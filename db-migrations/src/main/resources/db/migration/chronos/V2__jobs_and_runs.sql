-- Jobs: what users declared, and where each stands. The scheduler's memory is rebuilt from these
-- tables by every new leader; nothing that matters lives anywhere else.

CREATE TABLE job (
  name                 text PRIMARY KEY,
  -- Tells a job from an earlier, deleted one of the same name.
  incarnation          bigint NOT NULL,
  -- Grows with each declaration; names a tick together with job and time.
  generation           bigint NOT NULL,
  definition           jsonb NOT NULL,
  -- The hot part of the document: it changes with runs, the definition does not.
  disabled             boolean NOT NULL,
  successes            bigint NOT NULL,
  errors               bigint NOT NULL,
  last_success         timestamptz,
  last_error           timestamptz,
  errors_since_success bigint NOT NULL,
  -- The schedule: ticks are anchor + k * step, so they never drift.
  written              text,
  anchor               timestamptz,
  anchor_local         timestamp,
  anchor_zone          text,
  step                 text,
  next_index           bigint,
  repeats_left         bigint,
  touched              boolean,
  next_due             timestamptz,
  -- The highest milliseconds used in a task id: no id is ever used twice.
  last_due             bigint NOT NULL,
  CHECK ((anchor IS NULL) = (next_index IS NULL))
);

CREATE INDEX job_next_due ON job (next_due) WHERE next_due IS NOT NULL;

-- How often each parent succeeded since the child last started.
CREATE TABLE job_edge (
  child  text NOT NULL REFERENCES job ON DELETE CASCADE,
  parent text NOT NULL,
  count  bigint NOT NULL,
  run    bigint,
  PRIMARY KEY (child, parent)
);

-- Names without a job, whose task ids must still never be used again.
CREATE TABLE retired_name (
  name     text PRIMARY KEY,
  last_due bigint NOT NULL
);

CREATE TABLE run (
  id            bigint PRIMARY KEY,
  job           text NOT NULL,
  incarnation   bigint NOT NULL,
  generation    bigint NOT NULL,
  trigger       text NOT NULL,
  scheduled_at  timestamptz NOT NULL,
  due           bigint NOT NULL,
  coalesced     integer NOT NULL,
  high_priority boolean NOT NULL,
  state         text NOT NULL,
  reason        text NOT NULL,
  created_at    timestamptz NOT NULL,
  queued_at     timestamptz,
  started_at    timestamptz,
  finished_at   timestamptz,
  attempts      integer NOT NULL,
  failures      integer NOT NULL,
  arguments     text,
  parent_runs   bigint[] NOT NULL,
  launch_by     timestamptz,
  retry_at      timestamptz
);

-- Never two runs of one tick, whoever believes to lead.
CREATE UNIQUE INDEX run_once_per_tick ON run (job, generation, scheduled_at)
  WHERE trigger = 'SCHEDULE';

CREATE INDEX run_open ON run (id)
  WHERE state IN ('QUEUED', 'STAGING', 'RUNNING', 'RETRY_WAIT');

CREATE INDEX run_of_job ON run (job, id);

CREATE TABLE run_attempt (
  run         bigint NOT NULL REFERENCES run ON DELETE CASCADE,
  number      integer NOT NULL,
  task        text NOT NULL UNIQUE,
  agent       text NOT NULL,
  host        text NOT NULL,
  state       text NOT NULL,
  launched_at timestamptz NOT NULL,
  started_at  timestamptz,
  finished_at timestamptz,
  lost_at     timestamptz,
  kill_asked  boolean NOT NULL,
  reason      text,
  message     text NOT NULL,
  PRIMARY KEY (run, number)
);

-- Ticks without a run of their own: each still has exactly one outcome. Neighbours share a row,
-- so that an outage of any length costs one.
CREATE TABLE tick (
  job        text NOT NULL,
  generation bigint NOT NULL,
  first_tick timestamptz NOT NULL,
  last_tick  timestamptz NOT NULL,
  count      bigint NOT NULL,
  outcome    text NOT NULL,
  run        bigint,
  PRIMARY KEY (job, generation, first_tick)
);

-- The id this service is known by at the master; at most one row.
CREATE TABLE framework (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  id       text NOT NULL
);
