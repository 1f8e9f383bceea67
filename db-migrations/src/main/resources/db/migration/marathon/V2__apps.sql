-- What marathon-service remembers.

-- One row from the first start on: who we are to the master, and how often the state was read.
-- That number is part of every id we make, so that no id is ever made twice.
CREATE TABLE framework (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  id       text,
  loadings bigint  NOT NULL DEFAULT 0
);
INSERT INTO framework DEFAULT VALUES;

-- Every definition an app ever had, as JSON in its canonical spelling.
CREATE TABLE app_version (
  app_id                text        NOT NULL,
  version               timestamptz NOT NULL,
  last_scaling_at       timestamptz NOT NULL,
  last_config_change_at timestamptz NOT NULL,
  definition            text        NOT NULL,
  PRIMARY KEY (app_id, version)
);

-- The apps that are wanted, each in one of its versions.
CREATE TABLE app (
  id      text        PRIMARY KEY,
  version timestamptz NOT NULL,
  FOREIGN KEY (id, version) REFERENCES app_version (app_id, version)
);

-- Instances from their first launch on. Those that never had a task follow from what is wanted.
-- The unique part of the id is enough: it never repeats.
CREATE TABLE instance (
  id               uuid        PRIMARY KEY,
  app_id           text        NOT NULL,
  incarnation      integer     NOT NULL CHECK (incarnation > 0),
  run_spec_version timestamptz NOT NULL,
  goal             text        NOT NULL,
  condition        text        NOT NULL,
  since            timestamptz NOT NULL,
  agent_id         text,
  hostname         text,
  host_ports       text,
  field_values     text,
  staged_at        timestamptz,
  started_at       timestamptz,
  ip_addresses     text        NOT NULL
) WITH (fillfactor = 50);

-- Deployments on their way: the plan only, since a plan that is begun again finds its work done.
CREATE TABLE deployment (
  id      uuid        PRIMARY KEY,
  version timestamptz NOT NULL,
  plan    text        NOT NULL
);

-- The last failing task of each app.
CREATE TABLE task_failure (
  app_id   text        PRIMARY KEY,
  task_id  text        NOT NULL,
  state    text        NOT NULL,
  message  text        NOT NULL,
  hostname text        NOT NULL,
  at       timestamptz NOT NULL,
  version  timestamptz NOT NULL,
  agent_id text
);
