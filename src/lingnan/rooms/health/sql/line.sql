-- The line is empty at one moment and a million long at the next, so what the planner knows of it is of another time: it
-- would read it through and sort it for each batch. Both go along the index of the line, whatever the planner believes.
CREATE FUNCTION health_take_waiting(below smallint, most int)
RETURNS TABLE (id bigint, subject_key bigint, urgency smallint)
LANGUAGE sql SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
    DELETE FROM health_waiting taken WHERE taken.id = ANY (ARRAY(
        SELECT next.id FROM health_waiting next WHERE next.urgency < below
        ORDER BY next.urgency, next.id LIMIT most FOR UPDATE SKIP LOCKED
    )) RETURNING taken.id, taken.subject_key, taken.urgency
$$;

CREATE FUNCTION health_wait_more_than(below smallint, most int) RETURNS boolean
LANGUAGE sql STABLE SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
    SELECT EXISTS (
        SELECT FROM health_waiting next WHERE next.urgency < below ORDER BY next.urgency, next.id OFFSET most LIMIT 1
    )
$$;
