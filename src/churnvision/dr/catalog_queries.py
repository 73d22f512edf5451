"""What is asked of PostgreSQL's catalogue; `{ours}` stands for the objects that are not PostgreSQL's own."""

from typing import LiteralString

_OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'"

_TABLES = """
SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname), n.nspname::text, c.relname::text
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND {ours}
  AND NOT EXISTS (SELECT FROM pg_depend d
                  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1
"""
_SEQUENCES = """
SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename), start_value, last_value
FROM pg_sequences ORDER BY 1
"""
# Every role that owns something here or is granted something; predefined ones exist everywhere.
_ROLES = """
SELECT DISTINCT r.rolname::text FROM pg_shdepend s JOIN pg_roles r ON r.oid = s.refobjid
WHERE s.refclassid = 'pg_authid'::regclass AND r.rolname NOT LIKE 'pg\\_%'
  AND s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
UNION SELECT current_user::text ORDER BY 1
"""
_OWNED_SEQUENCES = """
SELECT s.oid::regclass::text, n.nspname::text, c.relname::text, a.attname::text
FROM pg_class s
JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i')
  AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
JOIN pg_class c ON c.oid = d.refobjid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
WHERE s.relkind = 'S'
"""
_SERVER = """
SELECT current_setting('server_version'), current_setting('server_version_num')::int,
  (SELECT system_identifier::text FROM pg_control_system()),
  (SELECT timeline_id FROM pg_control_checkpoint()),
  CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END::text,
  d.datname::text, pg_encoding_to_char(d.encoding)::text, d.datcollate, d.datctype, d.datlocprovider::text,
  coalesce(to_jsonb(d)->>'datlocale', to_jsonb(d)->>'daticulocale'), d.datcollversion,
  coalesce((SELECT s.setconfig FROM pg_db_role_setting s WHERE s.setdatabase = d.oid AND s.setrole = 0), '{}')
FROM pg_database d WHERE d.datname = current_database()
"""

# One query a kind of object: its name, and its definition as PostgreSQL itself words it.
_OBJECTS: dict[str, LiteralString] = {
    "column": """
SELECT n.nspname || '.' || c.relname || '.' || a.attname,
  concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
            pg_get_expr(f.adbin, f.adrelid))
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attrdef f ON f.adrelid = c.oid AND f.adnum = a.attnum
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped AND {ours}
""",
    "constraint": """
SELECT n.nspname || '.' || coalesce(c.relname || '.', '') || o.conname,
  concat_ws(' ', pg_get_constraintdef(o.oid), o.convalidated)
FROM pg_constraint o JOIN pg_namespace n ON n.oid = o.connamespace
LEFT JOIN pg_class c ON c.oid = o.conrelid WHERE {ours}
""",
    "index": """
SELECT n.nspname || '.' || c.relname, concat_ws(' ', pg_get_indexdef(i.indexrelid), i.indisvalid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {ours}
""",
    "trigger": """
SELECT n.nspname || '.' || c.relname || '.' || t.tgname, concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND {ours}
""",
    "function": """
SELECT n.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')', md5(p.prosrc)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {ours}
""",
    "grant": """
SELECT n.nspname || '.' || c.relname || ' to ' || coalesce(g.rolname, 'PUBLIC'),
  string_agg(concat_ws(' ', a.privilege_type, a.is_grantable), ',' ORDER BY a.privilege_type)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL aclexplode(c.relacl) a LEFT JOIN pg_roles g ON g.oid = a.grantee
WHERE {ours} AND a.grantee <> c.relowner GROUP BY 1
""",
    "owner": """
SELECT n.nspname || '.' || c.relname, pg_get_userbyid(c.relowner)::text
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'v', 'S', 'm', 'p') AND {ours}
""",
}


def _ours(query: LiteralString) -> LiteralString:
    return query.replace("{ours}", _OURS)


TABLES = _ours(_TABLES)
SEQUENCES, ROLES, OWNED_SEQUENCES, SERVER = _SEQUENCES, _ROLES, _OWNED_SEQUENCES, _SERVER
OBJECTS = {kind: _ours(query) for kind, query in _OBJECTS.items()}
