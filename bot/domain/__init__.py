"""What is true of breaches, members and letters: no input, no output."""
