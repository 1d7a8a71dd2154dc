import type { Db } from '@/lib/platform/db';
import type { TestDeps } from './deps';

type Run = (tx: object) => Promise<unknown>;

/** How many calls of the database a piece of work makes inside its transactions. */
export async function countQueries(
  deps: TestDeps,
  work: (deps: TestDeps) => Promise<unknown>,
): Promise<number> {
  let count = 0;
  const counting = (tx: object) =>
    new Proxy(tx, {
      get(target, name) {
        count += 1;
        return Reflect.get(target, name) as unknown;
      },
    });
  const app = new Proxy(deps.db.app, {
    get(target, name) {
      if (name !== '$transaction') return Reflect.get(target, name) as unknown;
      return (run: Run, options: object) => target.$transaction((tx) => run(counting(tx)), options);
    },
  });
  const db: Db = { app, system: deps.db.system, close: () => deps.db.close() };
  await work({ ...deps, db });
  return count;
}
