-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "password_hash" TEXT,
    "password_changed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "previous_passwords" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "password_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "previous_passwords_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_up_attempts" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "code_tries" INTEGER NOT NULL DEFAULT 0,
    "code_expires_at" TIMESTAMPTZ(3) NOT NULL,
    "browser_hash" BYTEA NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "consumed_at" TIMESTAMPTZ(3),

    CONSTRAINT "sign_up_attempts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "link_tokens" (
    "id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "consumed_at" TIMESTAMPTZ(3),

    CONSTRAINT "link_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "known_devices" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "known_devices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attempt_counters" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "attempt_counters_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "owner_user_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "environment" TEXT NOT NULL,
    "scopes" TEXT[],
    "allowed_models" TEXT[],
    "allowed_services" TEXT[],
    "ip_ranges" TEXT[],
    "status" TEXT NOT NULL DEFAULT 'active',
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key_secrets" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "api_key_id" UUID NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "hint" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "api_key_secrets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key_activity" (
    "organization_id" UUID NOT NULL,
    "api_key_id" UUID NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_ip" TEXT,
    "last_used_model" TEXT,

    CONSTRAINT "api_key_activity_pkey" PRIMARY KEY ("organization_id","api_key_id")
);

-- CreateTable
CREATE TABLE "api_key_refusals" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "api_key_id" UUID NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "code" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "ip" TEXT,
    "service" TEXT,
    "model" TEXT,

    CONSTRAINT "api_key_refusals_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "id" UUID NOT NULL,
    "organization_id" UUID,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_label" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "target_kind" TEXT NOT NULL,
    "target_id" TEXT,
    "target_label" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "ip" TEXT,
    "user_agent" TEXT,
    "request_id" TEXT,
    "session_method" TEXT,

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "catalogue_services" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "catalogue_services_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "catalogue_models" (
    "id" TEXT NOT NULL,
    "service_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "available_from" TIMESTAMPTZ(3) NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "catalogue_models_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "organizations" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "group_id" CHAR(19) NOT NULL,
    "use_case" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "status" TEXT NOT NULL DEFAULT 'active',
    "sdk_installed_at" TIMESTAMPTZ(3),
    "first_call_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "organizations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "memberships" (
    "organization_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "last_active_at" TIMESTAMPTZ(3),

    CONSTRAINT "memberships_pkey" PRIMARY KEY ("organization_id","user_id")
);

-- CreateTable
CREATE TABLE "teams" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "teams_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "team_memberships" (
    "organization_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "team_memberships_pkey" PRIMARY KEY ("organization_id","team_id","user_id")
);

