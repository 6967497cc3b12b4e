"""Values of a result as the wire carries them, by type OID, as text or binary."""

import struct
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from . import oids
from .wire import Column

TEXT_FORMAT, BINARY_FORMAT = 0, 1
EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - the wire's own epoch, without a zone
EPOCH_UTC = EPOCH.replace(tzinfo=UTC)
EPOCH_DATE = EPOCH.date()
_MICROSECOND = timedelta(microseconds=1)


def encode_rows(
    rows: Sequence[tuple[Any, ...]], columns: Sequence[Column], formats: Sequence[int]
) -> bytes:
    """A batch of rows as DataRow messages, encoded column by column."""
    if not columns:
        return b"D\0\0\0\6\0\0" * len(rows)
    encoded = [
        _encode_column(values, column.type_oid, code)
        for values, column, code in zip(zip(*rows, strict=True), columns, formats, strict=True)
    ]
    count = len(columns)
    bodies = map(b"".join, zip(*encoded, strict=True))
    return b"".join([_ROW_HEADER(b"D", len(body) + 6, count) + body for body in bodies])


_ROW_HEADER = struct.Struct("!cih").pack
_LENGTH = struct.Struct("!i").pack
_NULL = _LENGTH(-1)


def _encode_column(values: Iterable[Any], oid: int, code: int) -> list[bytes]:
    packer = _FIXED_BINARY.get(oid) if code == BINARY_FORMAT else None
    if packer is not None:
        pack, size, convert = packer
        if convert is None:
            return [_NULL if value is None else pack(size, value) for value in values]
        return [_NULL if value is None else pack(size, convert(value)) for value in values]
    encode = _encoder(oid, code)
    return [
        _NULL if value is None else _LENGTH(len(data := encode(value))) + data for value in values
    ]


def _encoder(oid: int, code: int) -> Callable[[Any], bytes]:
    if code == BINARY_FORMAT:
        return _BINARY.get(oid, _text)
    return _TEXT.get(oid, _text)


def _timestamp_binary(value: datetime | str) -> int:
    if isinstance(value, str):  # beyond the year 9999, which Python cannot hold
        return 2**63 - 1 if not value.endswith("(BC)") else -(2**63)
    return (value - EPOCH) // _MICROSECOND


def _timestamptz_binary(value: datetime | str) -> int:
    if isinstance(value, str):
        return _timestamp_binary(value)
    return (value - EPOCH_UTC) // _MICROSECOND


def _date_binary(value: date | str) -> int:
    if isinstance(value, str):
        return 2**31 - 1 if not value.endswith("(BC)") else -(2**31)
    return (value - EPOCH_DATE).days


def _time_binary(value: time | str) -> int:
    if isinstance(value, str):  # 24:00:00, which Python cannot hold
        return 86_400_000_000
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return seconds * 1_000_000 + value.microsecond


# oid -> (pack of length and value, length, conversion before packing)
_FIXED_BINARY: dict[int, tuple[Callable[..., bytes], int, Callable[[Any], Any] | None]] = {
    oids.BOOL: (struct.Struct("!i?").pack, 1, None),
    oids.INT2: (struct.Struct("!ih").pack, 2, None),
    oids.INT4: (struct.Struct("!ii").pack, 4, None),
    oids.INT8: (struct.Struct("!iq").pack, 8, None),
    oids.OID: (struct.Struct("!iI").pack, 4, None),
    oids.FLOAT4: (struct.Struct("!if").pack, 4, None),
    oids.FLOAT8: (struct.Struct("!id").pack, 8, None),
    oids.DATE: (struct.Struct("!ii").pack, 4, _date_binary),
    oids.TIME: (struct.Struct("!iq").pack, 8, _time_binary),
    oids.TIMESTAMP: (struct.Struct("!iq").pack, 8, _timestamp_binary),
    oids.TIMESTAMPTZ: (struct.Struct("!iq").pack, 8, _timestamptz_binary),
}


def _text(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, list):  # an array of the catalogue
        return b"{" + b",".join(b"NULL" if each is None else _text(each) for each in value) + b"}"
    return str(value).encode()


