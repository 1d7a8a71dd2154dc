-- CreateTable
CREATE TABLE "organization_policies" (
    "organization_id" UUID NOT NULL,
    "mfa_required_at" TIMESTAMPTZ(3),
    "mfa_grace_days" INTEGER NOT NULL DEFAULT 0,
    "allowed_methods" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "organization_policies_pkey" PRIMARY KEY ("organization_id")
);

-- AddForeignKey
ALTER TABLE "organization_policies" ADD CONSTRAINT "organization_policies_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "organization_policies" ADD CONSTRAINT "organization_policies_grace_bounded" CHECK ("mfa_grace_days" BETWEEN 0 AND 90);
ALTER TABLE "organization_policies" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "organization_policies" FORCE ROW LEVEL SECURITY;
DO $$
BEGIN
  EXECUTE format('CREATE POLICY "owner" ON organization_policies TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
GRANT SELECT, INSERT, UPDATE ON "organization_policies" TO gatehouse_app;
CREATE POLICY "app_tenant" ON "organization_policies" TO gatehouse_app USING ("organization_id" = gatehouse_organization_id()) WITH CHECK ("organization_id" = gatehouse_organization_id());
-- Each request that names an organization reads it along with the session.
GRANT SELECT ON "organization_policies" TO gatehouse_system;
CREATE POLICY "system_select" ON "organization_policies" FOR SELECT TO gatehouse_system USING (true);
