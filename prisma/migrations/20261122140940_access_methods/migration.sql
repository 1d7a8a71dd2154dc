-- AlterTable
ALTER TABLE "directory_entries" ADD COLUMN     "has_saml" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "last_sign_in_at" TIMESTAMPTZ(3),
ADD COLUMN     "last_sign_in_method" TEXT;


-- By hand from here: Prisma's schema has no words for it.

CREATE INDEX "directory_entries_saml_idx" ON "directory_entries" ("organization_id", "user_id") WHERE "has_saml";
-- Who never signed in comes as if long ago, as with the last activity (migration directory).
CREATE INDEX "directory_entries_last_sign_in_idx" ON "directory_entries" ("organization_id", (CASE WHEN "last_sign_in_at" IS NULL THEN '1970-01-01Z'::timestamptz ELSE "last_sign_in_at" END), "user_id");

-- A sign-in counts where the session leads: an identity provider's opens the organization of its connection alone.
CREATE OR REPLACE FUNCTION gatehouse_directory_join() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM users WHERE id = NEW.user_id FOR NO KEY UPDATE;
  INSERT INTO directory_entries (organization_id, user_id, role, name_key, has_mfa, has_password, has_google, has_github, has_saml, key_count,
                                 last_sign_in_at, last_sign_in_method)
  SELECT NEW.organization_id, u.id, NEW.role, left(gatehouse_fold(u.name), 200),
         EXISTS (SELECT 1 FROM totp_factors f WHERE f.user_id = u.id),
         u.password_hash IS NOT NULL,
         EXISTS (SELECT 1 FROM identities i WHERE i.user_id = u.id AND i.provider = 'google'),
         EXISTS (SELECT 1 FROM identities i WHERE i.user_id = u.id AND i.provider = 'github'),
         EXISTS (SELECT 1 FROM saml_identities s WHERE s.organization_id = NEW.organization_id AND s.user_id = u.id),
         (SELECT count(*) FROM api_keys k
           WHERE k.organization_id = NEW.organization_id AND k.owner_user_id = u.id AND k.status <> 'revoked'),
         latest.created_at, latest.method
    FROM users u
    LEFT JOIN LATERAL (
      SELECT s.created_at, s.method FROM sessions s LEFT JOIN saml_connections c ON c.id = s.saml_connection_id
       WHERE s.user_id = u.id AND (s.saml_connection_id IS NULL OR c.organization_id = NEW.organization_id)
       ORDER BY s.created_at DESC, s.id DESC LIMIT 1) latest ON true
   WHERE u.id = NEW.user_id;
  INSERT INTO directory_words (organization_id, user_id, word)
  SELECT NEW.organization_id, u.id, unnest(gatehouse_words(u.name || ' ' || u.email)) FROM users u WHERE u.id = NEW.user_id;
  RETURN NULL;
END $$;

CREATE FUNCTION gatehouse_directory_saml() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM 1 FROM users WHERE id = NEW.user_id FOR NO KEY UPDATE;
    UPDATE directory_entries SET has_saml = true WHERE organization_id = NEW.organization_id AND user_id = NEW.user_id;
  ELSE
    -- Without the lock of the person: with a connection go those of thousands. Whoever is thought to have one still is
    -- asked for it again (lib/orgs/directory-filter-repository.ts).
    UPDATE directory_entries
       SET has_saml = EXISTS (SELECT 1 FROM saml_identities s WHERE s.organization_id = OLD.organization_id AND s.user_id = OLD.user_id)
     WHERE organization_id = OLD.organization_id AND user_id = OLD.user_id;
  END IF;
  RETURN NULL;
END $$;

-- Whoever opens a session holds the lock of the person's row already (lib/sessions/open-session.ts).
CREATE FUNCTION gatehouse_directory_signed_in() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM users WHERE id = NEW.user_id FOR NO KEY UPDATE;
  UPDATE directory_entries e SET last_sign_in_at = NEW.created_at, last_sign_in_method = NEW.method
    FROM memberships m
   WHERE m.user_id = NEW.user_id AND e.organization_id = m.organization_id AND e.user_id = m.user_id
     AND (e.last_sign_in_at IS NULL OR e.last_sign_in_at <= NEW.created_at)
     AND (NEW.saml_connection_id IS NULL
          OR EXISTS (SELECT 1 FROM saml_connections c WHERE c.id = NEW.saml_connection_id AND c.organization_id = e.organization_id));
  RETURN NULL;
END $$;

REVOKE EXECUTE ON FUNCTION gatehouse_directory_saml, gatehouse_directory_signed_in FROM PUBLIC;

CREATE TRIGGER "saml_identities_directory" AFTER INSERT OR DELETE ON "saml_identities" FOR EACH ROW EXECUTE FUNCTION gatehouse_directory_saml();
CREATE TRIGGER "sessions_directory" AFTER INSERT ON "sessions" FOR EACH ROW EXECUTE FUNCTION gatehouse_directory_signed_in();

-- Those who are members already.
UPDATE directory_entries e SET has_saml = true
  FROM saml_identities s WHERE s.organization_id = e.organization_id AND s.user_id = e.user_id;
UPDATE directory_entries e SET last_sign_in_at = latest.created_at, last_sign_in_method = latest.method
  FROM (SELECT DISTINCT ON (e2.organization_id, e2.user_id) e2.organization_id, e2.user_id, s.created_at, s.method
          FROM directory_entries e2
          JOIN sessions s ON s.user_id = e2.user_id
          LEFT JOIN saml_connections c ON c.id = s.saml_connection_id
         WHERE s.saml_connection_id IS NULL OR c.organization_id = e2.organization_id
         ORDER BY e2.organization_id, e2.user_id, s.created_at DESC, s.id DESC) latest
 WHERE latest.organization_id = e.organization_id AND latest.user_id = e.user_id;
