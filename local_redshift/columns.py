"""Types as the wire names them: OIDs, sizes and modifiers of the columns that DuckDB returns."""

from . import oids
from .wire import Column

_OID_BY_DUCKDB_TYPE = {
    "BOOLEAN": oids.BOOL,
    "TINYINT": oids.INT2,
    "SMALLINT": oids.INT2,
    "UTINYINT": oids.INT2,
    "INTEGER": oids.INT4,
    "USMALLINT": oids.INT4,
    "BIGINT": oids.INT8,
    "UINTEGER": oids.INT8,
    "HUGEINT": oids.NUMERIC,
    "UBIGINT": oids.NUMERIC,
    "UHUGEINT": oids.NUMERIC,
    "DECIMAL": oids.NUMERIC,
    "FLOAT": oids.FLOAT4,
    "DOUBLE": oids.FLOAT8,
    "DATE": oids.DATE,
    "TIME": oids.TIME,
    "TIMESTAMP": oids.TIMESTAMP,
    "TIMESTAMP WITH TIME ZONE": oids.TIMESTAMPTZ,
    "INTERVAL": oids.INTERVAL,
    "BLOB": oids.VARBYTE,
    "SMALLINT[]": oids.INT2_ARRAY,
    '"NULL"': oids.UNKNOWN,
}
_SIZE_BY_OID = {
    oids.BOOL: 1,
    oids.INT2: 2,
    oids.INT4: 4,
    oids.INT8: 8,
    oids.FLOAT4: 4,
    oids.FLOAT8: 8,
    oids.DATE: 4,
    oids.TIME: 8,
    oids.TIMESTAMP: 8,
    oids.TIMESTAMPTZ: 8,
    oids.INTERVAL: 12,
    oids.UNKNOWN: -2,
}


def column_of(name: str, duckdb_type: str) -> Column:
    """The wire's description of a column that DuckDB returns; what has no like is text.

    Args:
        name: The column's name.
        duckdb_type: As DuckDB spells it, e.g. `DECIMAL(10,2)`.
    """
    base, _, arguments = duckdb_type.removesuffix(")").partition("(")
    oid = _OID_BY_DUCKDB_TYPE.get(base, oids.VARCHAR)
    modifier = -1
    if oid == oids.NUMERIC:
        precision, scale = (arguments or "38,0").split(",")
        modifier = (int(precision) << 16 | int(scale)) + 4
    return Column(name, oid, _SIZE_BY_OID.get(oid, -1), modifier)
