"""Values that a client binds to `$1`, `$2`, ..., from their wire form."""

import struct
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from . import oids
from .dialect import Argument
from .errors import RedshiftError, not_supported
from .values import BINARY_FORMAT, EPOCH, EPOCH_DATE, EPOCH_UTC, interval_text


def decode_arguments(
    values: Sequence[bytes | None], formats: Sequence[int], type_oids: Sequence[int]
) -> list[Argument]:
    """The bound values with their types.

    Args:
        values: As Bind carries them, None for NULL.
        formats: None for all text, one for all, or one a value.
        type_oids: As Parse declared them; a missing one or 0 is unknown.

    Raises:
        RedshiftError: A value is not what its type says, or the counts differ.
    """
    if len(formats) > 1 and len(formats) != len(values):
        raise RedshiftError(
            "08P01",
            f"bind message has {len(formats)} parameter formats but {len(values)} parameters",
        )
    codes = list(formats) * len(values) if len(formats) == 1 else list(formats) or [0] * len(values)
    oids = [*type_oids, *[0] * len(values)][: len(values)]
    return [
        Argument(oid, None if value is None else _decode(value, code, oid))
        for value, code, oid in zip(values, codes, oids, strict=True)
    ]


def _decode(value: bytes, code: int, oid: int) -> Any:
    if oid in _ARRAYS:
        raise not_supported("lists as parameters", "Write a parameter for each value.")
    try:
        if code == BINARY_FORMAT and oid in _BINARY:
            return _BINARY[oid](value)
        text = value.decode()
        return _TEXT[oid](text) if oid in _TEXT else text
    except UnicodeDecodeError as error:
        raise RedshiftError("22021", "invalid byte sequence for encoding UTF8") from error
    except struct.error as error:
        raise RedshiftError("22P03", "incorrect binary data format in bind parameter") from error
    except (ValueError, InvalidOperation, OverflowError) as error:
        raise RedshiftError("22P02", f"invalid input for parameter: {value[:80]!r}") from error


def _unpack(form: str) -> Callable[[bytes], Any]:
    unpack = struct.Struct("!" + form).unpack
    return lambda data: unpack(data)[0]


def _interval_text(**parts: int) -> str:
    return interval_text(timedelta(**parts)).decode()


def _interval(data: bytes) -> str:
    # The driver sends 12 bytes (a timedelta sets no month), other clients 16.
    if len(data) == 12:
        micros, days, months = struct.unpack("!qhh", data)
    else:
        micros, days, months = struct.unpack("!qii", data)
    return _interval_text(days=days + 30 * months, microseconds=micros)


def _numeric(data: bytes) -> Decimal:
    """Digits in base 10,000, as PostgreSQL's numeric_recv reads them."""
    count, weight, sign, scale = struct.unpack_from("!hhHh", data)
    if sign not in {0, 0x4000}:
        return Decimal("NaN")
    digits = struct.unpack(f"!{count}h", data[8:])
    value = sum(Decimal(digit).scaleb(4 * (weight - at)) for at, digit in enumerate(digits))
    return (-value if sign else value) + Decimal(0).scaleb(-scale)


def _bool(text: str) -> bool:
    lowered = text.strip().lower()
    if lowered in {"t", "true", "y", "yes", "on", "1"}:
        return True
    if lowered in {"f", "false", "n", "no", "off", "0"}:
        return False
    raise ValueError(text)


# Of boolean, smallint, integer, text, bpchar, varchar, bigint, real, double precision, timestamp,
# date, timestamptz and numeric: Redshift's tables have none.
_ARRAYS = {1000, 1005, 1007, 1009, 1014, 1015, 1016, 1021, 1022, 1115, 1182, 1185, 1231}
_BINARY: dict[int, Callable[[bytes], Any]] = {
    oids.BOOL: _unpack("?"),
    oids.INT2: _unpack("h"),
    oids.INT4: _unpack("i"),
    oids.INT8: _unpack("q"),
    oids.OID: _unpack("I"),
    oids.FLOAT4: _unpack("f"),
    oids.FLOAT8: _unpack("d"),
    oids.DATE: lambda data: EPOCH_DATE + timedelta(days=_unpack("i")(data)),
    oids.TIME: lambda data: str((EPOCH + timedelta(microseconds=_unpack("q")(data))).time()),
    oids.TIMESTAMP: lambda data: EPOCH + timedelta(microseconds=_unpack("q")(data)),
    oids.NUMERIC: _numeric,
    oids.TIMESTAMPTZ: lambda data: EPOCH_UTC + timedelta(microseconds=_unpack("q")(data)),
    oids.INTERVAL: _interval,
    oids.INTERVAL_YEAR_TO_MONTH: lambda data: _interval_text(days=30 * _unpack("i")(data)),
    oids.INTERVAL_DAY_TO_SECOND: lambda data: _interval_text(microseconds=_unpack("q")(data)),
}
_TEXT: dict[int, Callable[[str], Any]] = {
    oids.BOOL: _bool,
    oids.INT2: int,
    oids.INT4: int,
    oids.INT8: int,
    oids.OID: int,
    oids.FLOAT4: float,
    oids.FLOAT8: float,
    oids.NUMERIC: Decimal,
    oids.DATE: date.fromisoformat,
    oids.TIMESTAMP: datetime.fromisoformat,
    oids.TIMESTAMPTZ: datetime.fromisoformat,
}
