"""Demo people: a province after the census, and a cast with stories. Nobody is real."""
