"""The pictures of the docs, each drawn from the program: what is on one is true of the code that it was drawn from."""
