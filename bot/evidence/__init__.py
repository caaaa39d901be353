"""Files that members hand in: told by their content, decoded in a child process, and written anew."""
