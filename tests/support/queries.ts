import type { Db } from '@/lib/platform/db';
import type { Limit } from '@/lib/platform/limits';
import type { TestDeps } from './deps';

/** What a piece of work asked of the database and of argon2, in order. */
export type Counted<T> = { result: T; queries: string[]; argon2: number };

/** Runs `work` with deps that write down each query (by model and operation) and each counter. */
export async function countQueries<T>(
  deps: TestDeps,
  work: (deps: TestDeps) => Promise<T>,
): Promise<Counted<T>> {
  const queries: string[] = [];
  const watch = (client: Db['app'], role: string) =>
    client.$extends({
      query: {
        $allOperations: ({ model, operation, args, query }) => {
          queries.push(`${role} ${model ?? 'raw'}.${operation}`);
          return query(args);
        },
      },
    }) as unknown as Db['app'];
  const before = deps.passwords.calls;
  const watched: TestDeps = {
    ...deps,
    db: {
      ...deps.db,
      app: watch(deps.db.app, 'app'),
      system: watch(deps.db.system, 'system'),
    },
    limits: {
      ...deps.limits,
      consume: (limit: Limit, key: string) => {
        queries.push(`consume ${limit.name}`);
        return deps.limits.consume(limit, key);
      },
    },
  };
  const result = await work(watched);
  return { result, queries, argon2: deps.passwords.calls - before };
}
