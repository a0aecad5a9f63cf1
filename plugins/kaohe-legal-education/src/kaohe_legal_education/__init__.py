"""Legal education (法治教育): schools, and the volunteers, deputy heads, counsellors and families chosen among them."""
