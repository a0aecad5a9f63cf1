"""Commands of distributions: there where they are installed, imported when called, named where they do not work."""

import json
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from kaohe_core.cli.app import COMMANDS, app
from kaohe_core.findings import FindingsError
from kaohe_core.messages import message
from kaohe_core.plugins.contributions import Command
from kaohe_core.plugins.offers import names, offer, offers

ROTA = """
from kaohe_core import Command, catalogue
message = catalogue("fake_kaohe_rota")

@hookimpl
def kaohe_commands():
    return [Command("rota", message("Who has duty."), "fake_kaohe_rota:rota")]

import click

@click.command()
@click.option("--day", default="Monday")
def rota(day):
    click.echo(f"duty on {day}: nobody")
"""


DUTY_COMMAND = "[kaohe.commands]\nduty = fake_kaohe_duty\n"


def add(site, name="rota", code=ROTA, *, points="rota = fake_kaohe_rota", **more):
    site.add(name, code, entry_points=f"[kaohe.commands]\n{points}\n", **more)


def told(name):
    [finding] = offer(name, COMMANDS).findings
    return finding.text("en")


def kaohe(*arguments):
    return CliRunner().invoke(app, [*arguments, "--language", "en"] if "--help" in arguments else arguments)


# ---------------------------------------------------------------- one that works


def test_it_is_there_when_its_distribution_is_installed(site):
    add(site)

    found = kaohe("rota", "--day", "Friday")

    assert (found.output, found.exit_code) == ("duty on Friday: nobody\n", 0)
    assert names(COMMANDS) == ["case", "rota", "serve", "verify"]


def test_help_lists_it_by_its_line(site):
    add(site)

    listed = [line.split(maxsplit=1) for line in kaohe("--help").output.splitlines()]

    assert ["rota", "Who has duty."] in listed


def test_help_imports_the_module_of_the_hook_and_not_the_command(site):
    add(site, code=ROTA.replace("fake_kaohe_rota:rota", "fake_never_imported:rota"))

    assert offer("rota", COMMANDS).command.target == "fake_never_imported:rota"
    assert "Who has duty." in kaohe("--help").output


@pytest.mark.parametrize("arguments", [["--version"], ["schema", "--help"], ["check", "nowhere"]])
def test_no_other_command_imports_it(site, arguments):
    add(site, code="print('imported')\n" + ROTA)
    program = f"import sys; sys.path.insert(0, {str(site.folder)!r}); from kaohe_core.cli import main; main()"

    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True)

    assert "imported" not in done.stdout + done.stderr
    assert done.stdout + done.stderr


def test_a_name_that_is_nearly_typed_is_offered(site):
    add(site)

    assert "did you mean “rota”?" in kaohe("rotas", "--language", "en").output


def test_plugins_lists_a_distribution_that_brings_only_commands(site, tmp_path):
    add(site)

    found = json.loads(kaohe("plugins", str(tmp_path), "--format", "json").output)["plugins"]

    assert [one for one in found if one["name"] == "kaohe-rota"] == [
        {
            "name": "kaohe-rota",
            "version": "0.1.0",
            "distribution": "kaohe-rota",
            "enabled": None,
            "broken": [],
            "commands": ["rota"],
        }
    ]
    text = kaohe("plugins", str(tmp_path), "--language", "en").output
    assert "kaohe-rota 0.1.0 (installed)\n    commands: rota\n" in text


# ---------------------------------------------------------------- those that do not work: named, and the rest goes on


def broken(site, name="rota"):
    """What is said in help, when it is called, and by ``kaohe plugins``; the other commands are there all the same."""
    help = kaohe("--help")
    assert help.exit_code == 0
    assert "\n  case " in help.output
    assert "Installed, and not working" in help.output
    called = kaohe(name, "--language", "en")
    assert called.exit_code == 1
    assert kaohe("plugins", str(site.folder)).exit_code == 1
    return called.output.removeprefix("[finding] ").removesuffix("1 finding to be mended.\n").rstrip("\n")


def test_one_that_cannot_be_imported(site):
    add(site, code="import no_such_library")

    assert broken(site).startswith(
        "plugin kaohe-rota: the command “rota” cannot be imported: "
        "ModuleNotFoundError: No module named 'no_such_library' (fake_kaohe_rota.py:2) (kaohe-rota 0.1.0, kaohe "
    )
    assert told("rota").endswith(
        "\n    To mend it: install kaohe-rota again from where you have it; "
        "if that does not help, send this to its author"
    )


def test_one_whose_hook_fails(site):
    add(site, code="@hookimpl\ndef kaohe_commands():\n    return 1 / 0\n")

    assert broken(site).startswith(
        "plugin kaohe-rota: the hook “kaohe_commands” failed: ZeroDivisionError: division by zero"
    )


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", "its entry point leads to “module fake_kaohe_rota”, where no hook is"),
        (
            "def kaohe_commands():\n    return []\n",
            "the function “kaohe_commands” has the name of a hook and is not marked as one",
        ),
        (
            "@hookimpl\ndef kaohe_commands():\n    pass\n",
            "the hook “kaohe_commands” must return a list, not nothing (None)",
        ),
        (
            "@hookimpl\ndef kaohe_commands():\n    return ['rota']\n",
            "the hook “kaohe_commands” returned an object of the type str as item 1",
        ),
        (
            "@hookimpl\ndef kaohe_commands():\n    return []\n",
            "an entry point names “rota”, and the hook “kaohe_commands” returns no such command",
        ),
        (
            ROTA.replace("[Command(", "2 * [Command("),
            "the hook “kaohe_commands” returns “rota” more often than entry points name it",
        ),
    ],
)
def test_one_whose_hook_returns_something_else(site, code, says):
    add(site, code=code)

    assert broken(site).startswith(f"plugin kaohe-rota: {says}\n")


