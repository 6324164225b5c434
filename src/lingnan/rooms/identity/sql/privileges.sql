-- Two records are made one by the owner at the command line, and by no page.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON identity_merge FROM APP_ROLE;
