-- The ends of what tasks wrote, for when their sandboxes are gone; bounded in size by a setting.
CREATE TABLE run_output (
  run        bigint NOT NULL REFERENCES run ON DELETE CASCADE,
  number     integer NOT NULL,
  stream     text NOT NULL,
  -- Where the kept part begins in the whole output.
  first_byte bigint NOT NULL,
  size       bigint NOT NULL,
  content    bytea NOT NULL,
  kept_at    timestamptz NOT NULL,
  PRIMARY KEY (run, number, stream)
);

CREATE INDEX run_output_kept_at ON run_output (kept_at);
