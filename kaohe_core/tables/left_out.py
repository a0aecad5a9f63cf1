"""Rows under the header that are about nobody: totals, notes and signatures, headings, and the header once more."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from attrs import field, frozen

from kaohe_core.messages import Message, message
from kaohe_core.tables.cells import WrongCell, value
from kaohe_core.tables.declared import Column, Table
from kaohe_core.tables.grid import Raw, Uncached, UnderMerged, is_empty
from kaohe_core.tables.headers import Header, Spellings, key, split_unit, text_in
from kaohe_core.tables.units import is_unit

# Words of a row that sums up the others, wherever it stands …
SUMS = "合计|总计|小计|共计|累计|总和|总数|总额|总人数|总人次|汇总|求和|计数"
# … and words that are as good as that where nothing but such rows and notes comes after them.
STATISTICS = (
    "平均|平均分|平均数|平均值|平均成绩|平均得分|均分|均值|人均|最高|最高分|最低|最低分|最大值?|最小值?|中位数|标准差|方差|"
    "及格率|优秀率|优良率|合格率|达标率|低分率|完成率|出勤率|人数|人次|总分|满分"
)
OF_SUMS = "(人数|人次|金额|得分|分数|天数|次数|数)?"
SUM = re.compile(
    rf"(.{{0,10}}?({SUMS}){OF_SUMS}([:：].*|第?\d+.*)?|共[:：]?|计[:：]?|[共计][:：]?\d+.{{0,3}}|"
    r"(grand|sub)?-?(total|sum)s?[:：]?)\Z"
)
STATISTIC = re.compile(
    rf"(.{{0,8}}?({STATISTICS})([:：].*|第?\d+.*)?|(average|avg|mean|count|max(imum)?|min(imum)?|median)[:：]?)\Z"
)
BRACKETED = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]\Z")

SIGNS = (
    "备注|附注|注意?|说明|附件?|填表说明|填[表报写](人|单位|时间|日期)?|制[表单](人|单位|时间|日期)?|统计人?|录入人?|"
    "审核人?|审批人?|审定|复核人?|核对人?|校对人?|核准|经办人?|报送人?|报送?(单位|时间|日期)|"
    "负责人|单位负责人|主管|主管领导|分管领导|领导|校长|园长|院长|局长|组长|班主任|教务处|教导处|人事处?|财务|会计|出纳|"
    "签[名字章]|盖章|公章|日期|时间|年月日|联系人|联系电话|电话|以下(空白|无正文|无内容)|此页无正文|完|数据来源|来源|"
    "打印(人|时间|日期)|截[至止](时间|日期)?|remarks?|notes?|prepared by|approved by|signature"
)
NOTE = re.compile(
    rf"({SIGNS})\d*([:：(（、.．]|签[字名章]|盖章|意见)|[※*★◆•]|注\d|"
    rf"[第共][\d一二三四五六七八九十百]+页|\d{{4}}年\d{{1,2}}月(\d{{1,2}}日)?\Z"
)
ONLY_A_SIGN = re.compile(rf"({SIGNS})\Z")
EXAMPLE = re.compile(r"[(（【]?(示例|样例|例如|举例|填写示例|例)[)）】]?([:：].*|行)?\Z")
ALL_IN_BRACKETS = re.compile(r"[(\[【〔].*[)\]】〕]\Z")
SENTENCE = re.compile(r"[，。；：:]|.{20}")
LETTERS = frozenset({"甲", "乙", "丙", "丁"})
ROW_OF_NUMBERS = LETTERS | {"栏次", "序号", "列号", "栏号", "-", "—"}

TOTALS = message("totals")
AGAIN = message("the header once more")
REMARKS = message("units or remarks under the header")
NUMBERS = message("the numbers of the columns")
NOTES = message("a note or a signature")
HEADING = message("a heading")
EXAMPLES = message("an example")
NOTHING = message("nothing in any column of this table")
NOT_ABOUT = message("not applicable")
STRUCK = message("crossed out")
ANOTHER = message("another table")


@frozen
class Lines:
    """What is known of a sheet when its rows are told apart."""

    table: Table
    at: Mapping[str, Header]
    header: tuple[tuple[int, list[Raw]], ...] = ()  # its rows
    above: frozenset[str] = frozenset()  # what stands alone in rows above the header
    wide: tuple[int, ...] = ()  # columns that become rows
    spellings: Spellings = field(init=False)

    @spellings.default
    def _spellings(self) -> Spellings:
        return Spellings(self.table)

    titles: tuple[tuple[str, ...], ...] = field(init=False)  # the header's, as they are compared
    subject_titles: frozenset[str] = field(init=False)

    @titles.default
    def _titles(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(key(text_in(raw)) for raw in cells) for _number, cells in self.header)

    @subject_titles.default
    def _subject_titles(self) -> frozenset[str]:
        subject = self.table.subject
        return frozenset(title for title, (column, _alias) in self.spellings.columns.items() if column.id == subject)

    def declared(self, cells: list[Raw]) -> list[tuple[Column, Raw]]:
        """The filled cells in columns of the table."""
        found = ((self.at[c.id].index, c) for c in self.table.columns if c.id in self.at)
        return [(column, cells[index]) for index, column in found if not is_empty(cells[index])]

    def why(self, cells: list[Raw], *, first: bool, wide: bool, last: bool) -> Message | None:
        """Why a row is left out; None for a row about somebody.

        ``first``: only rows that are left out stand between it and the header; ``last``: only such rows come after it;
        ``wide``: its one text is merged over several columns.
        """
        texts = [text for raw in cells if (text := text_in(raw))]
        declared = self.declared(cells)
        if self._is_header(cells):
            return AGAIN
        if first and not self._named(cells) and self._is_remarks(declared):
            return REMARKS
        if first and _counts_up([text_in(raw) for raw in cells]):
            return NUMBERS
        if self._is_total(cells, last=last):
            return TOTALS
        start = _folded(texts[0]) if texts else ""
        if EXAMPLE.match(start) or EXAMPLE.match(_folded(self._text(cells, self.table.subject))):
            return EXAMPLES
        if (NOTE.match(start) or (ONLY_A_SIGN.match(start) and self._unfit(declared))) and not any(
            c.type == "number" and isinstance(value(c, raw), Decimal) for c, raw in declared
        ):
            return NOTES
        if len(texts) == 1 and len(declared) <= 1:
            if wide or key(texts[0]) in self.above:
                return HEADING
            if SENTENCE.search(texts[0]) or ALL_IN_BRACKETS.match(_plain(texts[0])):
                return NOTES
        if any(not is_empty(cells[index]) for index in self.wide):
            return None
        if not declared or all(isinstance(raw, Uncached) for _column, raw in declared):
            return NOTHING
        return None

    def _text(self, cells: list[Raw], column: str) -> str:
        return text_in(cells[self.at[column].index]) if column in self.at else ""

    def _named(self, cells: list[Raw]) -> bool:
        """Whether the row says whom it is about."""
        return bool(self._text(cells, self.table.subject) or self._text(cells, "name"))

    def _is_header(self, cells: list[Raw]) -> bool:
        """Whether the row is one of the header's own, printed again on the next page."""
        subject = self.at[self.table.subject].index
        own_subject = key(text_in(cells[subject]))
        own: list[str] = []
        for titles in self.titles:
            if own_subject != (titles[subject] if subject < len(titles) else ""):
                continue  # whoever has 1 and 2 under the titles 1 and 2 is somebody
            own = own or [key(text_in(raw)) for raw in cells]
            filled = {index for index, text in enumerate(own) if text}
            same = {i for i in filled if i < len(titles) and titles[i] == own[i]}
            if filled and len(same) > len(filled) / 2 and (len(same) > 1 or len(self.at) == 1):
                return True
        return False

    def moved(self, cells: list[Raw]) -> list[str]:
        """The titles of a row that is a header too, with its columns in other places; else none."""
        if isinstance(cells[self.at[self.table.subject].index], UnderMerged):
            return []
        longest = max(map(len, self.subject_titles)) + 20
        if not any(
            isinstance(raw, str) and len(raw) <= longest and split_unit(raw)[0] in self.subject_titles for raw in cells
        ):
            return []
        found = self.spellings.read(None, cells)
        ids = {header.column.id for header in found.found}
        if self.table.subject not in ids or len(ids) < 2 or len(found.found) * 2 < len(found.texts):
            return []
        known = [header for header in found.found if header.column.id in self.at]
        return found.texts if any(self.at[header.column.id].index != header.index for header in known) else []

    def another(self, cells: list[Raw], *, apart: bool) -> bool:
        """Whether a row is the header of another table, whose rows are no rows of this one.

        ``apart``: empty rows stand between it and the rows above. Titles that are those of this table stand there, in
        other places or beside other titles; the header once more is none.
        """
        named = split_unit(self._text(cells, self.table.subject))[0] in self.subject_titles
        if not (named or apart) or not all(isinstance(raw, str) for raw in cells if not is_empty(raw)):
            return False
        texts = [text for raw in cells if (text := text_in(raw))]
        if len(texts) < 2:
            return False
        found = {header.index: header.column.id for header in self.spellings.read(None, cells).found}
        other = any(text_in(cells[header.index]) and found.get(header.index) != id for id, header in self.at.items())
        if self._is_header(cells):
            return other
        titles = {split_unit(text)[0] for text in texts}
        return apart and bool(titles & self.subject_titles or "name" in found.values())

    def may_be_another(self, cells: list[Raw]) -> bool:
        """Whether a row of texts has none of what a row about somebody must have, and no title of this table either."""
        filled = [raw for raw in cells if not is_empty(raw)]
        if len(filled) < 2 or not all(isinstance(raw, str) for raw in filled) or SENTENCE.search(text_in(filled[0])):
            return False
        needed = [self.at[c.id] for c in self.table.columns if c.type != "text" and c.required and c.id in self.at]
        read = [(header.column, cells[header.index]) for header in needed]
        return bool(read) and all(is_empty(raw) or isinstance(value(c, raw), WrongCell) for c, raw in read)

    def _is_remarks(self, declared: list[tuple[Column, Raw]]) -> bool:
        """Whether a row about nobody, right under the header, says in which unit, or how, it is to be filled in."""
        texts = [raw for _column, raw in declared]
        if not texts or not all(isinstance(raw, str) for raw in texts):
            return False
        remarks = [text for raw in texts if (text := text_in(raw))]
        if all(is_unit(text) or text[:1] in "（(【[" for text in remarks):
            return True
        return all(isinstance(value(c, raw), WrongCell) for c, raw in declared if c.type != "text") and any(
            column.type != "text" for column, _raw in declared
        )

    def remarks(self, cells: list[Raw]) -> list[Header]:
        """The header cells as they read with the remarks under them."""
        found: list[Header] = []
        for header in self.at.values():
            remark = text_in(cells[header.index]) if header.index < len(cells) else ""
            if remark and is_unit(remark):
                bare = key(remark).strip("()[]【】")
                found.append(Header(header.index, header.text, header.column, bare, header.by_alias))
        return found

    def _is_total(self, cells: list[Raw], *, last: bool) -> bool:
        subject = _folded(self._text(cells, self.table.subject))
        first = _folded(next((text for raw in cells if (text := text_in(raw))), ""))
        words = [subject, first]
        if not subject:
            words.append(_folded(self._text(cells, "name")))
        return any(SUM.match(word) or (last and STATISTIC.match(word)) for word in words if word)

    def _unfit(self, declared: list[tuple[Column, Raw]]) -> bool:
        """Whether some column that must be filled in is empty, so that a word such as 校长 is no row about somebody."""
        filled = {column.id for column, _raw in declared}
        return any(
            column.required and column.id in self.at and column.id not in filled for column in self.table.columns
        )


def _folded(text: str) -> str:
    """A text as its words are looked for: plain letters, no spaces, no remark in brackets at its end."""
    folded = _plain(text)
    return BRACKETED.sub("", folded) or folded


def _plain(text: str) -> str:
    """Plain letters, no spaces, no stop at its end."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold().strip("。.*;,")


def _counts_up(texts: list[str]) -> bool:
    """Whether a row numbers the columns: 甲, 乙, 1, 2, 3."""
    filled = [text for text in texts if text]
    numbers = [int(text) for text in filled if text.isdecimal()]
    others = [text for text in filled if not text.isdecimal()]
    if not all(text in ROW_OF_NUMBERS for text in others) or len(numbers) < (2 if others else 5):
        return False
    first = next(index for index, text in enumerate(filled) if text.isdecimal())
    if LETTERS & set(filled[first:]):  # 1, 甲, 2: the letters come first, and this is somebody of that name
        return False
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] in (0, 1, 2)
