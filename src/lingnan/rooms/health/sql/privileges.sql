-- A colour that was given is never rewritten; the log of them grows by its trigger alone, and is read.
REVOKE UPDATE, DELETE, TRUNCATE ON health_colourchange FROM APP_ROLE;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON health_lognode, health_logturn FROM APP_ROLE;
REVOKE DELETE, TRUNCATE ON health_standingcolour FROM APP_ROLE;
REVOKE UPDATE, DELETE, TRUNCATE ON health_healthcode FROM APP_ROLE;
-- A manual colour is proposed whole; who approved it, or lifted it, is added.
REVOKE UPDATE, DELETE, TRUNCATE ON health_manualcolour FROM APP_ROLE;
GRANT UPDATE ("order", decided_by, decided_at, order_sealed, lifted_by, lifted_at) ON health_manualcolour TO APP_ROLE;
-- The room is ended by the owner at the command line, and by no page.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON health_sunset FROM APP_ROLE;
REVOKE UPDATE, DELETE, TRUNCATE ON health_listsweep, health_rulesweep FROM APP_ROLE;
-- What was appealed against, by whom and until when stays as it was filed; the answer is added.
REVOKE UPDATE, DELETE, TRUNCATE ON health_appeal FROM APP_ROLE;
GRANT UPDATE (late_named_at, answered_by, answered_at, outcome, answer_sealed) ON health_appeal TO APP_ROLE;
-- A visit is stated whole; that it is over is added, and it goes the day after.
REVOKE UPDATE, TRUNCATE ON health_venuevisit FROM APP_ROLE;
GRANT UPDATE (over_at) ON health_venuevisit TO APP_ROLE;
