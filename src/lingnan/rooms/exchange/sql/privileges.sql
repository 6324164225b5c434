-- Shared resources are entered through these two doors only.
GRANT EXECUTE ON FUNCTION exchange_read, exchange_load TO APP_ROLE;
