"""Who is let in and who is not: wrong addresses, names, pages, words, lengths; what every answer forbids."""

from __future__ import annotations

from html import unescape

import pytest

from kaohe_web.answering import TEXT
from kaohe_web.door import SLOW
from kaohe_web.safety import MOST, POLICY, Safety

from .conftest import HOME, PORT, asking, inside, text_of, word_of

PASSWORD = "山高水长-2026-abc"  # noqa: S105  # of nobody


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr("kaohe_web.door.SLOW", 0.0)


def test_without_the_token_nothing_is_shown(project):
    client = asking(project)

    for address in ("/", "/results", "/results/reading", "/results/reading/R01", "/codes", "/me"):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "李小禾" not in answer.text
        assert "青山镇中心小学" not in answer.text
        assert text_of(answer.text) == (
            "This page is closed It opens by the whole address that kaohe serve printed, with the token at its end. "
            "Open that address again."
        )


def test_a_wrong_token_opens_nothing_and_the_right_one_leaves_the_address(project):
    safety = Safety(port=PORT)
    client = asking(project, safety)

    assert client.get("/", params={"token": safety.token[:-1]}).status_code == 403
    assert client.get("/results").status_code == 403
    answer = client.get("/", params={"token": safety.token}, follow_redirects=False)

    assert answer.headers["location"] == "/"  # the token stands in no address that is kept or sent on
    assert f"kaohe-{PORT}=" in answer.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict"} <= set(answer.headers["set-cookie"].split("; "))
    assert client.get("/").status_code == 200


def test_a_forged_cookie_opens_nothing(project):
    safety = Safety(port=PORT)
    client = asking(project, safety)
    name, _, signature = safety.ticket("office").partition(".")
    of_another_run = Safety(port=PORT).ticket("office")

    for forged in ("", "office", name, f"{name}.", f"{name}.{signature[:-1]}0" + "x", of_another_run, "ü.ü", "...."):
        client.cookies.set(safety.cookie, forged.encode("latin-1").decode("latin-1") if forged.isascii() else "%C3")
        assert client.get("/results").status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost:80", "127.0.0.1:8421", "127.0.0.1:8420.evil"])
def test_a_request_under_another_name_is_refused(project, host):
    answer = inside(project).get("/results", headers={"host": host})

    assert (answer.status_code, answer.text) == (421, "this server is not called so")


def test_the_names_of_this_computer_are_answered(project):
    client = inside(project)

    for host in (f"localhost:{PORT}", f"[::1]:{PORT}", f"127.0.0.1:{PORT}"):
        assert client.get("/results/reading", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": f"https://127.0.0.1:{PORT}"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": HOME},
    ],
)
def test_another_page_can_send_no_form(project, headers):
    client = inside(project)
    word = word_of(client.get("/login").text) if "word" in client.get("/login").text else ""

    answer = client.post("/leave", data={"word": word}, headers=headers)

    assert (answer.status_code, answer.text) == (403, "another page asked for this")


def test_a_form_without_its_word_is_refused(project):
    client = inside(project)
    of_another = Safety(port=PORT).form_word("office")

    for word in ({}, {"word": ""}, {"word": of_another}, {"word": "ü"}):
        answer = client.post("/leave", data=word, headers={"origin": HOME})
        assert answer.status_code == 403
        assert "403: the form was not one of this page; open it anew" in unescape(answer.text)


def test_methods_that_no_page_has_are_refused(project):
    client = inside(project)

    assert client.delete("/results").status_code == 405
    assert client.put("/results", content=b"x").status_code == 405
    assert client.options("/results").status_code == 405
    assert client.post("/results").status_code == 405


@pytest.mark.parametrize("address", ["/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/messages.py", "/../x"])
def test_only_the_pages_own_files_are_given_out(project, address):
    answer = inside(project).get(address)

    assert answer.status_code == 404
    assert "import" not in answer.text


def test_what_is_too_long_is_refused_before_it_is_read(project):
    client = inside(project)

    answer = client.post("/leave", content=b"", headers={"content-length": "2000000000", "origin": HOME})
    assert (answer.status_code, answer.text) == (413, "too long")

    def endless():
        sent = 0
        while True:  # says no length: ends only because nobody listens any more
            sent += 1_000_000
            yield b"x" * 1_000_000
            if sent > MOST:
                return

    answer = client.post(
        "/leave", content=endless(), headers={"content-type": "application/x-www-form-urlencoded", "origin": HOME}
    )
    assert answer.status_code == 413
    assert "413: too long" in unescape(answer.text)
    assert MOST > TEXT


def test_every_answer_forbids_what_no_page_needs(project):
    client = inside(project)

    for address in ("/results/reading", "/results/reading/R01", "/nowhere", "/static/page.css"):
        headers = client.get(address).headers
        assert headers["content-security-policy"] == POLICY.format(style="", image="")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
    assert POLICY.startswith("default-src 'none'; script-src 'self'; ")
    assert "unsafe" not in POLICY


