-- AlterTable
ALTER TABLE "memberships" ADD COLUMN     "reminded_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "organization_domains" ADD COLUMN     "requires_sso" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "saml_connections" ADD COLUMN     "activated_at" TIMESTAMPTZ(3),
ADD COLUMN     "active_entity_id" TEXT,
ADD COLUMN     "active_version" INTEGER,
ADD COLUMN     "allows_idp_initiated" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "default_role" TEXT NOT NULL DEFAULT 'read-only',
ADD COLUMN     "group_roles" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "groups_attribute" TEXT,
ADD COLUMN     "last_sign_in_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "saml_requests" ADD COLUMN     "person" JSONB,
ADD COLUMN     "ticket_hash" BYTEA;

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "saml_connection_id" UUID;

-- AlterTable
ALTER TABLE "sign_in_challenges" ADD COLUMN     "saml_connection_id" UUID;

-- CreateTable
CREATE TABLE "saml_identities" (
    "connection_id" UUID NOT NULL,
    "name_id" TEXT NOT NULL,
    "organization_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "saml_identities_pkey" PRIMARY KEY ("connection_id","name_id")
);

-- CreateTable
CREATE TABLE "saml_certificate_notices" (
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "days_before" INTEGER NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "saml_certificate_notices_pkey" PRIMARY KEY ("organization_id","connection_id","fingerprint","days_before")
);

