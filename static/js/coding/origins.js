// How a coding came to be, in the order in which the site numbers it: the names of its words; by hand has none beside it.
export const ORIGINS = ["", "originSearch", "originSuggestion", "originImport", "originBulk"];
