-- The newest deployments that missed their deadlines, so that whoever asks is told what became of them.
CREATE TABLE undone_deployment (
  id        uuid        PRIMARY KEY,
  at        timestamptz NOT NULL,
  -- Ids, joined by commas.
  apps      text        NOT NULL,
  reason    text        NOT NULL,
  undone_by uuid
);
