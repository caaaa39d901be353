"""The schema's history, one file a step, applied when the bot starts."""
