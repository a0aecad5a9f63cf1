"""What a plugin's distribution asks of kaohe is held against what is installed, as versions in kaohe.toml are."""

import pytest

from kaohe_core.plugins.loader import core_version

AT = "kaohe.toml:2:3 project.plugins"


@pytest.mark.parametrize(
    ("requires", "what"),
    [
        ("kaohe>=9.2", f"requires kaohe>=9.2, while {core_version()} is installed"),
        ("Kaohe (>=9.2)", f"requires Kaohe>=9.2, while {core_version()} is installed"),
        ("kaohe-other~=1.0", "requires kaohe-other~=1.0, while 0.3 is installed"),
        ("kaohe-nobody", "requires kaohe-nobody, which is not installed"),
    ],
)
def test_what_is_unmet(site, requires, what):
    site.add("other", version="0.3")
    site.add("visits", requires=(requires, "attrs>=1"))
    wanted = what.split(",")[0].removeprefix("requires ")

    assert site.wrong("visits", language="en") == [
        f"{AT}: the plugin “visits” (kaohe-visits 0.1.0) {what}\n"
        f"    To mend it: install {wanted} from where you have kaohe, or another version of kaohe-visits"
    ]


@pytest.mark.parametrize(
    "requires",
    [
        f"kaohe=={core_version()}",
        "kaohe",
        "kaohe-other<1",
        "nothing-of-ours>=9",  # pip's business
        'kaohe>=9; python_version < "3"',
        'kaohe-nobody; extra == "more"',
        "kaohe >>> 9",  # what a packager wrote wrong
    ],
)
def test_what_is_met_or_not_asked(site, requires):
    site.add("other", version="0.3")
    site.add("visits", requires=(requires,))

    assert site.wrong("other", "visits") == []


@pytest.mark.fault("D05")
def test_a_plugin_that_another_requires_and_the_project_does_not_enable(site):
    site.add("pages", version="0.3")
    site.add("reads", requires=("kaohe-pages~=0.3",))

    assert site.wrong("reads", language="en") == [
        f"{AT}: the plugin “reads” (kaohe-reads 0.1.0) requires the plugin pages (kaohe-pages~=0.3), "
        "which is not enabled\n    To mend it: write “pages” before “reads” in plugins"
    ]
    assert site.wrong("pages", "reads") == []
    assert site.wrong("reads", "pages") == []


def test_a_distribution_with_several_plugins_needs_one_of_them(site):
    site.add("pages", entry_points="[kaohe]\npages = fake_kaohe_pages\nsheets = fake_kaohe_pages\n")
    site.names.add("sheets")
    site.add("reads", requires=("kaohe-pages",))

    [text] = site.wrong("reads", language="en")

    assert "requires the plugin pages, sheets (kaohe-pages), which is not enabled\n" in text
    assert "To mend it: write “pages” before “reads” in plugins" in text
    assert site.wrong("sheets", "reads") == []
