-- AlterTable
ALTER TABLE "invitations" ADD COLUMN     "name" TEXT;

-- AlterTable
ALTER TABLE "outbox_mails" ADD COLUMN     "batch_id" UUID,
ADD COLUMN     "due_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "invitation_imports" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'preview',
    "stop_reason" TEXT,
    "file_name" TEXT,
    "encoding" TEXT NOT NULL,
    "delimiter" TEXT NOT NULL,
    "ignored_columns" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "row_count" INTEGER NOT NULL,
    "default_role" TEXT NOT NULL,
    "default_team_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    "message" TEXT,
    "expires_in_days" INTEGER NOT NULL,
    "created_by_id" UUID NOT NULL,
    "created_by_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_by_id" UUID,
    "started_by" JSONB,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "invited_count" INTEGER NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "invitation_imports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invitation_import_rows" (
    "organization_id" UUID NOT NULL,
    "import_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "place" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "detail" TEXT,
    "given_email" TEXT NOT NULL,
    "given_name" TEXT NOT NULL,
    "given_role" TEXT NOT NULL,
    "given_teams" TEXT NOT NULL,
    "email" TEXT,
    "name" TEXT,
    "role" TEXT,
    "team_ids" UUID[] DEFAULT ARRAY[]::UUID[],

    CONSTRAINT "invitation_import_rows_pkey" PRIMARY KEY ("organization_id","import_id","id")
);

-- CreateIndex
CREATE INDEX "invitation_imports_organization_id_created_at_id_idx" ON "invitation_imports"("organization_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "invitation_imports_expires_at_idx" ON "invitation_imports"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "invitation_imports_organization_id_id_key" ON "invitation_imports"("organization_id", "id");

-- CreateIndex
CREATE INDEX "invitation_import_rows_organization_id_import_id_place_id_idx" ON "invitation_import_rows"("organization_id", "import_id", "place", "id");

-- CreateIndex
CREATE INDEX "outbox_mails_batch_id_idx" ON "outbox_mails"("batch_id");

-- AddForeignKey
ALTER TABLE "invitation_imports" ADD CONSTRAINT "invitation_imports_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation_import_rows" ADD CONSTRAINT "invitation_import_rows_organization_id_import_id_fkey" FOREIGN KEY ("organization_id", "import_id") REFERENCES "invitation_imports"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;


-- By hand from here: Prisma's schema has no words for it.

ALTER TABLE "invitation_imports"
  ADD CONSTRAINT "invitation_imports_status_known" CHECK ("status" IN ('preview', 'running', 'done', 'stopped')),
  ADD CONSTRAINT "invitation_imports_role_known" CHECK ("default_role" IN ('admin', 'developer', 'billing-manager', 'read-only')),
  ADD CONSTRAINT "invitation_imports_started_by_somebody" CHECK (("status" = 'preview') = ("started_by_id" IS NULL)),
  ADD CONSTRAINT "invitation_imports_bounded" CHECK ("row_count" BETWEEN 0 AND 10000 AND "invited_count" BETWEEN 0 AND "row_count");
ALTER TABLE "outbox_mails" ADD CONSTRAINT "outbox_mails_batch_with_due" CHECK (("batch_id" IS NULL) = ("due_at" IS NULL));
-- What may leave next, and what left within the last minute.
CREATE INDEX "outbox_mails_due_idx" ON "outbox_mails" ("due_at", "id") WHERE "due_at" IS NOT NULL AND "sent_at" IS NULL AND "failed_at" IS NULL;
CREATE INDEX "outbox_mails_batch_sent_idx" ON "outbox_mails" ("sent_at") WHERE "due_at" IS NOT NULL AND "sent_at" IS NOT NULL;
-- What becomes of a line is written beside it and in no index, where the page has room for it (a HOT update).
ALTER TABLE "invitation_import_rows" SET (fillfactor = 60);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['invitation_imports', 'invitation_import_rows'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY "owner" ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO gatehouse_app', t);
    EXECUTE format('CREATE TRIGGER "organization_kept" BEFORE INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_require_kept()', t);
    EXECUTE format('CREATE POLICY "app_tenant" ON %I TO gatehouse_app USING ("organization_id" = gatehouse_organization_id()) WITH CHECK ("organization_id" = gatehouse_organization_id())', t);
  END LOOP;
END $$;
-- A preview can be thrown away; its rows go with it.
GRANT DELETE ON "invitation_imports" TO gatehouse_app;
-- What is past its time goes, whose ever it was.
GRANT SELECT, DELETE ON "invitation_imports" TO gatehouse_system;
CREATE POLICY "system_select" ON "invitation_imports" FOR SELECT TO gatehouse_system USING (true);
CREATE POLICY "system_delete" ON "invitation_imports" FOR DELETE TO gatehouse_system USING (true);
GRANT DELETE ON "invitations" TO gatehouse_system;
CREATE POLICY "system_delete" ON "invitations" FOR DELETE TO gatehouse_system USING (true);
