-- What checks found of an instance's task, as JSON; null when nobody checks it.
ALTER TABLE instance ADD COLUMN health text;
