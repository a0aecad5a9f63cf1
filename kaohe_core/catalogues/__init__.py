"""Catalogues (译文) of a package: what it says to people, what of it is translated, and what is compiled."""
