-- CreateTable
CREATE TABLE "saml_requests" (
    "id_hash" BYTEA NOT NULL,
    "connection_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "browser_hash" BYTEA NOT NULL,
    "user_id" UUID,
    "session_id" UUID,
    "act" TEXT,
    "force_authn" BOOLEAN NOT NULL,
    "return_to" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "consumed_at" TIMESTAMPTZ(3),

    CONSTRAINT "saml_requests_pkey" PRIMARY KEY ("id_hash")
);

-- CreateTable
CREATE TABLE "saml_assertions_seen" (
    "connection_id" UUID NOT NULL,
    "assertion_hash" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "saml_assertions_seen_pkey" PRIMARY KEY ("connection_id","assertion_hash")
);

-- CreateIndex
CREATE INDEX "saml_requests_organization_id_idx" ON "saml_requests"("organization_id");

-- CreateIndex
CREATE INDEX "saml_requests_connection_id_idx" ON "saml_requests"("connection_id");

-- CreateIndex
CREATE INDEX "saml_requests_user_id_idx" ON "saml_requests"("user_id");

-- CreateIndex
CREATE INDEX "saml_requests_expires_at_idx" ON "saml_requests"("expires_at");

-- CreateIndex
CREATE INDEX "saml_assertions_seen_expires_at_idx" ON "saml_assertions_seen"("expires_at");

-- AddForeignKey
ALTER TABLE "saml_requests" ADD CONSTRAINT "saml_requests_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "saml_requests" ADD CONSTRAINT "saml_requests_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand from here: Prisma's schema has no words for it.

ALTER TABLE "saml_requests"
  ADD CONSTRAINT "saml_requests_hash_length" CHECK (octet_length("id_hash") = 32 AND octet_length("browser_hash") = 32),
  ADD CONSTRAINT "saml_requests_purpose_known" CHECK ("purpose" IN ('sign-in', 'test', 'step-up')),
  -- What a request is for is decided where it begins: only a sign-in has nobody yet.
  ADD CONSTRAINT "saml_requests_person_check" CHECK (("purpose" = 'sign-in') = ("user_id" IS NULL) AND ("user_id" IS NULL) = ("session_id" IS NULL));
ALTER TABLE "saml_assertions_seen" ADD CONSTRAINT "saml_assertions_seen_hash_length" CHECK (octet_length("assertion_hash") = 32);

-- Ways in are for the named crossings alone: whoever answers a request is signed in nowhere yet.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['saml_requests', 'saml_assertions_seen'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY "owner" ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
    EXECUTE format('CREATE POLICY "system_all" ON %I TO gatehouse_system USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON "saml_requests" TO gatehouse_system;
-- An assertion that was used stays so: nothing changes its row.
GRANT SELECT, INSERT, DELETE ON "saml_assertions_seen" TO gatehouse_system;
-- It grants nothing, and keeps the wall where a grant would come.
CREATE POLICY "app_tenant" ON "saml_requests" TO gatehouse_app USING ("organization_id" = gatehouse_organization_id()) WITH CHECK ("organization_id" = gatehouse_organization_id());
