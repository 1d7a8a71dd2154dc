-- CreateTable
CREATE TABLE "organization_domains" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "domain" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "join_mode" TEXT NOT NULL DEFAULT 'none',
    "join_role" TEXT NOT NULL DEFAULT 'read-only',
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "verified_at" TIMESTAMPTZ(3),
    "lapsed_at" TIMESTAMPTZ(3),
    "last_checked_at" TIMESTAMPTZ(3),
    "last_failure" TEXT,
    "failing_since" TIMESTAMPTZ(3),
    "next_check_at" TIMESTAMPTZ(3),

    CONSTRAINT "organization_domains_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "removed_members" (
    "organization_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "removed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "removed_members_pkey" PRIMARY KEY ("organization_id","user_id")
);

-- CreateIndex
CREATE INDEX "organization_domains_next_check_at_idx" ON "organization_domains"("next_check_at");

-- CreateIndex
CREATE UNIQUE INDEX "organization_domains_organization_id_id_key" ON "organization_domains"("organization_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "organization_domains_organization_id_domain_key" ON "organization_domains"("organization_id", "domain");

-- CreateIndex
CREATE INDEX "removed_members_user_id_idx" ON "removed_members"("user_id");

-- AddForeignKey
ALTER TABLE "organization_domains" ADD CONSTRAINT "organization_domains_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "removed_members" ADD CONSTRAINT "removed_members_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "removed_members" ADD CONSTRAINT "removed_members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- By hand from here: Prisma's schema has no words for it.

ALTER TABLE "organization_domains"
  ADD CONSTRAINT "organization_domains_canonical" CHECK ("domain" = lower("domain") AND "domain" ~ '^[a-z0-9-]+(\.[a-z0-9-]+)+$' AND length("domain") <= 253),
  ADD CONSTRAINT "organization_domains_join_mode_known" CHECK ("join_mode" IN ('none', 'offer')),
  -- Nobody becomes an Admin by an address.
  ADD CONSTRAINT "organization_domains_join_role_known" CHECK ("join_role" IN ('developer', 'billing-manager', 'read-only')),
  ADD CONSTRAINT "organization_domains_failure_known" CHECK ("last_failure" IN ('absent', 'other', 'unanswered', 'taken')),
  ADD CONSTRAINT "organization_domains_failing_is_verified" CHECK ("failing_since" IS NULL OR "verified_at" IS NOT NULL),
  ADD CONSTRAINT "organization_domains_verified_is_checked" CHECK ("verified_at" IS NULL OR "next_check_at" IS NOT NULL);
-- Of all who wait for a domain, the first to prove it has it, however many prove it at the same moment.
CREATE UNIQUE INDEX "organization_domains_one_verified" ON "organization_domains" ("domain") WHERE "verified_at" IS NOT NULL;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['organization_domains', 'removed_members'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY "owner" ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO gatehouse_app', t);
    EXECUTE format('CREATE TRIGGER "organization_kept" BEFORE INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_require_kept()', t);
    EXECUTE format('CREATE POLICY "app_tenant" ON %I TO gatehouse_app USING ("organization_id" = gatehouse_organization_id()) WITH CHECK ("organization_id" = gatehouse_organization_id())', t);
    -- Whose domain an address is on is asked by somebody who is no member yet.
    EXECUTE format('GRANT SELECT ON %I TO gatehouse_system', t);
    EXECUTE format('CREATE POLICY "system_select" ON %I FOR SELECT TO gatehouse_system USING (true)', t);
  END LOOP;
END $$;
GRANT DELETE ON "organization_domains" TO gatehouse_app;
-- The job that looks again takes a domain by moving its next check.
GRANT UPDATE ("next_check_at") ON "organization_domains" TO gatehouse_system;
CREATE POLICY "system_update" ON "organization_domains" FOR UPDATE TO gatehouse_system USING (true) WITH CHECK (true);

-- Whom an Admin removed before there was a table for it; the log is what knows.
INSERT INTO "removed_members" ("organization_id", "user_id", "removed_at")
SELECT e."organization_id", u."id", max(e."occurred_at")
  FROM "audit_events" e JOIN "users" u ON u."id"::text = e."target_id"
 WHERE e."organization_id" IS NOT NULL AND e."action" = 'member.removed' AND e."target_kind" = 'member'
   AND EXISTS (SELECT 1 FROM "organizations" o WHERE o."id" = e."organization_id")
 GROUP BY e."organization_id", u."id";
