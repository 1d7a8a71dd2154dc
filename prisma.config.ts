import path from 'node:path';
import { defineConfig } from 'prisma/config';
import { withoutPassword } from './prisma/schema-engine/password.mjs';

// Prisma would download its schema engine even for `generate`. Ours forwards to the same engine
// compiled to WebAssembly, which npm carries, so that a closed network can migrate too.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.join(
  import.meta.dirname,
  'prisma',
  'schema-engine.mjs',
);
// The CLI would also ask its maker for news.
process.env.CHECKPOINT_DISABLE ??= '1';

// Empty counts as unset, as everywhere.
const url = process.env.DATABASE_URL || undefined;

export default defineConfig({
  schema: path.join('prisma', 'schema'),
  migrations: { path: path.join('prisma', 'migrations') },
  ...(url === undefined ? {} : { datasource: { url: withoutPassword(url) } }),
});