def _float_text(value: float) -> bytes:
    if value != value:  # noqa: PLR0124 - only NaN differs from itself
        return b"NaN"
    if value in {float("inf"), float("-inf")}:
        return b"Infinity" if value > 0 else b"-Infinity"
    return repr(value).removesuffix(".0").encode()


def _float4_text(value: float) -> bytes:
    """The shortest text that reads back as the same 32-bit number."""
    if value - value != 0:
        return _float_text(value)
    pack = struct.Struct("!f").pack
    digits = next((n for n in range(6, 9) if pack(float(f"{value:.{n}g}")) == pack(value)), 9)
    return f"{value:.{digits}g}".encode()


def _numeric_text(value: Decimal | int) -> bytes:
    return format(value, "f" if isinstance(value, Decimal) else "d").encode()


def _timestamp_text(value: datetime | str) -> bytes:
    text = str(value)
    return (
        text.rstrip("0") if isinstance(value, datetime) and value.microsecond else text
    ).encode()


def _timestamptz_text(value: datetime | str) -> bytes:
    if isinstance(value, datetime):
        value = value.astimezone(UTC).replace(tzinfo=None)
    return _timestamp_text(value) + b"+00"


def _time_text(value: time | str) -> bytes:
    text = str(value)
    return (text.rstrip("0") if "." in text else text).encode()


def interval_text(value: timedelta) -> bytes:
    """As Redshift spells it, e.g. `1 day 02:03:04.5`."""
    days, micros = value.days, value.seconds * 1_000_000 + value.microseconds
    if days < 0 and micros:
        days, micros = days + 1, micros - 86_400_000_000
    sign, micros = ("-" if micros < 0 else ""), abs(micros)
    seconds, fraction = divmod(micros, 1_000_000)
    clock = f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if fraction:
        clock += f".{fraction:06}".rstrip("0")
    unit = "day" if abs(days) == 1 else "days"
    return (f"{days} {unit}" + (f" {clock}" if micros else "") if days else clock).encode()


def _interval_binary(value: timedelta) -> bytes:
    # Redshift's interval is microseconds and months; the driver reads 12 bytes.
    return struct.pack("!qi", value // _MICROSECOND, 0)


def _numeric_binary(value: Decimal | int) -> bytes:
    """Digits in base 10,000, as PostgreSQL's numeric_send writes them."""
    sign, digits, exponent = Decimal(value).as_tuple()
    scale = max(0, -int(exponent))
    text = "".join(map(str, digits)) + "0" * max(0, int(exponent))
    whole, fraction = text[: len(text) - scale] or "0", text[len(text) - scale :].rjust(scale, "0")
    whole = whole.rjust(-(-len(whole) // 4) * 4, "0")
    fraction = fraction[:scale].ljust(-(-scale // 4) * 4, "0")
    groups = [int((whole + fraction)[at : at + 4]) for at in range(0, len(whole + fraction), 4)]
    return struct.pack(
        f"!hhHh{len(groups)}h", len(groups), len(whole) // 4 - 1, 0x4000 * sign, scale, *groups
    )


def _int2_array_binary(values: list[int]) -> bytes:
    """One dimension from 1 on, without NULLs, as PostgreSQL's array_send writes it."""
    packed = struct.pack("!5i", 1, 0, oids.INT2, len(values), 1)
    return packed + b"".join(struct.pack("!ih", 2, value) for value in values)


_TEXT: dict[int, Callable[[Any], bytes]] = {
    oids.BOOL: lambda value: b"t" if value else b"f",
    oids.FLOAT4: _float4_text,
    oids.FLOAT8: _float_text,
    oids.NUMERIC: _numeric_text,
    oids.TIME: _time_text,
    oids.TIMESTAMP: _timestamp_text,
    oids.TIMESTAMPTZ: _timestamptz_text,
    oids.INTERVAL: interval_text,
    oids.VARBYTE: lambda value: value.hex().encode(),
}
_BINARY: dict[int, Callable[[Any], bytes]] = {
    oids.NUMERIC: _numeric_binary,
    oids.INTERVAL: _interval_binary,
    oids.VARBYTE: bytes,
    oids.INT2_ARRAY: _int2_array_binary,
}
