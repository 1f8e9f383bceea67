-- A generation also begins when the ticks of a pause are made up for, and what a job counts goes on.
-- Null where an earlier version wrote: there the two are one.
ALTER TABLE job ADD COLUMN posted bigint;
