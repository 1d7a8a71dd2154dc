-- CreateTable
CREATE TABLE "email_changes" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "new_email" TEXT NOT NULL,
    "old_email" TEXT NOT NULL,
    "session_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "code_tries" INTEGER NOT NULL DEFAULT 0,
    "code_expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "confirmed_at" TIMESTAMPTZ(3),
    "undo_token_hash" BYTEA,
    "undo_expires_at" TIMESTAMPTZ(3),
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "email_changes_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "email_changes_token_hash_key" ON "email_changes"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "email_changes_undo_token_hash_key" ON "email_changes"("undo_token_hash");

-- CreateIndex
CREATE INDEX "email_changes_user_id_idx" ON "email_changes"("user_id");

-- CreateIndex
CREATE INDEX "email_changes_old_email_idx" ON "email_changes"("old_email");

-- CreateIndex
CREATE INDEX "email_changes_expires_at_idx" ON "email_changes"("expires_at");

-- AddForeignKey
ALTER TABLE "email_changes" ADD CONSTRAINT "email_changes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A confirmed change has a way back, and no other has one.
ALTER TABLE "email_changes"
  ADD CONSTRAINT "email_changes_canonical" CHECK ("new_email" = lower("new_email") AND "old_email" = lower("old_email") AND "new_email" <> "old_email"),
  ADD CONSTRAINT "email_changes_undo_with_confirmation" CHECK (
    ("confirmed_at" IS NULL) = ("undo_token_hash" IS NULL) AND ("confirmed_at" IS NULL) = ("undo_expires_at" IS NULL)
    AND ("confirmed_at" IS NULL OR "ended_at" IS NOT NULL) AND ("undone_at" IS NULL OR "confirmed_at" IS NOT NULL));

-- For the named crossings alone, as second factors are: what waits here decides who may sign in.
ALTER TABLE "email_changes" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "email_changes" FORCE ROW LEVEL SECURITY;
DO $$ BEGIN EXECUTE format('CREATE POLICY "owner" ON "email_changes" TO %I USING (true) WITH CHECK (true)', current_user); END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON "email_changes" TO gatehouse_system;
CREATE POLICY "system_all" ON "email_changes" TO gatehouse_system USING (true) WITH CHECK (true);
