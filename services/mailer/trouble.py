"""What may stand in a mail's way, in words that can be said in the reader's language."""

from pathlib import Path

from chassis.i18n import translator

_FOLDER = Path(__file__).parent


class Trouble(Exception):
    """Something did not work. `words` is an English message id with `%(name)s` places filled from `params`."""

    def __init__(self, words: str, **params: object) -> None:
        super().__init__(words % params if params else words)
        self.words, self.params = words, params

    def said(self, language: str) -> str:
        """The words in a language."""
        words = translator(language, [_FOLDER])(self.words)
        return words % self.params if self.params else words


class BadSettings(Trouble):
    """The server's settings are wrong. They can be put right, and what waits goes out then."""
