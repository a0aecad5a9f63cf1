from kaohe_core import Result, Section, Text, section, shown


@section
def paid_by_the_hour(result: Result) -> Section | None:
    """What was due and what is paid, of everybody who is paid by the hour."""
    if "hours/due" not in {step.id for step in result.plan.steps}:  # a payment with the id "hours"
        return None
    rows = [
        (one.name, shown(one.number("hours/due"), places=2), shown(one.number("hours/amount"), places=2))
        for one in result.subjects()
    ]
    return Section(
        "hours",
        Text("课时费", "Paid by the hour"),
        [Text("姓名", "name"), Text("应得", "due"), Text("实发", "paid")],
        rows,
    )
