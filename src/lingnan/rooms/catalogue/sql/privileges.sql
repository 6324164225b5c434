-- A published version is never changed.
REVOKE UPDATE, DELETE, TRUNCATE ON catalogue_publication FROM APP_ROLE;

-- What was proposed, by whom, and what was found in it, stays as it was; only its way to an end is written.
REVOKE UPDATE, DELETE, TRUNCATE ON catalogue_proposal FROM APP_ROLE;
GRANT UPDATE (
    status, rehearsal, submitted_at, approver_ref, approver_name, decided_at, decided_ref, decided_name, reason, version
) ON catalogue_proposal TO APP_ROLE;
