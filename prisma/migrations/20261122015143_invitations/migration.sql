-- CreateTable
CREATE TABLE "invitations" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "message" TEXT,
    "token_hash" BYTEA NOT NULL,
    "token_sealed" BYTEA,
    "invited_by_id" UUID,
    "invited_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "accepted_by_id" UUID,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invitation_teams" (
    "organization_id" UUID NOT NULL,
    "invitation_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,

    CONSTRAINT "invitation_teams_pkey" PRIMARY KEY ("organization_id","invitation_id","team_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "invitations_token_hash_key" ON "invitations"("token_hash");

-- CreateIndex
CREATE INDEX "invitations_organization_id_created_at_id_idx" ON "invitations"("organization_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "invitations_email_idx" ON "invitations"("email");

-- CreateIndex
CREATE UNIQUE INDEX "invitations_organization_id_id_key" ON "invitations"("organization_id", "id");

-- CreateIndex
CREATE INDEX "invitation_teams_organization_id_team_id_idx" ON "invitation_teams"("organization_id", "team_id");

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation_teams" ADD CONSTRAINT "invitation_teams_organization_id_invitation_id_fkey" FOREIGN KEY ("organization_id", "invitation_id") REFERENCES "invitations"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation_teams" ADD CONSTRAINT "invitation_teams_organization_id_team_id_fkey" FOREIGN KEY ("organization_id", "team_id") REFERENCES "teams"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "invitations"
  ADD CONSTRAINT "invitations_role_known" CHECK ("role" IN ('admin', 'developer', 'billing-manager', 'read-only')),
  ADD CONSTRAINT "invitations_one_end" CHECK ("accepted_at" IS NULL OR "revoked_at" IS NULL);
-- One that waits for each address, however many Admins invite it at the same moment.
CREATE UNIQUE INDEX "invitations_one_pending" ON "invitations" ("organization_id", "email") WHERE "accepted_at" IS NULL AND "revoked_at" IS NULL;

ALTER TABLE "invitations" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "invitations" FORCE ROW LEVEL SECURITY;
ALTER TABLE "invitation_teams" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "invitation_teams" FORCE ROW LEVEL SECURITY;
DO $$
BEGIN
  EXECUTE format('CREATE POLICY "owner" ON invitations TO %I USING (true) WITH CHECK (true)', current_user);
  EXECUTE format('CREATE POLICY "owner" ON invitation_teams TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
GRANT SELECT, INSERT, UPDATE ON "invitations" TO gatehouse_app;
CREATE POLICY "app_tenant" ON "invitations" TO gatehouse_app USING ("organization_id" = gatehouse_organization_id()) WITH CHECK ("organization_id" = gatehouse_organization_id());
GRANT SELECT, INSERT ON "invitation_teams" TO gatehouse_app;
CREATE POLICY "app_tenant" ON "invitation_teams" TO gatehouse_app USING ("organization_id" = gatehouse_organization_id()) WITH CHECK ("organization_id" = gatehouse_organization_id());
-- The invited person is no member yet: their link, or their proved address, finds the organization.
GRANT SELECT ON "invitations" TO gatehouse_system;
CREATE POLICY "system_select" ON "invitations" FOR SELECT TO gatehouse_system USING (true);
