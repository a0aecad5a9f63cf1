"""The papers of a published round: the public notice, everybody's own result, the answers to appeals (G05, G07)."""

from kaohe_case.notice.folder import OwnPaper, Papers, lines, papers, write

__all__ = ["OwnPaper", "Papers", "lines", "papers", "write"]
