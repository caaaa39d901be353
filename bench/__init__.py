"""Measurements, side by side with the libraries that somebody would use instead; never run by the tests."""