-- CreateTable
CREATE TABLE "outbox_mails" (
    "id" UUID NOT NULL,
    "recipient" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "payload_sealed" BYTEA,
    "message_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "failed_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_mails_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "method" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "authenticated_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ip" TEXT,
    "user_agent" TEXT,
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_reason" TEXT,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE INDEX "previous_passwords_user_id_created_at_idx" ON "previous_passwords"("user_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "sign_up_attempts_token_hash_key" ON "sign_up_attempts"("token_hash");

-- CreateIndex
CREATE INDEX "sign_up_attempts_email_created_at_idx" ON "sign_up_attempts"("email", "created_at");

-- CreateIndex
CREATE INDEX "sign_up_attempts_browser_hash_idx" ON "sign_up_attempts"("browser_hash");

-- CreateIndex
CREATE INDEX "sign_up_attempts_expires_at_idx" ON "sign_up_attempts"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "link_tokens_token_hash_key" ON "link_tokens"("token_hash");

-- CreateIndex
CREATE INDEX "link_tokens_user_id_purpose_idx" ON "link_tokens"("user_id", "purpose");

-- CreateIndex
CREATE INDEX "link_tokens_expires_at_idx" ON "link_tokens"("expires_at");

-- CreateIndex
CREATE INDEX "known_devices_last_seen_at_idx" ON "known_devices"("last_seen_at");

-- CreateIndex
CREATE UNIQUE INDEX "known_devices_user_id_token_hash_key" ON "known_devices"("user_id", "token_hash");

-- CreateIndex
CREATE INDEX "attempt_counters_expire_idx" ON "attempt_counters"("expire");

-- CreateIndex
CREATE INDEX "api_keys_organization_id_created_at_id_idx" ON "api_keys"("organization_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "api_keys_organization_id_name_id_idx" ON "api_keys"("organization_id", "name", "id");

-- CreateIndex
CREATE INDEX "api_keys_organization_id_team_id_idx" ON "api_keys"("organization_id", "team_id");

-- CreateIndex
CREATE INDEX "api_keys_organization_id_owner_user_id_idx" ON "api_keys"("organization_id", "owner_user_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_organization_id_id_key" ON "api_keys"("organization_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_secrets_secret_hash_key" ON "api_key_secrets"("secret_hash");

-- CreateIndex
CREATE INDEX "api_key_secrets_organization_id_api_key_id_idx" ON "api_key_secrets"("organization_id", "api_key_id");

-- CreateIndex
CREATE INDEX "api_key_refusals_organization_id_api_key_id_occurred_at_idx" ON "api_key_refusals"("organization_id", "api_key_id", "occurred_at");

-- CreateIndex
CREATE INDEX "api_key_refusals_occurred_at_idx" ON "api_key_refusals"("occurred_at");

-- CreateIndex
CREATE INDEX "audit_events_organization_id_occurred_at_id_idx" ON "audit_events"("organization_id", "occurred_at", "id");

-- CreateIndex
CREATE INDEX "audit_events_organization_id_actor_id_occurred_at_id_idx" ON "audit_events"("organization_id", "actor_id", "occurred_at", "id");

-- CreateIndex
CREATE INDEX "audit_events_organization_id_action_occurred_at_id_idx" ON "audit_events"("organization_id", "action", "occurred_at", "id");

-- CreateIndex
CREATE INDEX "audit_events_organization_id_target_kind_target_id_occurred_idx" ON "audit_events"("organization_id", "target_kind", "target_id", "occurred_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "organizations_slug_key" ON "organizations"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "organizations_group_id_key" ON "organizations"("group_id");

-- CreateIndex
CREATE INDEX "memberships_user_id_idx" ON "memberships"("user_id");

-- CreateIndex
CREATE INDEX "memberships_organization_id_created_at_user_id_idx" ON "memberships"("organization_id", "created_at", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "teams_organization_id_id_key" ON "teams"("organization_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "teams_organization_id_name_key" ON "teams"("organization_id", "name");

-- CreateIndex
CREATE INDEX "team_memberships_organization_id_user_id_idx" ON "team_memberships"("organization_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_mails_message_id_key" ON "outbox_mails"("message_id");

-- CreateIndex
CREATE INDEX "outbox_mails_created_at_idx" ON "outbox_mails"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_hash_key" ON "sessions"("token_hash");

-- CreateIndex
CREATE INDEX "sessions_user_id_last_seen_at_idx" ON "sessions"("user_id", "last_seen_at");

-- CreateIndex
CREATE INDEX "sessions_expires_at_idx" ON "sessions"("expires_at");

-- AddForeignKey
ALTER TABLE "previous_passwords" ADD CONSTRAINT "previous_passwords_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "link_tokens" ADD CONSTRAINT "link_tokens_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "known_devices" ADD CONSTRAINT "known_devices_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_organization_id_team_id_fkey" FOREIGN KEY ("organization_id", "team_id") REFERENCES "teams"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_owner_user_id_fkey" FOREIGN KEY ("owner_user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key_secrets" ADD CONSTRAINT "api_key_secrets_organization_id_api_key_id_fkey" FOREIGN KEY ("organization_id", "api_key_id") REFERENCES "api_keys"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key_activity" ADD CONSTRAINT "api_key_activity_organization_id_api_key_id_fkey" FOREIGN KEY ("organization_id", "api_key_id") REFERENCES "api_keys"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key_refusals" ADD CONSTRAINT "api_key_refusals_organization_id_api_key_id_fkey" FOREIGN KEY ("organization_id", "api_key_id") REFERENCES "api_keys"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalogue_models" ADD CONSTRAINT "catalogue_models_service_id_fkey" FOREIGN KEY ("service_id") REFERENCES "catalogue_services"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "teams" ADD CONSTRAINT "teams_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_memberships" ADD CONSTRAINT "team_memberships_organization_id_team_id_fkey" FOREIGN KEY ("organization_id", "team_id") REFERENCES "teams"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_memberships" ADD CONSTRAINT "team_memberships_organization_id_user_id_fkey" FOREIGN KEY ("organization_id", "user_id") REFERENCES "memberships"("organization_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;



-- What follows is written by hand: Prisma's schema has no words for checks, policies, grants and triggers.
-- tests/integration/database/catalogue.test.ts looks at all of it, since Prisma notices neither its presence nor its loss.

-- Values --------------------------------------------------------------------------------------------------

ALTER TABLE "users" ADD CONSTRAINT "users_email_canonical" CHECK ("email" = lower("email") AND length("email") BETWEEN 3 AND 254);
ALTER TABLE "organizations"
  ADD CONSTRAINT "organizations_group_id_digits" CHECK ("group_id" ~ '^[1-9][0-9]{18}$'),
  ADD CONSTRAINT "organizations_slug_form" CHECK ("slug" ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length("slug") BETWEEN 1 AND 48),
  ADD CONSTRAINT "organizations_status_known" CHECK ("status" IN ('active', 'suspended', 'deleting')),
  ADD CONSTRAINT "organizations_use_case_known" CHECK ("use_case" IN ('text-generation', 'video-creation', 'chat-integration', 'api-access'));
ALTER TABLE "memberships"
  ADD CONSTRAINT "memberships_role_known" CHECK ("role" IN ('admin', 'developer', 'billing-manager', 'read-only'));
ALTER TABLE "api_keys"
  ADD CONSTRAINT "api_keys_kind_known" CHECK ("kind" IN ('general')),
  ADD CONSTRAINT "api_keys_environment_known" CHECK ("environment" IN ('production', 'staging', 'development')),
  ADD CONSTRAINT "api_keys_status_known" CHECK ("status" IN ('active', 'disabled', 'suspended', 'revoked')),
  ADD CONSTRAINT "api_keys_revoked_at_with_status" CHECK (("status" = 'revoked') = ("revoked_at" IS NOT NULL));
ALTER TABLE "api_key_secrets" ADD CONSTRAINT "api_key_secrets_hash_length" CHECK (octet_length("secret_hash") = 32);
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_hash_length" CHECK (octet_length("token_hash") = 32);

CREATE UNIQUE INDEX "teams_organization_id_lower_name_key" ON "teams" ("organization_id", lower("name"));

-- Who is asking -------------------------------------------------------------------------------------------
-- Set for one transaction by withOrg and withPerson (lib/platform/db.ts). nullif: a setting that was once set in a
-- session reads back as '' afterwards, not as null.

CREATE FUNCTION gatehouse_organization_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('gatehouse.organization_id', true), '')::uuid $$;
CREATE FUNCTION gatehouse_user_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('gatehouse.user_id', true), '')::uuid $$;

-- Row-level security: on and forced for every table; the owner keeps a policy of its own so that migrations and
-- pg_dump --enable-row-security see the rows.

DO $$
DECLARE t text;
BEGIN
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY "owner" ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
  END LOOP;
END $$;

-- The role gatehouse_app: one organization, or one person, at a time ------------------------------------------

-- Never the password hash; in an organization, only its own members.
GRANT SELECT ("id", "email", "name", "time_zone", "password_changed_at", "created_at", "updated_at") ON "users" TO gatehouse_app;
GRANT UPDATE ("name", "time_zone", "updated_at") ON "users" TO gatehouse_app;
CREATE POLICY "app_select" ON "users" FOR SELECT TO gatehouse_app USING (
  "id" = gatehouse_user_id()
  OR EXISTS (SELECT 1 FROM "memberships" m WHERE m."user_id" = "users"."id" AND m."organization_id" = gatehouse_organization_id()));
CREATE POLICY "app_update" ON "users" FOR UPDATE TO gatehouse_app USING ("id" = gatehouse_user_id()) WITH CHECK ("id" = gatehouse_user_id());

GRANT SELECT ("id", "user_id", "method", "created_at", "authenticated_at", "last_seen_at", "expires_at", "ip", "user_agent", "revoked_at", "revoked_reason") ON "sessions" TO gatehouse_app;
GRANT UPDATE ("revoked_at", "revoked_reason") ON "sessions" TO gatehouse_app;
CREATE POLICY "app_select" ON "sessions" FOR SELECT TO gatehouse_app USING ("user_id" = gatehouse_user_id());
CREATE POLICY "app_update" ON "sessions" FOR UPDATE TO gatehouse_app USING ("user_id" = gatehouse_user_id()) WITH CHECK ("user_id" = gatehouse_user_id());

GRANT SELECT, INSERT, UPDATE ON "organizations" TO gatehouse_app;
CREATE POLICY "app_select" ON "organizations" FOR SELECT TO gatehouse_app USING (
  "id" = gatehouse_organization_id()
  OR EXISTS (SELECT 1 FROM "memberships" m WHERE m."organization_id" = "organizations"."id" AND m."user_id" = gatehouse_user_id()));
CREATE POLICY "app_insert" ON "organizations" FOR INSERT TO gatehouse_app WITH CHECK ("id" = gatehouse_organization_id());
CREATE POLICY "app_update" ON "organizations" FOR UPDATE TO gatehouse_app USING ("id" = gatehouse_organization_id()) WITH CHECK ("id" = gatehouse_organization_id());

GRANT SELECT, INSERT, UPDATE, DELETE ON "memberships" TO gatehouse_app;
CREATE POLICY "app_tenant" ON "memberships" TO gatehouse_app USING ("organization_id" = gatehouse_organization_id()) WITH CHECK ("organization_id" = gatehouse_organization_id());
CREATE POLICY "app_person" ON "memberships" FOR SELECT TO gatehouse_app USING ("user_id" = gatehouse_user_id());

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['teams', 'team_memberships', 'api_keys', 'api_key_secrets', 'api_key_activity', 'api_key_refusals'] LOOP
    EXECUTE format('CREATE POLICY "app_tenant" ON %I TO gatehouse_app USING ("organization_id" = gatehouse_organization_id()) WITH CHECK ("organization_id" = gatehouse_organization_id())', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON "teams" TO gatehouse_app;
GRANT SELECT, INSERT, DELETE ON "team_memberships" TO gatehouse_app;
GRANT SELECT, INSERT, UPDATE ON "api_keys" TO gatehouse_app;
GRANT SELECT ("id", "organization_id", "api_key_id", "hint", "created_at"), INSERT ON "api_key_secrets" TO gatehouse_app;
GRANT SELECT ON "api_key_activity", "api_key_refusals" TO gatehouse_app;

GRANT SELECT, INSERT ON "audit_events" TO gatehouse_app;
CREATE POLICY "app_select" ON "audit_events" FOR SELECT TO gatehouse_app USING (
  "organization_id" = gatehouse_organization_id()
  OR ("organization_id" IS NULL AND "target_kind" = 'user' AND "target_id" = gatehouse_user_id()::text));
CREATE POLICY "app_insert" ON "audit_events" FOR INSERT TO gatehouse_app WITH CHECK (
  "organization_id" = gatehouse_organization_id()
  OR ("organization_id" IS NULL AND "actor_id" = gatehouse_user_id()::text));

GRANT INSERT ON "outbox_mails" TO gatehouse_app;
CREATE POLICY "app_insert" ON "outbox_mails" FOR INSERT TO gatehouse_app WITH CHECK (true);

GRANT SELECT ON "catalogue_services", "catalogue_models" TO gatehouse_app;
CREATE POLICY "app_select" ON "catalogue_services" FOR SELECT TO gatehouse_app USING (true);
CREATE POLICY "app_select" ON "catalogue_models" FOR SELECT TO gatehouse_app USING (true);

-- The role gatehouse_system: the named crossings (lib/platform/crossings.ts) -----------------------------------

GRANT SELECT, INSERT, UPDATE ON "users" TO gatehouse_system;
GRANT SELECT, INSERT, DELETE ON "previous_passwords" TO gatehouse_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON "sign_up_attempts", "link_tokens", "known_devices", "attempt_counters", "sessions", "outbox_mails" TO gatehouse_system;
GRANT SELECT ON "organizations", "memberships", "teams", "team_memberships", "api_keys", "api_key_secrets", "catalogue_services", "catalogue_models" TO gatehouse_system;
GRANT UPDATE ("status", "first_call_at", "updated_at") ON "organizations" TO gatehouse_system;
GRANT UPDATE ("last_active_at") ON "memberships" TO gatehouse_system;
GRANT SELECT, INSERT, UPDATE ON "api_key_activity" TO gatehouse_system;
GRANT SELECT, INSERT, DELETE ON "api_key_refusals" TO gatehouse_system;
GRANT INSERT ON "audit_events" TO gatehouse_system;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['users', 'previous_passwords', 'sign_up_attempts', 'link_tokens', 'known_devices', 'attempt_counters', 'sessions', 'outbox_mails', 'organizations', 'memberships', 'api_key_activity', 'api_key_refusals'] LOOP
    EXECUTE format('CREATE POLICY "system_all" ON %I TO gatehouse_system USING (true) WITH CHECK (true)', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['teams', 'team_memberships', 'api_keys', 'api_key_secrets', 'catalogue_services', 'catalogue_models'] LOOP
    EXECUTE format('CREATE POLICY "system_select" ON %I FOR SELECT TO gatehouse_system USING (true)', t);
  END LOOP;
END $$;
CREATE POLICY "system_insert" ON "audit_events" FOR INSERT TO gatehouse_system WITH CHECK (true);

-- Jobs: added in the transaction of the act ------------------------------------------------------------------
-- The serving roles may add a job, and nothing else, to graphile-worker's schema.

CREATE FUNCTION gatehouse_enqueue(task text, payload json, job_key text DEFAULT NULL, run_at timestamptz DEFAULT NULL, max_attempts integer DEFAULT 25)
  RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM graphile_worker.add_job(identifier => task, payload => payload, job_key => job_key, run_at => run_at, max_attempts => max_attempts);
END $$;
REVOKE EXECUTE ON FUNCTION gatehouse_enqueue FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gatehouse_enqueue TO gatehouse_app, gatehouse_system;

-- An organization always has an Admin -------------------------------------------------------------------------
-- The last word, at commit, behind the use cases' own check. Locking the organization makes two Admins who remove each
-- other at the same moment take turns, and the second sees the first's work.

CREATE FUNCTION gatehouse_require_admin() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM 1 FROM organizations WHERE id = OLD.organization_id FOR UPDATE;
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF NOT EXISTS (SELECT 1 FROM memberships WHERE organization_id = OLD.organization_id AND role = 'admin') THEN
    RAISE EXCEPTION 'memberships_last_admin: an organization needs an Admin' USING ERRCODE = 'check_violation', CONSTRAINT = 'memberships_last_admin';
  END IF;
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION gatehouse_require_admin FROM PUBLIC;
CREATE CONSTRAINT TRIGGER "memberships_last_admin" AFTER UPDATE OF "role" OR DELETE ON "memberships"
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.role = 'admin') EXECUTE FUNCTION gatehouse_require_admin();

-- Snapshots of the data plane are dropped by these, sent at commit ---------------------------------------------
-- Triggers, not use cases, so that no path can forget. The columns that calls write are in other tables.

CREATE FUNCTION gatehouse_notify_snapshots() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE r record;
BEGIN
  IF TG_OP = 'DELETE' THEN r := OLD; ELSE r := NEW; END IF;
  IF TG_TABLE_NAME = 'api_keys' THEN PERFORM pg_notify('gatehouse_snapshots', 'key:' || r.id);
  ELSIF TG_TABLE_NAME = 'api_key_secrets' THEN PERFORM pg_notify('gatehouse_snapshots', 'key:' || r.api_key_id);
  ELSIF TG_TABLE_NAME = 'organizations' THEN PERFORM pg_notify('gatehouse_snapshots', 'organization:' || r.id);
  ELSE PERFORM pg_notify('gatehouse_snapshots', 'member:' || r.organization_id || ':' || r.user_id);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "api_keys_notify" AFTER INSERT OR UPDATE OR DELETE ON "api_keys" FOR EACH ROW EXECUTE FUNCTION gatehouse_notify_snapshots();
CREATE TRIGGER "api_key_secrets_notify" AFTER INSERT OR UPDATE OR DELETE ON "api_key_secrets" FOR EACH ROW EXECUTE FUNCTION gatehouse_notify_snapshots();
CREATE TRIGGER "organizations_notify" AFTER UPDATE OF "status", "group_id" ON "organizations" FOR EACH ROW EXECUTE FUNCTION gatehouse_notify_snapshots();
CREATE TRIGGER "memberships_notify" AFTER UPDATE OF "role" OR DELETE ON "memberships" FOR EACH ROW EXECUTE FUNCTION gatehouse_notify_snapshots();
CREATE TRIGGER "team_memberships_notify" AFTER INSERT OR DELETE ON "team_memberships" FOR EACH ROW EXECUTE FUNCTION gatehouse_notify_snapshots();
