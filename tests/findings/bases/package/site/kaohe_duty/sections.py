from kaohe_core import Section, section  # noqa: F401  # for the sections that examples add
