-- Two records are made one by the owner at the command line, and by no page.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON identity_merge FROM APP_ROLE;
-- Which systems are let in is said at the command line too; the web gives them tokens, and no more.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON oauth2_provider_application FROM APP_ROLE;
