-- CreateTable
CREATE TABLE "identities" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "identities_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "oauth_handshakes" (
    "id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "provider" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "user_id" UUID,
    "session_id" UUID,
    "act" TEXT,
    "return_to" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "consumed_at" TIMESTAMPTZ(3),

    CONSTRAINT "oauth_handshakes_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "identities_provider_issuer_subject_key" ON "identities"("provider", "issuer", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "identities_user_id_provider_key" ON "identities"("user_id", "provider");

-- CreateIndex
CREATE UNIQUE INDEX "oauth_handshakes_token_hash_key" ON "oauth_handshakes"("token_hash");

-- CreateIndex
CREATE INDEX "oauth_handshakes_user_id_idx" ON "oauth_handshakes"("user_id");

-- CreateIndex
CREATE INDEX "oauth_handshakes_expires_at_idx" ON "oauth_handshakes"("expires_at");

-- AddForeignKey
ALTER TABLE "identities" ADD CONSTRAINT "identities_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "oauth_handshakes" ADD CONSTRAINT "oauth_handshakes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What a handshake is for is decided where it begins: only a sign-in has nobody yet.
ALTER TABLE "oauth_handshakes" ADD CONSTRAINT "oauth_handshakes_person_check"
  CHECK (("purpose" = 'sign-in') = ("user_id" IS NULL) AND ("user_id" IS NULL) = ("session_id" IS NULL));

-- Identities are ways in: like second factors they are for the named crossings alone.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['identities', 'oauth_handshakes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY "owner" ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO gatehouse_system', t);
    EXECUTE format('CREATE POLICY "system_all" ON %I TO gatehouse_system USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;
