"""Types as the wire names them: OIDs, sizes and modifiers of the columns that DuckDB returns."""

from .wire import Column

BOOL, INT8, INT2, INT4, TEXT, OID = 16, 20, 21, 23, 25, 26
FLOAT4, FLOAT8, UNKNOWN = 700, 701, 705
BPCHAR, VARCHAR, DATE, TIME, TIMESTAMP, TIMESTAMPTZ = 1042, 1043, 1082, 1083, 1114, 1184
INTERVAL, INTERVAL_YEAR_TO_MONTH, INTERVAL_DAY_TO_SECOND = 1186, 1188, 1190
NUMERIC, VARBYTE = 1700, 6551

_OID_BY_DUCKDB_TYPE = {
    "BOOLEAN": BOOL,
    "TINYINT": INT2,
    "SMALLINT": INT2,
    "UTINYINT": INT2,
    "INTEGER": INT4,
    "USMALLINT": INT4,
    "BIGINT": INT8,
    "UINTEGER": INT8,
    "HUGEINT": NUMERIC,
    "UBIGINT": NUMERIC,
    "UHUGEINT": NUMERIC,
    "DECIMAL": NUMERIC,
    "FLOAT": FLOAT4,
    "DOUBLE": FLOAT8,
    "DATE": DATE,
    "TIME": TIME,
    "TIMESTAMP": TIMESTAMP,
    "TIMESTAMP WITH TIME ZONE": TIMESTAMPTZ,
    "INTERVAL": INTERVAL,
    "BLOB": VARBYTE,
    '"NULL"': UNKNOWN,
}
_SIZE_BY_OID = {
    BOOL: 1,
    INT2: 2,
    INT4: 4,
    INT8: 8,
    FLOAT4: 4,
    FLOAT8: 8,
    DATE: 4,
    TIME: 8,
    TIMESTAMP: 8,
    TIMESTAMPTZ: 8,
    INTERVAL: 12,
    UNKNOWN: -2,
}


def column_of(name: str, duckdb_type: str) -> Column:
    """The wire's description of a column that DuckDB returns; what has no like is text.

    Args:
        name: The column's name.
        duckdb_type: As DuckDB spells it, e.g. `DECIMAL(10,2)`.
    """
    base, _, arguments = duckdb_type.removesuffix(")").partition("(")
    oid = _OID_BY_DUCKDB_TYPE.get(base, VARCHAR)
    modifier = -1
    if oid == NUMERIC:
        precision, scale = (arguments or "38,0").split(",")
        modifier = (int(precision) << 16 | int(scale)) + 4
    return Column(name, oid, _SIZE_BY_OID.get(oid, -1), modifier)