-- CreateTable
CREATE TABLE "break_glass_codes" (
    "organization_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "break_glass_codes_pkey" PRIMARY KEY ("organization_id","user_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "saml_identities_connection_id_user_id_key" ON "saml_identities"("connection_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "saml_connections_active_entity_id_key" ON "saml_connections"("active_entity_id");

-- CreateIndex
CREATE UNIQUE INDEX "saml_requests_ticket_hash_key" ON "saml_requests"("ticket_hash");

-- CreateIndex
CREATE INDEX "saml_identities_user_id_idx" ON "saml_identities"("user_id");

-- CreateIndex
CREATE INDEX "saml_identities_organization_id_connection_id_idx" ON "saml_identities"("organization_id", "connection_id");

-- CreateIndex
CREATE INDEX "break_glass_codes_user_id_idx" ON "break_glass_codes"("user_id");

-- CreateIndex
CREATE INDEX "sessions_saml_connection_id_idx" ON "sessions"("saml_connection_id");

-- CreateIndex
CREATE INDEX "sign_in_challenges_saml_connection_id_idx" ON "sign_in_challenges"("saml_connection_id");

-- AddForeignKey
ALTER TABLE "sign_in_challenges" ADD CONSTRAINT "sign_in_challenges_saml_connection_id_fkey" FOREIGN KEY ("saml_connection_id") REFERENCES "saml_connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_saml_connection_id_fkey" FOREIGN KEY ("saml_connection_id") REFERENCES "saml_connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "saml_identities" ADD CONSTRAINT "saml_identities_organization_id_connection_id_fkey" FOREIGN KEY ("organization_id", "connection_id") REFERENCES "saml_connections"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "saml_identities" ADD CONSTRAINT "saml_identities_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "saml_certificate_notices" ADD CONSTRAINT "saml_certificate_notices_organization_id_connection_id_fkey" FOREIGN KEY ("organization_id", "connection_id") REFERENCES "saml_connections"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "break_glass_codes" ADD CONSTRAINT "break_glass_codes_organization_id_user_id_fkey" FOREIGN KEY ("organization_id", "user_id") REFERENCES "memberships"("organization_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;


-- By hand from here: Prisma's schema has no words for it.

ALTER TABLE "saml_connections"
  ADD CONSTRAINT "saml_connections_active_whole" CHECK (("active_version" IS NULL) = ("activated_at" IS NULL) AND ("active_version" IS NULL) = ("active_entity_id" IS NULL)),
  -- An Admin only by a rule that an Admin wrote.
  ADD CONSTRAINT "saml_connections_default_role_known" CHECK ("default_role" IN ('developer', 'billing-manager', 'read-only')),
  ADD CONSTRAINT "saml_connections_group_roles_list" CHECK (jsonb_typeof("group_roles") = 'array');

-- Whatever asks for it: people sign in by a version alone that a test has passed, at the identity provider of that version.
CREATE FUNCTION gatehouse_require_tested_version() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.active_version IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM saml_connection_versions v
     WHERE v.organization_id = NEW.organization_id AND v.connection_id = NEW.id AND v.version = NEW.active_version
       AND v.tested_at IS NOT NULL AND v.idp_entity_id = NEW.active_entity_id
  ) THEN
    RAISE EXCEPTION 'this version of the connection has passed no test' USING ERRCODE = 'check_violation', CONSTRAINT = 'saml_connections_active_is_tested';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "saml_connections_active_is_tested" BEFORE INSERT OR UPDATE OF "active_version", "active_entity_id" ON "saml_connections" FOR EACH ROW EXECUTE FUNCTION gatehouse_require_tested_version();

ALTER TABLE "organization_domains"
  DROP CONSTRAINT "organization_domains_join_mode_known",
  ADD CONSTRAINT "organization_domains_join_mode_known" CHECK ("join_mode" IN ('none', 'offer', 'provision')),
  ADD CONSTRAINT "organization_domains_sso_is_verified" CHECK (NOT "requires_sso" OR "verified_at" IS NOT NULL);

ALTER TABLE "saml_requests"
  DROP CONSTRAINT "saml_requests_purpose_known",
  ADD CONSTRAINT "saml_requests_purpose_known" CHECK ("purpose" IN ('sign-in', 'test', 'step-up', 'idp-initiated')),
  DROP CONSTRAINT "saml_requests_browser_check",
  ADD CONSTRAINT "saml_requests_browser_check" CHECK (("purpose" IN ('test', 'idp-initiated')) = ("browser_hash" IS NULL)),
  DROP CONSTRAINT "saml_requests_person_check",
  ADD CONSTRAINT "saml_requests_person_check" CHECK (("purpose" IN ('sign-in', 'idp-initiated')) = ("user_id" IS NULL) AND ("user_id" IS NULL) = ("session_id" IS NULL)),
  ADD CONSTRAINT "saml_requests_ticket_check" CHECK (("ticket_hash" IS NULL OR ("consumed_at" IS NOT NULL AND octet_length("ticket_hash") = 32)) AND ("person" IS NULL OR "ticket_hash" IS NOT NULL));

-- Whoever came by an identity provider stays bound to its connection: no session, and no half of one, is without it.
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_saml_check" CHECK (("method" = 'saml' OR "method" LIKE 'saml+%') = ("saml_connection_id" IS NOT NULL));
ALTER TABLE "sign_in_challenges" ADD CONSTRAINT "sign_in_challenges_saml_check" CHECK (("method" = 'saml') = ("saml_connection_id" IS NOT NULL));
ALTER TABLE "saml_certificate_notices" ADD CONSTRAINT "saml_certificate_notices_days_known" CHECK ("days_before" IN (30, 14, 7, 1));
ALTER TABLE "break_glass_codes" ADD CONSTRAINT "break_glass_codes_hash_length" CHECK (octet_length("code_hash") = 32);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['saml_identities', 'saml_certificate_notices', 'break_glass_codes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY "owner" ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
    EXECUTE format('CREATE TRIGGER "organization_kept" BEFORE INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_require_kept()', t);
    EXECUTE format('CREATE POLICY "app_tenant" ON %I TO gatehouse_app USING ("organization_id" = gatehouse_organization_id()) WITH CHECK ("organization_id" = gatehouse_organization_id())', t);
    EXECUTE format('CREATE POLICY "system_all" ON %I TO gatehouse_system USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;
GRANT UPDATE ("active_version", "activated_at", "active_entity_id", "allows_idp_initiated", "default_role", "groups_attribute", "group_roles"),
      SELECT ("active_version", "activated_at", "active_entity_id", "allows_idp_initiated", "default_role", "groups_attribute", "group_roles", "last_sign_in_at")
   ON "saml_connections" TO gatehouse_app;
GRANT UPDATE ("last_sign_in_at") ON "saml_connections" TO gatehouse_system;
GRANT SELECT ("saml_connection_id") ON "sessions" TO gatehouse_app;
-- Who signs in by a connection is written where they sign in; an Admin may see it, and undo it.
GRANT SELECT, DELETE ON "saml_identities" TO gatehouse_app;
GRANT SELECT, INSERT, UPDATE ("last_used_at"), DELETE ON "saml_identities" TO gatehouse_system;
GRANT SELECT, INSERT ON "saml_certificate_notices" TO gatehouse_app;
GRANT SELECT ON "saml_certificate_notices" TO gatehouse_system;
-- No digest of a printed code is read inside an organization.
GRANT SELECT ("organization_id", "user_id", "created_at", "used_at"), INSERT, UPDATE, DELETE ON "break_glass_codes" TO gatehouse_app;
GRANT SELECT, UPDATE ("used_at") ON "break_glass_codes" TO gatehouse_system;
