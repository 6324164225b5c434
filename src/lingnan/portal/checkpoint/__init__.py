"""Pages of those who check codes at a place, on a device that its department enrolled."""
