"""The papers of a round: the public notice, everybody's own sheet, answers to appeals, sheets to sign (G05, G07)."""

from kaohe_case.papers.folder import OwnPaper, Papers, drawn, lines, papers, write, write_papers

__all__ = ["OwnPaper", "Papers", "drawn", "lines", "papers", "write", "write_papers"]
