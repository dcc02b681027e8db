"""What a person is told when something cannot be done."""


class WorkbenchError(Exception):
    """A broken rule, said in one sentence that a researcher understands; shown with status 422."""

    status = 422

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = str(message)
