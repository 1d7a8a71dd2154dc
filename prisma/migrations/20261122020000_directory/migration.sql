-- CreateTable
CREATE TABLE "directory_entries" (
    "organization_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "name_key" TEXT COLLATE "C" NOT NULL,
    "has_mfa" BOOLEAN NOT NULL,
    "has_password" BOOLEAN NOT NULL,
    "has_google" BOOLEAN NOT NULL,
    "has_github" BOOLEAN NOT NULL,
    "key_count" INTEGER NOT NULL,

    CONSTRAINT "directory_entries_pkey" PRIMARY KEY ("organization_id","user_id")
);

-- CreateTable
CREATE TABLE "directory_words" (
    "organization_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "word" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "directory_words_pkey" PRIMARY KEY ("organization_id","user_id","word")
);

-- CreateIndex
CREATE INDEX "directory_entries_organization_id_name_key_user_id_idx" ON "directory_entries"("organization_id", "name_key", "user_id");

-- CreateIndex
CREATE INDEX "directory_entries_organization_id_role_name_key_user_id_idx" ON "directory_entries"("organization_id", "role", "name_key", "user_id");

-- CreateIndex
CREATE INDEX "directory_entries_organization_id_key_count_user_id_idx" ON "directory_entries"("organization_id", "key_count", "user_id");

-- CreateIndex
CREATE INDEX "directory_words_organization_id_word_user_id_idx" ON "directory_words"("organization_id", "word", "user_id");

