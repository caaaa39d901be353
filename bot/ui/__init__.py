"""Discord pieces that the cogs share: a stateless router, pages, forms, replies."""
