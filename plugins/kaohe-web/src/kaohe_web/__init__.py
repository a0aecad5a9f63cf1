"""The page on one's own machine: what the commands do, for whoever types none."""
