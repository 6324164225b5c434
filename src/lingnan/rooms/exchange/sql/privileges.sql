-- Shared resources are entered through these doors only.
GRANT EXECUTE ON FUNCTION exchange_read, exchange_load, exchange_list_values, exchange_find TO APP_ROLE;
