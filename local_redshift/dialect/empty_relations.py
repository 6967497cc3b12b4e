"""Relations of the catalogue that are there and hold nothing: what they list is not kept here.

A name and its columns, with the types by their letter. Source:
docs.aws.amazon.com/redshift/latest/dg/cm_chap_system-tables.html, PostgreSQL's system catalogs
"""

import re

_EMPTY = """
information_schema_referential_constraints constraint_catalog constraint_schema constraint_name
    unique_constraint_catalog unique_constraint_schema unique_constraint_name match_option
    update_rule delete_rule
information_schema_routines specific_catalog specific_schema specific_name routine_catalog
    routine_schema routine_name routine_type data_type
information_schema_table_privileges grantor grantee table_catalog table_schema table_name
    privilege_type is_grantable with_hierarchy
pg_aggregate aggfnoid:i aggtransfn aggfinalfn aggtranstype:i agginitval
pg_am oid:i amname amowner:i amstrategies:s amsupport:s
pg_amop amopclaid:i amopsubtype:i amopstrategy:s amopopr:i
pg_amproc amopclaid:i amprocsubtype:i amprocnum:s amproc
pg_auth_members roleid:i member:i grantor:i admin_option:b
pg_cast oid:i castsource:i casttarget:i castfunc:i castcontext castmethod
pg_collation oid:i collname collnamespace:i collencoding:i collcollate collctype
pg_conversion oid:i conname connamespace:i conowner:i conforencoding:i contoencoding:i
pg_default_acl defaclrole:i defaclnamespace:i defaclobjtype defaclacl:t
pg_depend classid:i objid:i objsubid:i refclassid:i refobjid:i refobjsubid:i deptype
pg_extension oid:i extname extversion extnamespace:i
pg_external_schema esoid:i eskind:i esdbname esoptions
pg_get_late_binding_view_cols view_schema view_name col_name col_type col_num:i
pg_indexes schemaname tablename indexname tablespace indexdef
pg_inherits inhrelid:i inhparent:i inhseqno:i inhdetachpending:b
pg_language oid:i tableoid:i lanname lanowner:i lanispl:b lanpltrusted:b lanplcallfoid:i lanacl:t
    laninline:i lanvalidator:i
pg_largeobject loid:i pageno:i data
pg_locks locktype database:i relation:i pid:i mode granted:b
pg_opclass oid:i opcname opcnamespace:i opcowner:i opcintype:i opcdefault:b
pg_operator oid:i oprname oprnamespace:i oprowner:i oprkind oprleft:i oprright:i oprresult:i
pg_proc oid:i proname pronamespace:i proowner:i prolang:i proisagg:b proiswindow:b prosecdef:b
    proretset:b pronargs:s prorettype:i proargtypes:a prosrc proacl:t prokind
pg_proc_info prooid:i proname pronamespace:i prokind prorettype:i proargtypes:a
pg_rewrite oid:i tableoid:i rulename ev_class:i ev_type is_instead:b ev_enabled
pg_rules schemaname tablename rulename definition
pg_shdepend dbid:i classid:i objid:i refclassid:i refobjid:i deptype
pg_stat_activity datid:i datname procpid:i usesysid:i usename current_query query_start:d
pg_statistic starelid:i staattnum:s stanullfrac:f stawidth:i stadistinct:f
pg_stats schemaname tablename attname null_frac:f avg_width:i n_distinct:f
pg_tablespace oid:i spcname spcowner:i spclocation spcacl:t
pg_trigger oid:i tableoid:i tgrelid:i tgname tgenabled tgisinternal:b tgconstraint:i tgparentid:i
svv_external_columns redshift_database_name schemaname tablename columnname external_type
    columnnum:i part_key:i is_nullable
svv_external_databases eskind:i esoptions databasename location parameters
svv_external_schemas esoid:i eskind:i schemaname esowner:i databasename esoptions
svv_external_tables redshift_database_name schemaname tablename tabletype location input_format
    output_format serialization_lib serde_parameters compressed:i parameters
svv_transactions txn_owner txn_db xid:l pid:i txn_start:d lock_mode lockable_object_type
    relation:i granted:b
sys_query_history user_id:i query_id:l query_label transaction_id:l session_id:i database_name
    query_type status result_cache_hit:b start_time:d end_time:d elapsed_time:l queue_time:l
    execution_time:l error_message returned_rows:l returned_bytes:l query_text redshift_version
"""
_TYPES = {"": "varchar", "i": "integer", "s": "smallint", "l": "bigint", "b": "boolean",
          "d": "timestamp", "f": "real", "a": "smallint[]", "t": "varchar[]"}  # fmt: skip


def _views() -> list[str]:
    made = []
    for line in re.split(r"\n(?=\w)", _EMPTY.strip()):
        name, *columns = line.split()
        pairs = [column.partition(":") for column in columns]
        listed = ", ".join(f'cast(null as {_TYPES[kind]}) as "{each}"' for each, _, kind in pairs)
        made.append(
            f"create or replace view redshift_catalog.{name} as select {listed} where false"
        )
    return made


EMPTY_VIEWS = _views()
