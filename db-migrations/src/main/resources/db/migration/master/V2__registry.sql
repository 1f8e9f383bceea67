-- What the resource master must still know after it was killed. Connections, offers and filters are
-- not here: agents and frameworks come back and make them anew.

-- One row: the name all ids begin with, and how far they have been given out. It never changes its
-- id, so that frameworks and agents keep theirs over any number of masters.
CREATE TABLE master_identity (
  only_one           boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  master_id          text    NOT NULL,
  next_framework     bigint  NOT NULL CHECK (next_framework >= 0),
  next_agent         bigint  NOT NULL CHECK (next_agent >= 0),
  -- Offers are not stored, but no offer id may come twice: ids below this are used up.
  offer_ids_reserved bigint  NOT NULL CHECK (offer_ids_reserved >= 0)
);

CREATE TABLE agent (
  id              text        PRIMARY KEY,
  status          text        NOT NULL CHECK (status IN ('REGISTERED', 'UNREACHABLE')),
  -- mesos.v1.AgentInfo
  info            bytea       NOT NULL,
  capabilities    text        NOT NULL,
  version         text        NOT NULL,
  registered_at   timestamptz NOT NULL,
  reregistered_at timestamptz,
  unreachable_at  timestamptz
);

CREATE TABLE framework (
  id              text        PRIMARY KEY,
  -- mesos.v1.FrameworkInfo
  info            bytea       NOT NULL,
  registered_at   timestamptz NOT NULL,
  reregistered_at timestamptz,
  -- Set when it was removed: its id can never subscribe again.
  unregistered_at timestamptz
);

-- Every task from its ACCEPT until its end was acknowledged. Rows come, change twice and go: room in
-- the pages keeps the changes beside each other. No references: an agent may bring tasks of a
-- framework that this database has forgotten.
CREATE TABLE task (
  framework_id text        NOT NULL,
  task_id      text        NOT NULL,
  agent_id     text        NOT NULL,
  role         text        NOT NULL,
  state        text        NOT NULL,
  concluded    boolean     NOT NULL,
  launched_at  timestamptz NOT NULL,
  -- Of the master that launched it.
  epoch        bigint      NOT NULL,
  -- mesos.v1.TaskInfo
  info         bytea       NOT NULL,
  -- The status that was forwarded last, a mesos.v1.TaskStatus without its data.
  status_state text,
  status_uuid  uuid,
  status_at    timestamptz,
  status       bytea,
  PRIMARY KEY (framework_id, task_id)
) WITH (fillfactor = 70);
