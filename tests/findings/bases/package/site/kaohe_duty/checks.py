from kaohe_core import catalogue, check  # noqa: F401  # for the checks that examples add

message = catalogue("kaohe_duty")
