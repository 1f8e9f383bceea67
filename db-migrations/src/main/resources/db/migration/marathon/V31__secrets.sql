-- Secrets as they were sealed by the service; nobody can open them with what is in the database.
CREATE TABLE secret (
  path   text  PRIMARY KEY,
  sealed bytea NOT NULL
);
