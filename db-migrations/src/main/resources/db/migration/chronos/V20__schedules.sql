-- Schedules other than intervals: the position is a moment, since cron's ticks have no index.
-- Rows of an earlier version have none and are read by their index.
ALTER TABLE job ADD COLUMN handled timestamptz;

-- Why ticks were skipped, such as 'calendar:holidays'.
ALTER TABLE tick ADD COLUMN reason text NOT NULL DEFAULT '';
