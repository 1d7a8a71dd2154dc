-- Removing a member signs them out everywhere, in the transaction that removes them. What happens inside an organization
-- sees no sessions (the policies on "sessions" show them to their person alone), so it gets these two answers about its own
-- members and no more: how many are open, and that they are ended. Neither address, device nor token leaves the table.

CREATE FUNCTION gatehouse_sessions_of_member(member uuid, at timestamptz, seen_after timestamptz)
  RETURNS TABLE ("count" integer, "last_seen_at" timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*)::integer, max(s.last_seen_at) FROM sessions s
   WHERE s.user_id = member AND s.revoked_at IS NULL AND s.expires_at > at AND s.last_seen_at > seen_after
     AND EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = gatehouse_organization_id() AND m.user_id = member)
$$;

-- To be called while they are a member still. The person's row is locked first, as by whatever else shuts somebody out, so
-- that a sign-in or a second factor under way comes before or after, and not in between.
CREATE FUNCTION gatehouse_end_sessions_of_member(member uuid, at timestamptz)
  RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE ended integer;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = gatehouse_organization_id() AND m.user_id = member) THEN
    RETURN 0;
  END IF;
  PERFORM 1 FROM users WHERE id = member FOR NO KEY UPDATE;
  UPDATE sessions SET revoked_at = at, revoked_reason = 'removed'
   WHERE user_id = member AND revoked_at IS NULL AND expires_at > at;
  GET DIAGNOSTICS ended = ROW_COUNT;
  RETURN ended;
END $$;

REVOKE EXECUTE ON FUNCTION gatehouse_sessions_of_member, gatehouse_end_sessions_of_member FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gatehouse_sessions_of_member, gatehouse_end_sessions_of_member TO gatehouse_app;

-- The person's own activity says why they are signed out: the one event that an organization may write there, and of its
-- own members alone.
CREATE POLICY "app_insert_signed_out" ON "audit_events" FOR INSERT TO gatehouse_app WITH CHECK (
  "organization_id" IS NULL AND "action" = 'session.revoked' AND "target_kind" = 'user'
  AND EXISTS (SELECT 1 FROM "memberships" m
               WHERE m."organization_id" = gatehouse_organization_id() AND m."user_id"::text = "audit_events"."target_id"));
