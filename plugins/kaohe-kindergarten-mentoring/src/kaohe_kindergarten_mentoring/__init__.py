"""Mentoring of attached kindergartens (附属幼儿园结对帮扶): the yearly evaluation, and what follows from it."""
