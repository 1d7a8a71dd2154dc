-- AlterTable
ALTER TABLE "audit_events" ADD COLUMN     "words" tsvector;

-- AlterTable
ALTER TABLE "organization_policies" ADD COLUMN     "audit_retention_days" INTEGER;

-- CreateTable
CREATE TABLE "audit_exports" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "reach" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "filter" JSONB NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "reached_at" TIMESTAMPTZ(3),
    "reached_id" UUID,
    "event_count" INTEGER NOT NULL DEFAULT 0,
    "byte_count" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_exports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_export_chunks" (
    "organization_id" UUID NOT NULL,
    "export_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "content" BYTEA NOT NULL,

    CONSTRAINT "audit_export_chunks_pkey" PRIMARY KEY ("organization_id","export_id","position")
);

-- CreateIndex
CREATE INDEX "audit_exports_organization_id_user_id_created_at_idx" ON "audit_exports"("organization_id", "user_id", "created_at");

-- CreateIndex
CREATE INDEX "audit_exports_expires_at_idx" ON "audit_exports"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "audit_exports_organization_id_id_key" ON "audit_exports"("organization_id", "id");

-- AddForeignKey
ALTER TABLE "audit_exports" ADD CONSTRAINT "audit_exports_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_export_chunks" ADD CONSTRAINT "audit_export_chunks_organization_id_export_id_fkey" FOREIGN KEY ("organization_id", "export_id") REFERENCES "audit_exports"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand from here: Prisma's schema has no words for it.

