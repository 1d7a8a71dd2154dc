import path from 'node:path';
import { defineConfig } from 'prisma/config';

// Prisma would download its schema engine even for `generate`. Ours forwards to the same engine
// compiled to WebAssembly, which npm carries, so that a closed network can migrate too.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.join(
  import.meta.dirname,
  'prisma',
  'schema-engine.mjs',
);

const url = process.env.DATABASE_URL;

export default defineConfig({
  schema: path.join('prisma', 'schema'),
  migrations: { path: path.join('prisma', 'migrations') },
  ...(url === undefined ? {} : { datasource: { url } }),
});
