-- AlterTable
ALTER TABLE "api_keys" ADD COLUMN     "chosen_expires_at" TIMESTAMPTZ(3),
ADD COLUMN     "is_shortened" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "organization_policies" ADD COLUMN     "console_ip_labels" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "console_ip_ranges" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "key_ip_labels" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "key_ip_ranges" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "max_key_days" INTEGER,
ADD COLUMN     "session_absolute_minutes" INTEGER,
ADD COLUMN     "session_idle_minutes" INTEGER;

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "longest_pause_seconds" INTEGER NOT NULL DEFAULT 0;

-- By hand from here: Prisma's schema has no words for it.

ALTER TABLE "organization_policies"
  ADD CONSTRAINT "organization_policies_sessions_bounded" CHECK ("session_absolute_minutes" BETWEEN 15 AND 43200 AND "session_idle_minutes" BETWEEN 15 AND 10080),
  ADD CONSTRAINT "organization_policies_key_days_bounded" CHECK ("max_key_days" BETWEEN 1 AND 3650),
  ADD CONSTRAINT "organization_policies_ranges_labelled" CHECK (
    cardinality("console_ip_ranges") <= 50 AND cardinality("key_ip_ranges") <= 50
    AND cardinality("console_ip_labels") = cardinality("console_ip_ranges") AND cardinality("key_ip_labels") = cardinality("key_ip_ranges"));
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_pause_not_negative" CHECK ("longest_pause_seconds" >= 0);
-- Whoever moves the end of a key past what was chosen forgot to say that this is chosen now.
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_shortened_from_later" CHECK (
  CASE WHEN "is_shortened" THEN "expires_at" IS NOT NULL AND coalesce("chosen_expires_at" > "expires_at", true)
       ELSE "chosen_expires_at" IS NULL END);

-- Snapshots of keys hold the ranges of their organization.
CREATE FUNCTION gatehouse_notify_policy() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_notify('gatehouse_snapshots', 'organization:' || coalesce(NEW.organization_id, OLD.organization_id));
  RETURN NULL;
END $$;
CREATE TRIGGER "organization_policies_notify" AFTER INSERT OR DELETE ON "organization_policies" FOR EACH ROW EXECUTE FUNCTION gatehouse_notify_policy();
CREATE TRIGGER "organization_policies_notify_ranges" AFTER UPDATE OF "key_ip_ranges" ON "organization_policies"
  FOR EACH ROW WHEN (OLD.key_ip_ranges IS DISTINCT FROM NEW.key_ip_ranges) EXECUTE FUNCTION gatehouse_notify_policy();
