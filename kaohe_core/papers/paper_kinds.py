"""Which papers a result has, and in which forms they are drawn."""

KINDS = ("notice", "personal", "summary", "bank", "tables")
FORMATS = ("html", "pdf", "xlsx")
