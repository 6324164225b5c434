"""Every page, by audience. Pages call rooms only through their `api`."""
