-- CreateTable
CREATE TABLE "session_proofs" (
    "session_id" UUID NOT NULL,
    "act" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "proved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_proofs_pkey" PRIMARY KEY ("session_id","act")
);

-- AddForeignKey
ALTER TABLE "session_proofs" ADD CONSTRAINT "session_proofs_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Proofs are for the named crossings alone, as second factors are.
ALTER TABLE "session_proofs" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "session_proofs" FORCE ROW LEVEL SECURITY;
DO $$
BEGIN
  EXECUTE format('CREATE POLICY "owner" ON session_proofs TO %I USING (true) WITH CHECK (true)', current_user);
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON "session_proofs" TO gatehouse_system;
CREATE POLICY "system_all" ON "session_proofs" TO gatehouse_system USING (true) WITH CHECK (true);
