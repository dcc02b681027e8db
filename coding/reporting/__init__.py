"""What a study says of itself: methods, checklists, the bundle that lets others recompute its figures."""
