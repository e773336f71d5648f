"""How a failure speaks to whoever can mend it."""


class Problem(Exception):
    """Something the operator can mend. Its text is one sentence that says what is wrong and how.

    `details` are lines shown under the sentence, the last of a log for instance.
    """

    def __init__(self, sentence: str, details: list[str] | None = None) -> None:
        super().__init__(sentence)
        self.details = details or []
