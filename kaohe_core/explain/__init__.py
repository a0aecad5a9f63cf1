"""The explanation of one person's result, to be redone with a pocket calculator."""
