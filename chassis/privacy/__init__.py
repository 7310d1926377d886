"""Forgetting somebody: what a service does when the person behind a record is erased (GDPR article 17).

`declaring` is what resources say, `erasing` is the work, `records`, `log` and `stored` are its parts, `late` keeps what
arrives afterwards from bringing anything back.
"""

from chassis.privacy.declaring import ERASED, Erasure, Subject

__all__ = ["ERASED", "Erasure", "Subject"]
