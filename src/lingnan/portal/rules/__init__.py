"""Rules as people read them: tables in plain words, the form to try one, examples and what they cover."""
