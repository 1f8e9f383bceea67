-- Many events together say much the same: packed they take a seventh of the room, of the log as well
-- as of the disk. Packed by whoever sends them (deflate without a header), not by the server, whose
-- own way is slower. A row has either of the two.
ALTER TABLE event_log
  ALTER COLUMN events DROP NOT NULL,
  ADD COLUMN packed bytea,
  ADD CONSTRAINT event_log_content CHECK (num_nonnulls(events, packed) = 1);
ALTER TABLE event_log ALTER COLUMN packed SET STORAGE EXTERNAL;
