"""What SET, SHOW and RESET see: the parameters of one session."""

import re
from collections.abc import Callable

from .errors import RedshiftError, not_supported


def _any_text(value: str) -> str:
    return value


def _milliseconds(value: str) -> str:
    if not re.fullmatch(r"\d{1,10}", value.strip()) or int(value) > 2_147_483_647:
        raise RedshiftError(
            "22023",
            f'invalid value for parameter "statement_timeout": "{value}"',
            hint="Give milliseconds, 0 to 2147483647; 0 means no limit.",
        )
    return str(int(value))


def _integer(value: str) -> str:
    if not re.fullmatch(r"-?\d{1,9}", value.strip()):
        raise RedshiftError("22023", f'invalid value for an integer parameter: "{value}"')
    return str(int(value))


def _on_or_off(value: str) -> str:
    lowered = value.strip().lower()
    if lowered in {"on", "true", "t", "1", "yes"}:
        return "on"
    if lowered in {"off", "false", "f", "0", "no"}:
        return "off"
    raise RedshiftError("22023", f'parameter requires a Boolean value, got "{value}"')


def _only(*allowed: str) -> Callable[[str], str]:
    """Accepts what the stand-in does anyway and refuses what it would have to do otherwise."""

    def check(value: str) -> str:
        if value.strip().lower() not in allowed:
            raise not_supported(f"the value {value!r} here", hint=f"Allowed: {', '.join(allowed)}.")
        return value.strip()

    return check


_PARAMETERS: dict[str, tuple[str, Callable[[str], str]]] = {
    "analyze_threshold_percent": ("10", _integer),
    "application_name": ("", _any_text),
    "client_encoding": ("UTF8", _only("utf8", "utf-8", "unicode")),
    "datestyle": ("ISO, MDY", _only("iso, mdy", "iso,mdy", "iso")),
    "describe_field_name_in_uppercase": ("off", _only("off", "false")),
    "downcase_delimited_identifier": ("on", _only("on", "true")),
    "enable_case_sensitive_identifier": ("off", _only("off", "false")),
    "enable_result_cache_for_session": ("on", _on_or_off),
    "error_on_nondeterministic_update": ("off", _on_or_off),
    "extra_float_digits": ("0", _integer),
    "intervalstyle": ("postgres", _only("postgres")),
    "query_group": ("default", _any_text),
    "search_path": ('"$user", public', _any_text),
    "server_version": ("8.0.2", _only("8.0.2")),
    "standard_conforming_strings": ("on", _only("on", "true")),
    "statement_timeout": ("0", _milliseconds),
    "timezone": ("UTC", _only("utc", "etc/utc", "gmt", "default")),
    "transaction_isolation": ("serializable", _only("serializable")),
    "wlm_query_slot_count": ("1", _integer),
}


class Settings:
    """One session's parameters, with Redshift's defaults."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}
        self._before: dict[str, str] | None = None  # as when the transaction began

    def set(self, name: str, value: str) -> None:
        """Sets a parameter.

        Raises:
            RedshiftError: 42704 for an unknown name; 22023 or 0A000 for a value it cannot have.
        """
        _, check = _parameter(name)
        checked = check(value)
        self._remember()
        self._values[name.lower()] = checked

    def reset(self, name: str) -> None:
        """Brings one parameter, or `all`, back to its default."""
        if name.lower() != "all":
            _parameter(name)
        self._remember()
        if name.lower() == "all":
            self._values.clear()
        self._values.pop(name.lower(), None)

    def show(self, name: str) -> str:
        """The value of a parameter."""
        default, _ = _parameter(name)
        return self._values.get(name.lower(), default)

    def show_all(self) -> list[tuple[str, str]]:
        """Name and value of every parameter."""
        return [(name, self.show(name)) for name in _PARAMETERS]

    def keep(self) -> None:
        """Keeps what was set: the transaction is committed."""
        self._before = None

    def undo(self) -> None:
        """Forgets what was set since the transaction began."""
        if self._before is not None:
            self._values, self._before = self._before, None

    def _remember(self) -> None:
        if self._before is None:
            self._before = dict(self._values)

    @property
    def statement_timeout_seconds(self) -> float:
        """How long a statement may run; 0 is without limit."""
        return int(self.show("statement_timeout")) / 1000

    def search_path(self, user: str) -> list[str]:
        """The schemas in which a bare name is looked up, first to last."""
        names = [part.strip().strip("\"'").lower() for part in self.show("search_path").split(",")]
        return [user.lower() if name == "$user" else name for name in names if name]


def _parameter(name: str) -> tuple[str, Callable[[str], str]]:
    try:
        return _PARAMETERS[name.lower()]
    except KeyError:
        message = f'unrecognized configuration parameter "{name}"'
        raise RedshiftError("42704", message) from None
