"""Errors as Redshift reports them to a client."""


class RedshiftError(Exception):
    """An error that a client sees, with its SQLSTATE.

    Attributes:
        sqlstate: Five characters, e.g. `42P01`; `0A000` for what the stand-in refuses by name.
        message: What is wrong, in one line.
        detail: More about this case, or empty.
        hint: What to do about it, or empty.
    """

    def __init__(self, sqlstate: str, message: str, *, detail: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.sqlstate = sqlstate
        self.message = message
        self.detail = detail
        self.hint = hint


def not_supported(what: str, hint: str = "") -> RedshiftError:
    """The refusal of something that Redshift lacks or the stand-in does not serve.

    Args:
        what: The construct by its name, e.g. `function list_value()`.
        hint: What to use instead.
    """
    return RedshiftError("0A000", f"local_redshift does not support {what}", hint=hint)
