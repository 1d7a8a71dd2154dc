import { Redis } from 'ioredis';
import type { Logger } from './log';

/** Longer than any Redis in the same network takes; past it the insurance answers. */
const patienceMs = 500;

/**
 * A connection to Redis or Valkey that never holds anybody up: while it is lost, commands fail at once instead of
 * waiting in a queue, and it comes back by itself. Lost and found again are each logged once.
 */
export function connectRedis(url: string, log: Logger): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: patienceMs,
    commandTimeout: patienceMs,
    retryStrategy: (attempt) => Math.min(attempt * 200, 2_000),
  });
  let isLost = false;
  // Without a listener an error would end the process.
  redis.on('error', (error: Error) => {
    if (isLost) return;
    isLost = true;
    log.warn({ err: error }, 'Redis cannot be reached: networks are counted in Postgres meanwhile');
  });
  redis.on('ready', () => {
    if (isLost) log.info('Redis is reached again');
    isLost = false;
  });
  return redis;
}
