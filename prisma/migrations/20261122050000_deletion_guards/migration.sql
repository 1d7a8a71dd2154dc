-- What may be written while an organization is being deleted: its log, and the files that Admins have written of it to take
-- their data with them. Every other table of tenants that gatehouse_app may write is shut (organization_deletion), also
-- one that came by a migration between then and now.
DO $$
DECLARE t text;
BEGIN
  FOR t IN SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
              AND (has_any_column_privilege('gatehouse_app', c.oid, 'INSERT') OR has_any_column_privilege('gatehouse_app', c.oid, 'UPDATE')
                   OR has_table_privilege('gatehouse_app', c.oid, 'DELETE')) LOOP
    EXECUTE format('DROP TRIGGER IF EXISTS "organization_kept" ON %I', t);
    IF t NOT IN ('audit_events', 'audit_exports', 'audit_export_chunks') THEN
      EXECUTE format('CREATE TRIGGER "organization_kept" BEFORE INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_require_kept()', t);
    END IF;
  END LOOP;
END $$;
