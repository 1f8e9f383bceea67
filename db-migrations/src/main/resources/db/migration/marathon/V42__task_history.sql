-- Tasks that have ended, the newest of all apps together; kept when their app is gone.
CREATE TABLE task_history (
  id         bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  app_id     text        NOT NULL,
  task_id    text        NOT NULL,
  state      text        NOT NULL,
  reason     text,
  message    text        NOT NULL,
  hostname   text        NOT NULL,
  agent_id   text,
  staged_at  timestamptz,
  started_at timestamptz,
  ended_at   timestamptz NOT NULL,
  version    timestamptz NOT NULL
);
CREATE INDEX task_history_app ON task_history (app_id, id);
