import { createAttemptLimits, type Limit } from '@/lib/platform/limits';
import { createLogger } from '@/lib/platform/log';

/** One of several processes that count together: takes as many points as its parent says, all at once. */
const { systemUrl, redisUrl } = JSON.parse(process.argv[2] ?? '') as {
  systemUrl: string;
  redisUrl: string;
};
const limits = createAttemptLimits({
  systemUrl,
  redisUrl,
  instanceId: 'shared',
  log: createLogger({ role: 'test', level: 'error' }),
});

process.on('message', (message: { limit: Limit; key: string; times: number }) => {
  const { limit, key, times } = message;
  void Promise.all(Array.from({ length: times }, () => limits.consume(limit, key))).then(
    (results) => process.send?.(results),
  );
});
process.send?.('ready');
