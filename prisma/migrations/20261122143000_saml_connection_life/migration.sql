-- Prisma's schema has no words for what is here.

-- How many sessions are open that came by a connection of the organization. Of whom, and from where, is not to be had here.
CREATE FUNCTION gatehouse_sessions_of_connection(connection uuid, at timestamptz, seen_after timestamptz)
  RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*)::integer FROM sessions s JOIN saml_connections c ON c.id = s.saml_connection_id
   WHERE c.id = connection AND c.organization_id = gatehouse_organization_id()
     AND s.revoked_at IS NULL AND s.expires_at > at AND s.last_seen_at > seen_after
$$;

-- Ends them, and the halves of such as wait for a second factor: in the transaction that deactivates the connection, so that
-- none of them opens anything again when it is activated anew.
CREATE FUNCTION gatehouse_end_sessions_of_connection(connection uuid, at timestamptz)
  RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE ended integer;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM saml_connections c WHERE c.id = connection AND c.organization_id = gatehouse_organization_id()) THEN
    RETURN 0;
  END IF;
  DELETE FROM sign_in_challenges WHERE saml_connection_id = connection;
  UPDATE sessions SET revoked_at = at, revoked_reason = 'sso-ended'
   WHERE saml_connection_id = connection AND revoked_at IS NULL AND expires_at > at;
  GET DIAGNOSTICS ended = ROW_COUNT;
  RETURN ended;
END $$;

REVOKE EXECUTE ON FUNCTION gatehouse_sessions_of_connection, gatehouse_end_sessions_of_connection FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gatehouse_sessions_of_connection, gatehouse_end_sessions_of_connection TO gatehouse_app;
