-- Windows of the past that run again. The runs of one have neighbouring ids, none above last_run.
CREATE TABLE backfill (
  id            bigint PRIMARY KEY,
  job           text NOT NULL,
  from_time     timestamptz NOT NULL,
  to_time       timestamptz NOT NULL,
  max_parallel  integer NOT NULL,
  with_children boolean NOT NULL,
  total         integer NOT NULL,
  skipped       integer NOT NULL,
  last_run      bigint NOT NULL,
  ended         boolean NOT NULL
);

CREATE INDEX backfill_open ON backfill (id) WHERE NOT ended;
