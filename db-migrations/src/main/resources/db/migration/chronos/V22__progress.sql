-- How many elements of data a task said to have processed (jobs with dataProcessingJobType).
ALTER TABLE run_attempt ADD COLUMN elements bigint NOT NULL DEFAULT 0;
