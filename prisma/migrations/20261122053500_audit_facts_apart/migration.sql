-- A search is for the beginnings of words, and the facts that stand beside the words of an event began with words: whoever
-- looked for "act", "org" or "ip" found every event there is. Facts begin with a colon now, as no word does.

CREATE OR REPLACE FUNCTION gatehouse_audit_event_words() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  NEW.words := CASE WHEN NEW.organization_id IS NULL THEN NULL ELSE array_to_tsvector(
    gatehouse_words(left(concat_ws(' ', NEW.actor_label, NEW.action, NEW.target_label, NEW.target_id, NEW.request_id,
                                   gatehouse_audit_values(NEW.before), gatehouse_audit_values(NEW.after)), 10000))
    || ARRAY[':org:' || NEW.organization_id, ':actor:' || left(coalesce(NEW.actor_id, ''), 64), ':action:' || NEW.action,
             ':kind:' || NEW.target_kind, ':target:' || left(coalesce(NEW.target_id, ''), 64),
             ':ip:' || left(coalesce(NEW.ip, ''), 64)]) END;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION gatehouse_search_audit_events(search text, actions jsonb, facts tsquery, since timestamptz, until timestamptz,
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

-- What was there before. The functions above replace the ones of this name, so their rights stay.
CREATE TRIGGER "audit_event_words_once" BEFORE UPDATE ON "audit_events" FOR EACH ROW EXECUTE FUNCTION gatehouse_audit_event_words();
UPDATE "audit_events" SET "words" = NULL WHERE "organization_id" IS NOT NULL;
DROP TRIGGER "audit_event_words_once" ON "audit_events";
