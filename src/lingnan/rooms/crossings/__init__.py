"""Vehicle entry registration, checkpoints and border crossings."""
