-- What operators decide about agents and machines. It must hold over any change of masters, and an
-- agent that was marked gone must be refused for ever.

ALTER TABLE agent DROP CONSTRAINT agent_status_check;
ALTER TABLE agent ADD CONSTRAINT agent_status_check
  CHECK (status IN ('REGISTERED', 'UNREACHABLE', 'GONE'));

-- Nothing of it is offered.
ALTER TABLE agent ADD COLUMN deactivated boolean NOT NULL DEFAULT false;
-- Set while its tasks are being ended, and after that until it is reactivated.
ALTER TABLE agent ADD COLUMN drain_since timestamptz;
ALTER TABLE agent ADD COLUMN drained boolean NOT NULL DEFAULT false;
-- No task gets longer than this to end; null means as long as it wants.
ALTER TABLE agent ADD COLUMN drain_max_grace_nanos bigint;
-- Whether the empty agent is gone for ever.
ALTER TABLE agent ADD COLUMN drain_mark_gone boolean NOT NULL DEFAULT false;

-- The maintenance schedule, always replaced as a whole. Machines that are up are not in it.
CREATE TABLE maintenance_machine (
  -- Order within the schedule.
  position       integer PRIMARY KEY,
  hostname       text    NOT NULL,
  ip             text    NOT NULL,
  mode           text    NOT NULL CHECK (mode IN ('DRAINING', 'DOWN')),
  -- Machines with the same number are away together.
  window_number  integer NOT NULL CHECK (window_number >= 0),
  -- Since the epoch.
  start_nanos    bigint  NOT NULL,
  -- Null means for ever.
  duration_nanos bigint,
  UNIQUE (hostname, ip)
);
