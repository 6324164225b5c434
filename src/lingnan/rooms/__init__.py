"""The rooms of the house: one domain each, one door (`api`) each; lower rooms never import higher ones."""
