-- What happened to a person's own account, newest first (lib/sign-in/list-activity.ts). By hand: Prisma's schema has no
-- words for a partial index. The policy app_select on audit_events shows these rows to that person alone.
CREATE INDEX "audit_events_account_idx" ON "audit_events" ("target_id", "occurred_at", "id")
  WHERE "organization_id" IS NULL AND "target_kind" = 'user';