def test_a_command_without_an_entry_point_would_never_be_found(site):
    add(site, code=ROTA, points="rota = fake_kaohe_rota\nduty = fake_kaohe_rota")

    assert told("duty").startswith(
        "plugin kaohe-rota: an entry point names “duty”, and the hook “kaohe_commands” returns no such command"
    )
    assert offer("rota", COMMANDS).findings.items == []


def test_a_plugin_with_a_command_that_no_entry_point_names(site):
    """It is enabled in a project, so that it is loaded; as a command it would never be found, without a word."""
    site.add("rota", ROTA)  # an entry point of the group kaohe alone
    site.add("duty", ROTA.replace("rota", "duty"), entry_points="[kaohe]\nduty = fake_kaohe_duty\n" + DUTY_COMMAND)

    assert offer("rota", COMMANDS) is None
    assert [finding.text("en") for finding in site.load("rota", "duty")[1]] == [
        "kaohe.toml:2:3 project.plugins plugin rota: the hook “kaohe_commands” returns “rota”, and no entry point "
        'names it\n    To mend it: write under [project.entry-points."kaohe.commands"]: rota = "module-of-the-hook"'
    ]


def test_a_command_whose_target_is_not_there(site):
    add(site, code=ROTA.replace("fake_kaohe_rota:rota", "fake_kaohe_rota:route"))

    with pytest.raises(FindingsError, match=r"the command “rota” cannot be imported: AttributeError: .*'route'"):
        offer("rota", COMMANDS).imported()


def test_a_target_that_is_no_command(site):
    add(site, code=ROTA.replace("fake_kaohe_rota:rota", "fake_kaohe_rota:ROTA") + "\nROTA = 7\n")

    with pytest.raises(FindingsError, match="plugin kaohe-rota: fake_kaohe_rota:ROTA is no Click command"):
        offer("rota", COMMANDS).imported()


def test_two_distributions_with_one_command(site):
    add(site)
    add(site, "duty", points="rota = fake_kaohe_duty", version="2.0")

    first, second = (finding.text("en") for finding in offer("rota", COMMANDS).findings)

    assert broken(site)
    assert {text.split(": ")[0] for text in (first, second)} == {"plugin kaohe-rota", "plugin kaohe-duty"}
    assert "several distributions bring the command “rota”: " in first
    assert {"kaohe-rota 0.1.0", "kaohe-duty 2.0"} == set(first.split("“rota”: ")[1].split("\n")[0].split(", "))


def test_a_command_of_the_cores_name_is_the_cores(site):
    add(site, points="score = fake_kaohe_rota", code="raise RuntimeError('imported')")

    assert told("score") == (
        "plugin kaohe-rota: it brings the command “score”, which is one of kaohe’s own\n"
        "    To mend it: ask its author to rename it; “score” is always kaohe’s"
    )
    assert "--workbook" not in kaohe("score", "--help").output
    assert kaohe("score", "--help").exit_code == 0
    assert names(COMMANDS) == ["case", "serve", "verify"]
    assert "which is one of kaohe’s own" in " ".join(kaohe("--help").output.split())


def test_a_command_that_fails_blames_its_distribution(site, capsys):
    add(site, code=ROTA.replace("click.echo(", "raise LookupError("))

    with pytest.raises(SystemExit) as ended:
        app.main(["rota"])

    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith(
        "[问题] 插件 kaohe-rota: 插件运行出错：LookupError: duty on Monday: nobody (fake_kaohe_rota.py:15)"
        "（kaohe-rota 0.1.0, kaohe "
    )


# ---------------------------------------------------------------- what a command is


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("Rota", message("Who."), "a:b"), "command 'Rota' must be kebab-case, like 'home-visits'"),
        (("rota", "Who.", "a:b"), "command 'rota': its help must be a message, not 'Who.'"),
        (("rota", message(""), "a:b"), "command 'rota': its help must be a message, not "),
        (("rota", message("Who."), "a.b"), "command 'rota': its target is written like 'package.module:command'"),
    ],
)
def test_a_command_is_checked_where_it_is_made(arguments, says):
    with pytest.raises(ValueError, match=says):
        Command(*arguments)


def test_those_of_this_repository_work():
    found = offers(COMMANDS)

    assert [(one.name, str(one.claims[0])) for one in found] == [
        ("case", "kaohe-case 0.1.0"),
        ("serve", "kaohe-web 0.1.0"),
        ("verify", "kaohe-case 0.1.0"),
    ]
    assert all(isinstance(one.imported(), click.Command) for one in found)
