-- The history of a pod tells when the instance that failed had been started.
ALTER TABLE task_failure ADD COLUMN started_at timestamptz;
