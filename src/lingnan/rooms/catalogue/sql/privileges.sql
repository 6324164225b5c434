-- A published version is never changed.
REVOKE UPDATE, DELETE, TRUNCATE ON catalogue_publication FROM APP_ROLE;
