-- What was announced, written in the commit of what it tells of. The leader numbers events before
-- it commits them and commits in that order, so whoever has seen one id has seen all below it. The
-- time is part of the id.
CREATE TABLE event (
  id       bigint PRIMARY KEY,
  type     text NOT NULL,
  job      text,
  document text NOT NULL
);
