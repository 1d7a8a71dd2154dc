import pg from 'pg';
import { RateLimiterPostgres, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Logger } from './log';
import { connectRedis } from './redis';

/** So many points in so many seconds, counted together under one name. */
export type Limit = {
  name: string;
  points: number;
  windowSeconds: number;
  /**
   * Of a network: a flood, counted in Redis where there is one, which spares Postgres. Left out: attempts at what guards
   * an account, always in Postgres, since a Redis that forgets would give an attacker all tries again.
   */
  of?: 'network';
};

export type LimitResult = { allowed: true } | { allowed: false; retryAfterSeconds: number };

/** Counters of attempts, which every process sees alike. */
export type AttemptLimits = {
  /** Takes one point of `key` in one atomic statement, and says whether there was one left. */
  consume(limit: Limit, key: string): Promise<LimitResult>;
  /** Forgets what was counted, for example after a success. */
  reset(limit: Limit, key: string): Promise<void>;
  close(): Promise<void>;
};

type Options = {
  /** The database, as `gatehouse_system`. */
  systemUrl: string;
  redisUrl?: string | undefined;
  /** Keeps installations apart that share a Redis. */
  instanceId: string;
  log: Logger;
};

export function createAttemptLimits({
  systemUrl,
  redisUrl,
  instanceId,
  log,
}: Options): AttemptLimits {
  const pool = new pg.Pool({ connectionString: systemUrl, max: 2, connectionTimeoutMillis: 5_000 });
  // Without a listener a dropped idle connection would end the process; the next query opens another.
  pool.on('error', () => undefined);
  const redis = redisUrl === undefined ? null : connectRedis(redisUrl, log);
  const limiters = new Map<string, RateLimiterPostgres | RateLimiterRedis>();

  function limiterFor(limit: Limit): RateLimiterPostgres | RateLimiterRedis {
    const existing = limiters.get(limit.name);
    if (existing) return existing;
    const { points, windowSeconds: duration } = limit;
    const inPostgres = new RateLimiterPostgres({
      storeClient: pool,
      storeType: 'pool',
      tableName: 'attempt_counters',
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix: limit.name,
      points,
      duration,
    });
    const limiter =
      redis === null || limit.of !== 'network'
        ? inPostgres
        : new RateLimiterRedis({
            storeClient: redis,
            rejectIfRedisNotReady: true,
            keyPrefix: `gatehouse:${instanceId}:${limit.name}`,
            points,
            duration,
            // A lost Redis opens no door: the same count goes on in Postgres.
            insuranceLimiter: inPostgres,
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
      redis?.disconnect();
      await pool.end();
    },
  };
}