ALTER TABLE "organization_policies" ADD CONSTRAINT "organization_policies_retention_bounded" CHECK ("audit_retention_days" BETWEEN 90 AND 3650);
ALTER TABLE "audit_exports" ADD CONSTRAINT "audit_exports_format_known" CHECK ("format" IN ('csv', 'jsonl'));

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['audit_exports', 'audit_export_chunks'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY "owner" ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
    EXECUTE format('CREATE POLICY "app_tenant" ON %I TO gatehouse_app USING ("organization_id" = gatehouse_organization_id()) WITH CHECK ("organization_id" = gatehouse_organization_id())', t);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ("reached_at", "reached_id", "event_count", "byte_count", "finished_at") ON "audit_exports" TO gatehouse_app;
GRANT SELECT, INSERT ON "audit_export_chunks" TO gatehouse_app;
-- What has had its time is deleted, whose ever it was.
GRANT SELECT ("id", "expires_at"), DELETE ON "audit_exports" TO gatehouse_system;
CREATE POLICY "system_all" ON "audit_exports" TO gatehouse_system USING (true) WITH CHECK (true);

-- Full-text search -------------------------------------------------------------------------------------------------
-- Beside the words of an event stand facts about it, which begin with a colon, as no word does: its organization, actor,
-- action, target, address and request. So one index answers a search within one organization and within the filters of the page.

-- As gatehouse_words, which is asked only where it must be: of ASCII that is too short to hold a word longer than an
-- index takes, as nearly every event is, words come in a fifth of the time, and every act pays it. One may come twice.
CREATE FUNCTION gatehouse_audit_words(value text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  IF octet_length(value) > length(value) OR length(value) > 2000 THEN RETURN gatehouse_words(value); END IF;
  RETURN array_remove(regexp_split_to_array(lower(value COLLATE "C") COLLATE "C", '[^a-z0-9]+'), '');
END $$;

-- What the values of a state say. As JSON has it, which takes a tenth of the time, unless that has escaped something.
CREATE FUNCTION gatehouse_audit_state_text(state jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  said text := jsonb_path_query_array(state, '$.*');
BEGIN
  IF strpos(said, '\') = 0 THEN RETURN said; END IF;
  RETURN (SELECT string_agg(value, ' ') FROM jsonb_each_text(state));
END $$;

-- The id of a target, of a request or of an import is a fact, not the five words of a UUID: nobody types a part of one, and
-- every act pays for each word. Other ids, which are not ours, are words too. Until when something holds is not.
CREATE FUNCTION gatehouse_audit_event_words() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  uuids CONSTANT text := '________-____-____-____-____________';
  no_words CONSTANT text[] := '{expiresAt,importId}';
  said text;
BEGIN
  IF NEW.organization_id IS NULL THEN
    NEW.words := NULL;
    RETURN NEW;
  END IF;
  said := concat_ws(' ', NEW.actor_label, NEW.action, NEW.target_label, gatehouse_audit_state_text(NEW.before - no_words),
                    gatehouse_audit_state_text(NEW.after - no_words), CASE WHEN NEW.target_id NOT LIKE uuids THEN NEW.target_id END,
                    CASE WHEN NEW.request_id NOT LIKE uuids THEN NEW.request_id END);
  NEW.words := array_to_tsvector(
    gatehouse_audit_words(left(said, 10000))
    || ARRAY[':org:' || NEW.organization_id, ':actor:' || left(coalesce(NEW.actor_id, ''), 64), ':action:' || NEW.action,
             ':kind:' || NEW.target_kind, ':target:' || left(coalesce(NEW.target_id, ''), 64),
             ':ip:' || left(coalesce(NEW.ip, ''), 64), ':request:' || left(coalesce(NEW.request_id, ''), 64), ':import:' || left(coalesce(NEW.after ->> 'importId', ''), 64)]);
  RETURN NEW;
END $$;
CREATE TRIGGER "audit_event_words" BEFORE INSERT ON "audit_events" FOR EACH ROW EXECUTE FUNCTION gatehouse_audit_event_words();

-- What was there before is found too.
CREATE TRIGGER "audit_event_words_once" BEFORE UPDATE ON "audit_events" FOR EACH ROW EXECUTE FUNCTION gatehouse_audit_event_words();
UPDATE "audit_events" SET "words" = NULL WHERE "organization_id" IS NOT NULL;
DROP TRIGGER "audit_event_words_once" ON "audit_events";

CREATE INDEX "audit_events_words_idx" ON "audit_events" USING gin ("words") WHERE "organization_id" IS NOT NULL;

-- The events of the transaction's organization that match, newest first (or oldest first, before the cursor). With the
-- rights of the owner, since under row-level security Postgres looks into no index for `@@`, which could leak; that the
-- organization is the transaction's own is asked here instead, and once more of what is read by these ids.
-- `search` is what a person typed: each word must begin a word of the event, or be one for which `actions` names actions.
-- `facts` is made of the facts above. One of the two is given. Literals, so that the planner knows how rare a word is.
CREATE FUNCTION gatehouse_search_audit_events(search text, actions jsonb, facts tsquery, since timestamptz, until timestamptz,
                                              cursor_at timestamptz, cursor_id uuid, backward boolean, most integer)
  RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  organization uuid := gatehouse_organization_id();
  wanted tsquery := facts;
  words tsquery;
  place text := '';
BEGIN
  IF organization IS NULL THEN RETURN; END IF;
  IF search IS NOT NULL THEN
    -- Words hold none of the signs of ASCII, so nothing in them ends a quote.
    SELECT string_agg('(''' || w.word || ''':*' || coalesce((SELECT string_agg(' | '':action:' || a.name || '''', '')
                                                               FROM jsonb_array_elements_text(actions -> w.word) AS a(name)
                                                              WHERE a.name ~ '^[a-z.-]+$'), '') || ')', ' & ')::tsquery
      INTO words FROM (SELECT word FROM unnest(gatehouse_words(left(search, 200))) AS word LIMIT 10) w;
    -- Nothing but signs, which begin no word.
    IF words IS NULL THEN RETURN; END IF;
    wanted := coalesce(words && wanted, words);
  END IF;
  IF wanted IS NULL THEN RETURN; END IF;
  wanted := (''':org:' || organization || '''')::tsquery && wanted;
  IF since IS NOT NULL THEN place := place || format(' AND occurred_at >= %L', since); END IF;
  IF until IS NOT NULL THEN place := place || format(' AND occurred_at < %L', until); END IF;
  IF cursor_at IS NOT NULL THEN
    place := place || format(' AND (occurred_at, id) %s (%L, %L)', CASE WHEN backward THEN '>' ELSE '<' END, cursor_at, cursor_id);
  END IF;
  RETURN QUERY EXECUTE format(
    'SELECT id FROM audit_events WHERE organization_id = %L AND audit_events.words @@ %L::tsquery%s ORDER BY occurred_at %s, id %4$s LIMIT %s',
    organization, wanted, place, CASE WHEN backward THEN 'ASC' ELSE 'DESC' END, most);
END $$;
REVOKE EXECUTE ON FUNCTION gatehouse_search_audit_events FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gatehouse_search_audit_events TO gatehouse_app;

-- The same rows as before. Written with OR, Postgres takes the condition for one that hardly a row meets, and sorts the
-- whole of an organization's log for its first page instead of reading fifty events along the index.
ALTER POLICY "app_select" ON "audit_events" USING (
  CASE WHEN "organization_id" IS NULL THEN "target_kind" = 'user' AND "target_id" = gatehouse_user_id()::text
       ELSE "organization_id" = gatehouse_organization_id() END);

-- Retention ----------------------------------------------------------------------------------------------------------
-- The serving roles can delete no event. This deletes, oldest first, at most so many of those that are older than the
-- organization chose to keep: by the database's clock, and by what its policy says now, so that nobody can ask for more.

CREATE FUNCTION gatehouse_expire_audit_events(organization uuid, most integer) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  kept integer;
  deleted integer;
BEGIN
  SELECT audit_retention_days INTO kept FROM organization_policies WHERE organization_id = organization;
  IF kept IS NULL THEN RETURN 0; END IF;
  DELETE FROM audit_events WHERE id IN (
    SELECT id FROM audit_events
     WHERE organization_id = organization AND occurred_at < now() - make_interval(days => kept)
     ORDER BY occurred_at, id LIMIT most);
  GET DIAGNOSTICS deleted = ROW_COUNT;
  RETURN deleted;
END $$;
REVOKE EXECUTE ON FUNCTION gatehouse_expire_audit_events FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gatehouse_expire_audit_events TO gatehouse_system;
