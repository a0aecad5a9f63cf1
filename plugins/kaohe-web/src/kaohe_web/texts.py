"""What stands on the pages themselves, by the name that templates call it by."""

from __future__ import annotations

from kaohe_core import Message
from kaohe_web.messages import message

TEXTS: dict[str, Message] = {
    # the frame
    "kaohe": message("kaohe"),
    "tables": message("Tables"),
    "scheme": message("Scheme"),
    "results": message("Results"),
    "trial": message("What if"),
    "papers": message("Print"),
    "case": message("Round"),
    "leave": message("Leave"),
    "skip": message("To the content"),
    "menu": message("Pages"),
    "schemes": message("Schemes"),
    "only_reading": message("for reading only"),
    "codes": message("Codes"),
    # the door
    "closed": message("This page is closed"),
    "closed_why": message(
        "It opens by the whole address that kaohe serve printed, with the token at its end. Open that address again."
    ),
    "log_in": message("Log in"),
    "password": message("The office’s password"),
    "own_number": message("Your id number"),
    "own_code": message("The code that the office gave you"),
    "codes_why": message(
        "With the own code a teacher sees the own result, and nothing else. The codes stay the same for as long as the "
        "password does; they are kept nowhere."
    ),
    # what is wrong
    "wrong": message("This cannot be shown"),
    "findings": message("What is wrong, and what is worth knowing"),
    "finding": message("to be mended"),
    "note": message("worth knowing"),
    "mend": message("To mend it:"),
    "no_result": message("There is no result yet"),
    "to_tables": message("to the tables"),
    "to_scheme": message("to the scheme"),
    # results
    "provisional": message("Provisional: marks are missing or await judgement."),
    "search": message("Search by name or id"),
    "unit": message("Unit"),
    "all": message("all"),
    "show": message("Show"),
    "everybody": message("everybody"),
    "undecided": message("only the undecided"),
    "unscored": message("only who is not scored"),
    "apply": message("Apply"),
    "people": message("people"),
    "before": message("before"),
    "after": message("after"),
    "page": message("page"),
    "charts": message("How the marks lie"),
    "in_words": message("In words"),
    "to_do": message("Undecided, and who owes it"),
    "nothing_open": message("Nothing is open."),
    "back": message("back to everybody"),
    "id": message("id number"),
    "name": message("name"),
    "code": message("code"),
    # tables
    "table": message("table"),
    "file": message("file"),
    "rows_read": message("rows read"),
    "rows_left": message("rows left out"),
    "state": message("state"),
    "result_of": message("the result of the scheme"),
    "nothing_recorded": message("nothing was recorded, said on purpose"),
    "no_file": message("no file is named yet"),
    "joined_to": message("with columns of"),
    "in_order": message("in order"),
    "nothing_wrong": message("Nothing is wrong."),
    "replace": message("Put another file in its place"),
    "put_in": message("Put in a file"),
    "choose": message("Choose the file"),
    "blank": message("An empty workbook"),
    "blank_why": message("With notes, checks, and the ids of the roster: to be filled in and put in here."),
    "download": message("Download"),
    "row": message("row"),
    "remark": message("remark"),
    "left_out": message("left out:"),
    # papers
    "papers_why": message("As they will be printed. Without a round they are trials, and bear that word."),
    "paper": message("Paper"),
    "person": message("Person"),
    "first_of_many": message("the first"),
    "date": message("Date on the paper"),
    "look": message("Look"),
    "own_window": message("In a window of its own, to print"),
    "preview": message("The paper as it will be printed"),
    "write_all": message("Write all papers"),
    "write_all_why": message("Into the folder papers of the project, of all schemes, in every form; the old ones go."),
    "no_paper": message("There is nothing to print here yet."),
    "each": message("a file for every person"),
    # the scheme
    "edit": message("Edit"),
    "read_file": message("Read the file"),
    "files": message("Files"),
    "digest": message("digest of the scheme"),
    "written": message("The written text, and what computes it"),
    "clauses": message("Clauses"),
    "clauses_beside": message("Clauses that name no place of the text"),
    "rule": message("Rule:"),
    "defaults": message("by default"),
    "save": message("Save"),
    "editor_why": message(
        "What is wrong is shown while you type. Ctrl+Space completes, Ctrl+S saves. Tab leaves the field."
    ),
    # what if
    "trial_why": message("Change numbers and see whom it would have changed, on these records. Nothing is saved."),
    "try_it": message("Try"),
    "as_it_is": message("as it is"),
    "now": message("now"),
}
