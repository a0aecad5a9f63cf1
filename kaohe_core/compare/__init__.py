"""Two versions of a scheme side by side: what was changed, and whose result that changes."""
