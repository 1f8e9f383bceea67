-- What a pause has kept from firing may be made up for when the last pause ends, and two pauses may
-- hold a job at once: the moment since when all ticks were held, and then, two by two, the ends of
-- the stretches that nobody wants any more. Null while nothing is held. It is written with where the
-- job stands, and no index depends on it.
ALTER TABLE job ADD COLUMN held timestamptz[];

-- Pauses that hold now. What they have skipped stands in the rows of ticks.
UPDATE job j SET held = ARRAY[t.first_held - interval '1 millisecond']
  FROM (SELECT t.job, t.generation, min(t.first_tick) AS first_held
          FROM tick t
          JOIN job p ON p.name = t.job AND p.generation = t.generation
         WHERE t.outcome = 'SKIPPED' AND t.reason = 'paused'
           AND t.first_tick > least((p.definition ->> 'pausedSince')::timestamptz,
                                    (SELECT since FROM standstill))
         GROUP BY t.job, t.generation) t
 WHERE j.name = t.job AND j.generation = t.generation;