-- AddForeignKey
ALTER TABLE "directory_entries" ADD CONSTRAINT "directory_entries_organization_id_user_id_fkey" FOREIGN KEY ("organization_id", "user_id") REFERENCES "memberships"("organization_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "directory_words" ADD CONSTRAINT "directory_words_organization_id_user_id_fkey" FOREIGN KEY ("organization_id", "user_id") REFERENCES "directory_entries"("organization_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand from here: Prisma's schema has no words for it.

-- The few whom a filter leaves are found here, however many it leaves out.
CREATE INDEX "directory_entries_with_mfa_idx" ON "directory_entries" ("organization_id", "user_id") WHERE "has_mfa";
CREATE INDEX "directory_entries_without_mfa_idx" ON "directory_entries" ("organization_id", "user_id") WHERE NOT "has_mfa";
CREATE INDEX "directory_entries_password_idx" ON "directory_entries" ("organization_id", "user_id") WHERE "has_password";
CREATE INDEX "directory_entries_google_idx" ON "directory_entries" ("organization_id", "user_id") WHERE "has_google";
CREATE INDEX "directory_entries_github_idx" ON "directory_entries" ("organization_id", "user_id") WHERE "has_github";
-- Who was never active comes as if long ago (lib/orgs/directory-filter-repository.ts says the same). CASE, since Postgres holds that
-- coalesce() could leak what a policy hides, and would not look into the index for it.
CREATE INDEX "memberships_last_active_idx" ON "memberships" ("organization_id", (CASE WHEN "last_active_at" IS NULL THEN '1970-01-01Z'::timestamptz ELSE "last_active_at" END), "user_id");

-- Row-level security: the organization's own rows, to be read. Ways in and second factors themselves stay with the
-- named crossings; what is here is whether there is one, and the use case shows that to Admins alone.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['directory_entries', 'directory_words'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY "owner" ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
    EXECUTE format('GRANT SELECT ON %I TO gatehouse_app', t);
    EXECUTE format('CREATE POLICY "app_tenant" ON %I FOR SELECT TO gatehouse_app USING ("organization_id" = gatehouse_organization_id())', t);
  END LOOP;
END $$;

-- Words --------------------------------------------------------------------------------------------------------
-- What is kept and what is searched for go through the same functions. The explicit collation: lower() under "C" knows
-- no letter but those of ASCII.

CREATE FUNCTION gatehouse_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT lower(regexp_replace(normalize(value, NFKD), '[\u0300-\u036f]', '', 'g') COLLATE pg_catalog."default") $$;

-- Split at the signs of ASCII, so that "anne.marie@example.com" is found by each of its parts. The first 64 characters
-- of a word count: an index has no room for a word without end.
CREATE FUNCTION gatehouse_words(value text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT ARRAY(SELECT DISTINCT left(word, 64)
                       FROM regexp_split_to_table(gatehouse_fold(value), '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a0]+') AS word
                      WHERE word <> '') $$;

-- Triggers -----------------------------------------------------------------------------------------------------
-- With the rights of the owner: whoever adds a member may read neither identities nor second factors. Joining and a
-- change of the person take the lock of the person's row in turn, so that neither misses the other; a statement in
-- plpgsql that follows a wait sees what was waited for.

CREATE FUNCTION gatehouse_directory_join() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM users WHERE id = NEW.user_id FOR NO KEY UPDATE;
  INSERT INTO directory_entries (organization_id, user_id, role, name_key, has_mfa, has_password, has_google, has_github, key_count)
  SELECT NEW.organization_id, u.id, NEW.role, left(gatehouse_fold(u.name), 200),
         EXISTS (SELECT 1 FROM totp_factors f WHERE f.user_id = u.id),
         u.password_hash IS NOT NULL,
         EXISTS (SELECT 1 FROM identities i WHERE i.user_id = u.id AND i.provider = 'google'),
         EXISTS (SELECT 1 FROM identities i WHERE i.user_id = u.id AND i.provider = 'github'),
         (SELECT count(*) FROM api_keys k
           WHERE k.organization_id = NEW.organization_id AND k.owner_user_id = u.id AND k.status <> 'revoked')
    FROM users u WHERE u.id = NEW.user_id;
  INSERT INTO directory_words (organization_id, user_id, word)
  SELECT NEW.organization_id, u.id, unnest(gatehouse_words(u.name || ' ' || u.email)) FROM users u WHERE u.id = NEW.user_id;
  RETURN NULL;
END $$;

CREATE FUNCTION gatehouse_directory_role() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE directory_entries SET role = NEW.role WHERE organization_id = NEW.organization_id AND user_id = NEW.user_id;
  RETURN NULL;
END $$;

CREATE FUNCTION gatehouse_directory_person() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE m record;
BEGIN
  FOR m IN SELECT organization_id FROM memberships WHERE user_id = NEW.id ORDER BY organization_id LOOP
    UPDATE directory_entries SET name_key = left(gatehouse_fold(NEW.name), 200), has_password = NEW.password_hash IS NOT NULL
     WHERE organization_id = m.organization_id AND user_id = NEW.id;
    IF NEW.name <> OLD.name OR NEW.email <> OLD.email THEN
      DELETE FROM directory_words WHERE organization_id = m.organization_id AND user_id = NEW.id;
      INSERT INTO directory_words (organization_id, user_id, word)
      SELECT m.organization_id, NEW.id, unnest(gatehouse_words(NEW.name || ' ' || NEW.email));
    END IF;
  END LOOP;
  RETURN NULL;
END $$;

-- For whatever belongs to a person and says how they sign in.
CREATE FUNCTION gatehouse_directory_sign_in() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE person uuid;
BEGIN
  IF TG_OP = 'DELETE' THEN person := OLD.user_id; ELSE person := NEW.user_id; END IF;
  PERFORM 1 FROM users WHERE id = person FOR NO KEY UPDATE;
  UPDATE directory_entries e
     SET has_mfa = EXISTS (SELECT 1 FROM totp_factors f WHERE f.user_id = person),
         has_google = EXISTS (SELECT 1 FROM identities i WHERE i.user_id = person AND i.provider = 'google'),
         has_github = EXISTS (SELECT 1 FROM identities i WHERE i.user_id = person AND i.provider = 'github')
    FROM memberships m
   WHERE m.user_id = person AND e.organization_id = m.organization_id AND e.user_id = m.user_id;
  RETURN NULL;
END $$;

CREATE FUNCTION gatehouse_directory_keys() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.status <> 'revoked' THEN
    UPDATE directory_entries SET key_count = key_count - 1
     WHERE organization_id = OLD.organization_id AND user_id = OLD.owner_user_id;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.status <> 'revoked' THEN
    UPDATE directory_entries SET key_count = key_count + 1
     WHERE organization_id = NEW.organization_id AND user_id = NEW.owner_user_id;
  END IF;
  RETURN NULL;
END $$;

REVOKE EXECUTE ON FUNCTION gatehouse_directory_join, gatehouse_directory_role, gatehouse_directory_person, gatehouse_directory_sign_in, gatehouse_directory_keys FROM PUBLIC;

CREATE TRIGGER "memberships_directory_join" AFTER INSERT ON "memberships" FOR EACH ROW EXECUTE FUNCTION gatehouse_directory_join();
CREATE TRIGGER "memberships_directory_role" AFTER UPDATE OF "role" ON "memberships" FOR EACH ROW
  WHEN (OLD.role <> NEW.role) EXECUTE FUNCTION gatehouse_directory_role();
CREATE TRIGGER "users_directory" AFTER UPDATE OF "name", "email", "password_hash" ON "users" FOR EACH ROW
  WHEN (OLD.name <> NEW.name OR OLD.email <> NEW.email OR (OLD.password_hash IS NULL) <> (NEW.password_hash IS NULL))
  EXECUTE FUNCTION gatehouse_directory_person();
CREATE TRIGGER "totp_factors_directory" AFTER INSERT OR DELETE ON "totp_factors" FOR EACH ROW EXECUTE FUNCTION gatehouse_directory_sign_in();
CREATE TRIGGER "identities_directory" AFTER INSERT OR DELETE ON "identities" FOR EACH ROW EXECUTE FUNCTION gatehouse_directory_sign_in();
CREATE TRIGGER "api_keys_directory_made" AFTER INSERT OR DELETE ON "api_keys" FOR EACH ROW EXECUTE FUNCTION gatehouse_directory_keys();
CREATE TRIGGER "api_keys_directory_changed" AFTER UPDATE OF "status", "owner_user_id" ON "api_keys" FOR EACH ROW
  WHEN ((OLD.status = 'revoked') <> (NEW.status = 'revoked') OR OLD.owner_user_id <> NEW.owner_user_id)
  EXECUTE FUNCTION gatehouse_directory_keys();

-- Those who are members already.
INSERT INTO directory_entries (organization_id, user_id, role, name_key, has_mfa, has_password, has_google, has_github, key_count)
SELECT m.organization_id, m.user_id, m.role, left(gatehouse_fold(u.name), 200),
       EXISTS (SELECT 1 FROM totp_factors f WHERE f.user_id = u.id),
       u.password_hash IS NOT NULL,
       EXISTS (SELECT 1 FROM identities i WHERE i.user_id = u.id AND i.provider = 'google'),
       EXISTS (SELECT 1 FROM identities i WHERE i.user_id = u.id AND i.provider = 'github'),
       (SELECT count(*) FROM api_keys k
         WHERE k.organization_id = m.organization_id AND k.owner_user_id = m.user_id AND k.status <> 'revoked')
  FROM memberships m JOIN users u ON u.id = m.user_id;
INSERT INTO directory_words (organization_id, user_id, word)
SELECT m.organization_id, m.user_id, unnest(gatehouse_words(u.name || ' ' || u.email)) FROM memberships m JOIN users u ON u.id = m.user_id;
