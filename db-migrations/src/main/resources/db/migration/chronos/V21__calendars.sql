-- Times that jobs keep free, by name.
CREATE TABLE calendar (
  name     text PRIMARY KEY,
  document jsonb NOT NULL
);
