-- What is reserved for instances that keep data: where, and which volumes hold it.
ALTER TABLE instance ADD COLUMN reserved text;

-- Reservations whose instances are gone, until they have been given back.
CREATE TABLE leftover_reservation (
  id       uuid        PRIMARY KEY,
  app_id   text        NOT NULL,
  role     text        NOT NULL,
  agent_id text        NOT NULL,
  since    timestamptz NOT NULL
);
