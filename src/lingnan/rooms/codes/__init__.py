"""QR codes, keys, status lists; public verification."""
