"""Words found in the texts of a study, in their context, and coded where they stand."""
