"""What every room stands on: clock, ids, errors, events, audit, texts, secrecy and the database."""
