"""The pages, by subject; each module lists its routes."""
