"""What people can do in chat: one package a feature."""
