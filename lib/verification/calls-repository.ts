import type pg from 'pg';
import { arrayOfPlain } from '@/lib/platform/system-pool';
import type { RefusalCode, RefusalReason } from './model';

export type LastUse = {
  organizationId: string;
  keyId: string;
  at: number;
  ip: string | null;
  model: string | null;
};

export type KeptRefusal = {
  id: string;
  organizationId: string;
  keyId: string;
  at: number;
  code: RefusalCode;
  reason: RefusalReason;
  ip: string | null;
  service: string | null;
  model: string | null;
};

export type FirstCall = { organizationId: string; at: number };

const instant = (at: number) => new Date(at).toISOString();

/**
 * Sorted by key, so that two data planes never wait for each other in a circle; never moved back, since the other may
 * have seen a later call. Keys that are gone by now are left out.
 */
export async function upsertLastUses(pool: pg.Pool, uses: readonly LastUse[]): Promise<void> {
  await pool.query({
    name: 'record-last-uses',
    text: `
      INSERT INTO api_key_activity (organization_id, api_key_id, last_used_at, last_used_ip, last_used_model)
      SELECT u.organization_id, u.api_key_id, to_timestamp(u.used_at / 1000), u.ip, u.model
      FROM unnest($1::uuid[], $2::uuid[], $3::float8[], $4::text[], $5::text[])
        AS u (organization_id, api_key_id, used_at, ip, model)
      JOIN api_keys k ON k.organization_id = u.organization_id AND k.id = u.api_key_id
      ORDER BY u.api_key_id
      ON CONFLICT (organization_id, api_key_id) DO UPDATE SET last_used_at = excluded.last_used_at,
        last_used_ip = excluded.last_used_ip, last_used_model = excluded.last_used_model
      WHERE api_key_activity.last_used_at < excluded.last_used_at`,
    values: [
      arrayOfPlain(uses.map((use) => use.organizationId)),
      arrayOfPlain(uses.map((use) => use.keyId)),
      arrayOfPlain(uses.map((use) => use.at)),
      arrayOfPlain(uses.map((use) => use.ip)),
      uses.map((use) => use.model),
    ],
  });
}

/** A refusal that was written before, by a try whose answer was lost, is not written twice. */
export async function insertRefusals(
  pool: pg.Pool,
  refusals: readonly KeptRefusal[],
): Promise<void> {
  await pool.query({
    name: 'record-refusals',
    text: `
      INSERT INTO api_key_refusals (id, organization_id, api_key_id, occurred_at, code, reason, ip, service, model)
      SELECT u.id, u.organization_id, u.api_key_id, u.occurred_at, u.code, u.reason, u.ip, u.service, u.model
      FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::text[], $7::text[],
        $8::text[], $9::text[]) AS u (id, organization_id, api_key_id, occurred_at, code, reason, ip, service, model)
      JOIN api_keys k ON k.organization_id = u.organization_id AND k.id = u.api_key_id
      ON CONFLICT (id) DO NOTHING`,
    values: [
      refusals.map((refusal) => refusal.id),
      refusals.map((refusal) => refusal.organizationId),
      refusals.map((refusal) => refusal.keyId),
      refusals.map((refusal) => instant(refusal.at)),
      refusals.map((refusal) => refusal.code),
      refusals.map((refusal) => refusal.reason),
      refusals.map((refusal) => refusal.ip),
      refusals.map((refusal) => refusal.service),
      refusals.map((refusal) => refusal.model),
    ],
  });
}

/** Set once: the first call stays the first. */
export async function updateFirstCalls(pool: pg.Pool, calls: readonly FirstCall[]): Promise<void> {
  await pool.query({
    name: 'record-first-calls',
    text: `
      UPDATE organizations o SET first_call_at = u.called_at
      FROM unnest($1::uuid[], $2::timestamptz[]) AS u (organization_id, called_at)
      WHERE o.id = u.organization_id AND o.first_call_at IS NULL`,
    values: [calls.map((call) => call.organizationId), calls.map((call) => instant(call.at))],
  });
}
