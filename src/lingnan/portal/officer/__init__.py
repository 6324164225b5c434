"""Pages of officers: the queue, the case, the decision, licences in their charge."""
