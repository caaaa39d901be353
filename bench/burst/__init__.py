"""Bursts of members from join to receipt, beside a bot that does nothing and inserts that are bare."""
