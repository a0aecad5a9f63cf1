"""The pages, each a file: what it shows is what a command gives."""
