-- Notices to people and programs, written in the commit of what they tell of and delivered
-- afterwards, at least once. What is done stays for a while, so that one can look what became of it.
CREATE TABLE notice (
  id         bigint PRIMARY KEY,
  at         timestamptz NOT NULL,
  type       text NOT NULL,
  job        text NOT NULL,
  run        bigint,
  target     jsonb NOT NULL,
  subject    text NOT NULL,
  message    text,
  fields     jsonb NOT NULL,
  -- What was sent by HTTP, once something was: every try sends the same.
  body       text,
  state      text NOT NULL,
  tries      integer NOT NULL,
  next_at    timestamptz,
  error      text,
  done_at    timestamptz
);

CREATE INDEX notice_due ON notice (next_at) WHERE state = 'PENDING';

-- Agreed times: what was told already, so that the next leader does not tell it again.
CREATE TABLE run_alarm (
  run    bigint NOT NULL REFERENCES run ON DELETE CASCADE,
  clause text NOT NULL,
  PRIMARY KEY (run, clause)
);

CREATE TABLE job_stale (
  job   text PRIMARY KEY REFERENCES job ON DELETE CASCADE,
  since timestamptz NOT NULL
);
