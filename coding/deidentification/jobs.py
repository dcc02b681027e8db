"""Looking for what may say who somebody is, as long work."""
