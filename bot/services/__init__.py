"""One use case, one method: authorise, act, audit. Free of Discord and web types."""
