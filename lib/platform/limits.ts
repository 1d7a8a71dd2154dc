import pg from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';

/** So many points in so many seconds, counted together under one name. */
export type Limit = { name: string; points: number; windowSeconds: number };

export type LimitResult = { allowed: true } | { allowed: false; retryAfterSeconds: number };

/** Counters of attempts, in Postgres, so that every process sees the same. */
export type AttemptLimits = {
  /** Takes one point of `key` in one atomic statement, and says whether there was one left. */
  consume(limit: Limit, key: string): Promise<LimitResult>;
  /** Forgets what was counted, for example after a success. */
  reset(limit: Limit, key: string): Promise<void>;
  close(): Promise<void>;
};

/** @param systemUrl the database, as `gatehouse_system`. */
export function createAttemptLimits(systemUrl: string): AttemptLimits {
  const pool = new pg.Pool({ connectionString: systemUrl, max: 2, connectionTimeoutMillis: 2_000 });
  // Without a listener a dropped idle connection would end the process; the next query opens another.
  pool.on('error', () => undefined);
  const limiters = new Map<string, RateLimiterPostgres>();

  function limiterFor(limit: Limit): RateLimiterPostgres {
    const existing = limiters.get(limit.name);
    if (existing) return existing;
    const limiter = new RateLimiterPostgres({
      storeClient: pool,
      storeType: 'pool',
      tableName: 'attempt_counters',
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix: limit.name,
      points: limit.points,
      duration: limit.windowSeconds,
    });
    limiters.set(limit.name, limiter);
    return limiter;
  }

  return {
    async consume(limit, key) {
      try {
        await limiterFor(limit).consume(key);
        return { allowed: true };
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        return { allowed: false, retryAfterSeconds: Math.ceil(refusal.msBeforeNext / 1000) };
      }
    },
    async reset(limit, key) {
      await limiterFor(limit).delete(key);
    },
    async close() {
      await pool.end();
    },
  };
}
