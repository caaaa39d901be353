"""Steps of the schema; a published one is never edited."""
