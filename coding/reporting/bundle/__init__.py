"""The reproducibility bundle: tables, parameters, and a script that recomputes the reported agreement from them."""
