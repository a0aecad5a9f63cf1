"""Tables (台账): what is declared about an input, and reading it from a file with every fault said."""