def test_pages_ask_for_nothing_from_elsewhere_and_hold_no_script(project):
    text = inside(project).get("/results/reading").text

    assert "http" not in text.replace("hx-", "").replace("http-equiv", "")
    assert "<style" not in text
    assert " style=" not in text
    assert " onclick" not in text
    assert text.count("<script") == text.count('<script src="/static/')


def test_the_language_leads_nowhere_else(project):
    client = inside(project)

    for elsewhere in ("//evil.example", "/\\evil.example", "http://evil.example", "evil"):
        answer = client.get("/speak/en", params={"from": elsewhere}, follow_redirects=False)
        assert answer.headers["location"] == "/"
    assert client.get("/speak/fr").status_code == 404


# the password, and the codes ------------------------------------------------------------------------------------------


def test_the_office_comes_in_by_its_password(project):
    client = asking(project, Safety(port=PORT, password=PASSWORD))
    page = client.get("/results")
    assert page.url.path == "/login"

    wrong = client.post("/login", data={"word": word_of(page.text), "password": "x" * 12})
    right = client.post("/login", data={"word": word_of(page.text), "password": PASSWORD})

    assert wrong.status_code == 403
    assert "this is not right; see whether it was typed as it was given" in text_of(wrong.text)
    assert right.url.path == "/results/reading"
    assert client.post("/leave", data={"word": word_of(right.text)}).url.path == "/login"
    assert client.get("/results").url.path == "/login"


def test_a_wrong_password_takes_its_time():
    assert SLOW >= 1


def test_a_teacher_sees_the_own_result_and_nothing_else(project):
    safety = Safety(port=PORT, password=PASSWORD, readonly=True)
    office, teacher = inside(project, safety), asking(project, safety)
    codes = office.get("/codes").text
    code = safety.code("青山镇中心小学", "R01")
    assert code in codes
    word = word_of(teacher.get("/login").text)

    assert teacher.post("/login", data={"word": word, "id": "R02", "code": code}).status_code == 403
    page = teacher.post("/login", data={"word": word, "id": " r01 ", "code": code.upper().replace("-", " ")})

    assert page.url.path == "/me"
    assert "李小禾" in page.text
    assert "山里的夏天" in page.text
    for address in ("/results/reading", "/results/reading/R02", "/codes", "/"):
        answer = teacher.get(address)
        assert answer.url.path == "/me"
        assert "王一鸣" not in answer.text


def test_codes_are_the_same_for_the_same_password_and_tell_nothing_of_each_other():
    first, again = [Safety(port=PORT, password=PASSWORD, readonly=True) for _ in range(2)]
    other = Safety(port=PORT, password=PASSWORD + "!", readonly=True)

    assert first.code("甲校", "T1") == again.code("甲校", "T1")
    assert (
        len({first.code("甲校", "T1"), first.code("甲校", "T2"), first.code("乙校", "T1"), other.code("甲校", "T1")})
        == 4
    )


def test_without_readonly_no_code_opens_anything(project):
    safety = Safety(port=PORT, password=PASSWORD)
    client = asking(project, safety)
    word = word_of(client.get("/login").text)

    answer = client.post("/login", data={"word": word, "id": "R01", "code": safety.code("青山镇中心小学", "R01")})

    assert answer.status_code == 403
    assert inside(project, safety).get("/codes").status_code == 404


# names of files ------------------------------------------------------------------------------------------------------

ASTRAY = (
    "../kaohe.toml",
    "..%2fkaohe.toml",
    "%252e%252e%252fkaohe.toml",
    "..\\kaohe.toml",
    "..%5ckaohe.toml",
    "%00",
    "a%00.toml",
    "%2fetc%2fpasswd",
    "%252fetc%252fpasswd",
)
PLACES = (
    "/static/{}",
    "/edit?file={}",
    "/scheme/{}",
    "/form/{}",
    "/trial/{}",
    "/tables/{}",
    "/tables/{}/blank",
    "/tables/reading-log/kept?file={}",
    "/papers/reading/{}",
    "/results/reading/{}",
)


@pytest.mark.parametrize("place", PLACES)
def test_no_name_leads_out_of_the_project(project, place):
    (project.parent / "kaohe.toml").write_text("secret", encoding="utf-8")
    client = inside(project)

    for name in ASTRAY:
        answer = client.get(place.format(name), follow_redirects=False)
        assert answer.status_code in (404, 422), name
        assert "root:" not in answer.text
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text


def test_whoever_has_not_come_in_is_turned_away_before_anything_is_read(project):
    client = asking(project)

    def never():
        yield b"x"
        raise AssertionError("read")

    answer = client.post("/edit", content=never(), headers={"origin": HOME, "content-length": "9000000"})
    assert answer.status_code == 403
    long = client.post("/login", content=b"password=" + b"x" * 20_000, headers={"origin": HOME})
    assert (long.status_code, "too long" in long.text) == (413, True)


def test_no_answer_is_kept_by_the_browser(project):
    client = inside(project)

    for address in ("/results/reading", "/tables/reading-log/blank", "/papers/reading/notice", "/nowhere"):
        assert client.get(address).headers["cache-control"] == "no-store"
