-- AlterTable
ALTER TABLE "saml_requests" ADD COLUMN     "version" INTEGER NOT NULL,
ALTER COLUMN "browser_hash" DROP NOT NULL;

-- CreateTable
CREATE TABLE "saml_connections" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "certificate" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "key_sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "saml_connections_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "saml_connection_versions" (
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "idp_entity_id" TEXT NOT NULL,
    "sign_in_url" TEXT NOT NULL,
    "binding" TEXT NOT NULL,
    "certificates" TEXT[],
    "email_attribute" TEXT,
    "name_attribute" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "tested_at" TIMESTAMPTZ(3),
    "last_test" JSONB,

    CONSTRAINT "saml_connection_versions_pkey" PRIMARY KEY ("organization_id","connection_id","version")
);

-- CreateIndex
CREATE UNIQUE INDEX "saml_connections_organization_id_id_key" ON "saml_connections"("organization_id", "id");

-- AddForeignKey
ALTER TABLE "saml_connections" ADD CONSTRAINT "saml_connections_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "saml_connection_versions" ADD CONSTRAINT "saml_connection_versions_organization_id_connection_id_fkey" FOREIGN KEY ("organization_id", "connection_id") REFERENCES "saml_connections"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "saml_requests" ADD CONSTRAINT "saml_requests_browser_check" CHECK (("purpose" = 'test') = ("browser_hash" IS NULL));
ALTER TABLE "saml_connection_versions"
  ADD CONSTRAINT "saml_connection_versions_binding_known" CHECK ("binding" IN ('redirect', 'post')),
  ADD CONSTRAINT "saml_connection_versions_certificates" CHECK (cardinality("certificates") BETWEEN 1 AND 10);

ALTER TABLE "saml_connections" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "saml_connections" FORCE ROW LEVEL SECURITY;
ALTER TABLE "saml_connection_versions" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "saml_connection_versions" FORCE ROW LEVEL SECURITY;
DO $$
BEGIN
  EXECUTE format('CREATE POLICY "owner" ON saml_connections TO %I USING (true) WITH CHECK (true)', current_user);
  EXECUTE format('CREATE POLICY "owner" ON saml_connection_versions TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
CREATE TRIGGER "organization_kept" BEFORE INSERT OR UPDATE OR DELETE ON "saml_connections" FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_require_kept();
CREATE TRIGGER "organization_kept" BEFORE INSERT OR UPDATE OR DELETE ON "saml_connection_versions" FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_require_kept();
-- Inside an organization nobody reads the private key: it is used where people are on their way in.
GRANT SELECT ("id", "organization_id", "name", "certificate", "created_at"), INSERT, UPDATE ("name"), DELETE ON "saml_connections" TO gatehouse_app;
CREATE POLICY "app_tenant" ON "saml_connections" TO gatehouse_app USING ("organization_id" = gatehouse_organization_id()) WITH CHECK ("organization_id" = gatehouse_organization_id());
GRANT SELECT, INSERT ON "saml_connection_versions" TO gatehouse_app;
CREATE POLICY "app_tenant" ON "saml_connection_versions" TO gatehouse_app USING ("organization_id" = gatehouse_organization_id()) WITH CHECK ("organization_id" = gatehouse_organization_id());
-- Whoever comes back from an identity provider brings no session: the connection that the address names says to whom it belongs.
GRANT SELECT, UPDATE ("key_id", "key_sealed") ON "saml_connections" TO gatehouse_system;
CREATE POLICY "system_select" ON "saml_connections" FOR SELECT TO gatehouse_system USING (true);
CREATE POLICY "system_update" ON "saml_connections" FOR UPDATE TO gatehouse_system USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE ("tested_at", "last_test") ON "saml_connection_versions" TO gatehouse_system;
CREATE POLICY "system_select" ON "saml_connection_versions" FOR SELECT TO gatehouse_system USING (true);
CREATE POLICY "system_update" ON "saml_connection_versions" FOR UPDATE TO gatehouse_system USING (true) WITH CHECK (true);
