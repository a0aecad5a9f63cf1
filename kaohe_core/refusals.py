"""Why the machine refuses a file, in the words of whoever can mend it: the reasons of systems are English only."""

from __future__ import annotations

import errno

from kaohe_core.messages import Message, message

_REASONS: dict[int, Message] = {
    errno.ENOSPC: message("the disk is full"),
    errno.EDQUOT: message("the disk is full"),
    errno.EFBIG: message("the file would be larger than is allowed here"),
    errno.EACCES: message("you may not do this here"),
    errno.EPERM: message("you may not do this here"),
    errno.EROFS: message("the disk can only be read"),
    errno.EEXIST: message("something of that name is there already"),
    errno.ENOTDIR: message("a file stands where a folder must be"),
    errno.EISDIR: message("a folder stands where a file must be"),
    errno.ENOENT: message("there is no such file or folder"),
    errno.ENAMETOOLONG: message("the name is too long"),
    errno.ELOOP: message("links that lead in a circle"),
    errno.EBUSY: message("another program uses it"),
    errno.ETXTBSY: message("another program uses it"),
    errno.EADDRINUSE: message("another program uses it"),
    errno.EADDRNOTAVAIL: message("this computer has no such address"),
    errno.EIO: message("the disk or the network fails"),
    errno.ESTALE: message("the disk or the network fails"),
    errno.EMFILE: message("too many files are open"),
    errno.ENFILE: message("too many files are open"),
    errno.ENOTEMPTY: message("the folder is not empty"),
}


def reason_of(error: OSError | ValueError) -> Message | str:
    """The reason as a message; of a rare one the system's own words. Shape: one a refusal."""
    number = getattr(error, "errno", None)
    known = _REASONS.get(number) if number is not None else None
    return known or getattr(error, "strerror", None) or str(error)
