-- CreateTable
CREATE TABLE "notification_preferences" (
    "user_id" UUID NOT NULL,
    "category" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notification_preferences_pkey" PRIMARY KEY ("user_id","category")
);

-- AddForeignKey
ALTER TABLE "notification_preferences" ADD CONSTRAINT "notification_preferences_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A person's own to change. An organization's acts read those of its members, to know whom to tell.
ALTER TABLE "notification_preferences" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "notification_preferences" FORCE ROW LEVEL SECURITY;
DO $$ BEGIN EXECUTE format('CREATE POLICY "owner" ON "notification_preferences" TO %I USING (true) WITH CHECK (true)', current_user); END $$;
GRANT SELECT, INSERT, UPDATE ON "notification_preferences" TO gatehouse_app;
CREATE POLICY "app_select" ON "notification_preferences" FOR SELECT TO gatehouse_app USING (
  "user_id" = gatehouse_user_id()
  OR EXISTS (SELECT 1 FROM "memberships" m WHERE m."user_id" = "notification_preferences"."user_id" AND m."organization_id" = gatehouse_organization_id()));
CREATE POLICY "app_insert" ON "notification_preferences" FOR INSERT TO gatehouse_app WITH CHECK ("user_id" = gatehouse_user_id());
CREATE POLICY "app_update" ON "notification_preferences" FOR UPDATE TO gatehouse_app USING ("user_id" = gatehouse_user_id()) WITH CHECK ("user_id" = gatehouse_user_id());
