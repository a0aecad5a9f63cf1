"""Reports: a result written out for people to read and to redo."""
