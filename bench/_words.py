"""What is said in the texts that are measured."""

SPOKEN = [
    "we",
    "said",
    "that",
    "nobody",
    "asked",
    "first",
    "and",
    "the",
    "phone",
    "rang",
    "before",
    "it",
    "was",
    "read",
]
BEYOND_LATIN = [*SPOKEN[:-2], "👩🏽‍⚕️", "read"]  # with characters that take two places in UTF-16
