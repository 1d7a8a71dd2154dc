import http from 'node:http';
import type pg from 'pg';
import { withDeadline } from '@/lib/platform/deadline';
import type { Answers } from '@/lib/platform/http-answers';
import type { Exchange } from '@/lib/platform/http-exchange';
import type { Logger } from '@/lib/platform/log';

const withinMs = 900;

export type Readiness = Record<string, 'ok' | 'failed'>;

type HealthParts = {
  answers: Answers;
  log: Logger;
  roles: readonly string[];
  /** What must work for this process to be of use, by name. */
  checks: Record<string, () => Promise<void>>;
};

/** `GET /healthz`: the process lives. `GET /readyz`: it can serve; asked within a second, whatever is down. */
export function createHealth({ answers, log, roles, checks }: HealthParts) {
  let asking: Promise<Readiness> | null = null;

  async function ask(): Promise<Readiness> {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => {
        try {
          await withDeadline(check(), withinMs);
          return [name, 'ok'] as const;
        } catch (error) {
          log.debug({ err: error, check: name }, 'not ready');
          return [name, 'failed'] as const;
        }
      }),
    );
    return Object.fromEntries(results);
  }

  return {
    healthz: (exchange: Exchange) => answers.json(exchange, 200, { status: 'ok', roles }),
    readyz: (exchange: Exchange) => {
      // Whoever asks while the answer is being found gets the same, so that asking costs the database nothing.
      asking ??= ask().finally(() => {
        asking = null;
      });
      void asking.then((readiness) => {
        const ready = Object.values(readiness).every((state) => state === 'ok');
        const body = { status: ready ? 'ready' : 'not-ready', checks: readiness };
        answers.json(exchange, ready ? 200 : 503, body, ready ? [] : ['Retry-After', '1']);
      });
    },
  };
}

/** The database answers, and has the tables that this version asks for: a missing migration fails here. */
export function checkDatabase(pool: pg.Pool): () => Promise<void> {
  return async () => {
    await pool.query(`
      SELECT s.secret_hash, k.ip_ranges, o.first_call_at, a.last_used_at, r.reason, m.available_from
      FROM api_key_secrets s, api_keys k, organizations o, api_key_activity a, api_key_refusals r, catalogue_models m
      LIMIT 0`);
  };
}

/** Next answers on its socket, whatever it says. */
export function checkWeb(socketPath: string): () => Promise<void> {
  return () =>
    new Promise((resolve, reject) => {
      const request = http.request({
        socketPath,
        path: '/robots.txt',
        method: 'HEAD',
        agent: false,
      });
      request.setTimeout(withinMs, () => request.destroy(new Error('no answer in time')));
      request.on('error', reject);
      request.on('response', (response) => {
        response.resume();
        resolve();
      });
      request.end();
    });
}
