"""What can be wrong with a wording file; told to whoever edits it, never to members."""


class UseError(Exception):
    """A function of the wording is used wrongly; the text names functions and fields, never a value."""


class WordingError(Exception):
    """A wording file cannot be used: `file:line: reason`, for the person who edits it."""

    def __init__(self, file: str, line: int | None, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}" if line else f"{file}: {reason}")
        self.file, self.line, self.reason = file, line, reason

    def __reduce__(self) -> tuple[type["WordingError"], tuple[str, int | None, str]]:
        return type(self), (self.file, self.line, self.reason)
