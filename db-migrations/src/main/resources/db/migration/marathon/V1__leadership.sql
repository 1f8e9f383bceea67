-- Leadership by epoch and beat. Two tables on purpose: every transaction of a leader locks its
-- epoch row FOR SHARE, and a heartbeat on that same row would wait for all of them.

-- Changes only when another process takes over. The number fences every commit of a leader.
CREATE TABLE leader_epoch (
  role   text   PRIMARY KEY,
  epoch  bigint NOT NULL CHECK (epoch > 0),
  holder text   NOT NULL
);

-- Counted up by the leader while it is alive; a candidate watches whether it stands still.
-- A beat below zero says that the holder left in good order and needs no waiting for.
CREATE TABLE leader_beat (
  role  text   PRIMARY KEY,
  epoch bigint NOT NULL,
  beat  bigint NOT NULL
) WITH (fillfactor = 10);
