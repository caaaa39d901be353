"""From the document model to PDF; the only package that knows reportlab."""
