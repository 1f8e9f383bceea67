-- A task's first status comes soon after its launch. With room for all of a page's changes in the page
-- no index is written for them, and the log has of each only what changed.
ALTER TABLE task SET (fillfactor = 50);
