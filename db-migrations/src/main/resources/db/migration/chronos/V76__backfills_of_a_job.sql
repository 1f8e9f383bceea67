-- A backfill is forgotten with the last of its runs, so those of one job are looked for.
CREATE INDEX backfill_of_job ON backfill (job, id);
