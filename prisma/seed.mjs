import { readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Puts the first services and models into an empty catalogue, and those that a newer version added into an older one.
 * Plain JavaScript, since it runs with the migrations, before anything is built. Rows that exist stay as they are: after
 * the first start they belong to the operator.
 *
 * @param {import('pg').ClientBase} client the owner's connection
 * @param {string} root the checkout; a bundle cannot find the file from where it lies itself
 */
export async function seedCatalogue(client, root) {
  const text = await readFile(path.join(root, 'prisma', 'catalogue.json'), 'utf8');
  const { services, models } = JSON.parse(text);
  await client.query(
    `INSERT INTO catalogue_services (id, name, position)
     SELECT item->>'id', item->>'name', place FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS list(item, place)
     ON CONFLICT (id) DO NOTHING`,
    [JSON.stringify(services)],
  );
  await client.query(
    `INSERT INTO catalogue_models (id, service_id, name, description, available_from, position)
     SELECT item->>'id', item->>'service', item->>'name', item->>'description', (item->>'availableFrom')::timestamptz, place
       FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS list(item, place)
     ON CONFLICT (id) DO NOTHING`,
    [JSON.stringify(models)],
  );
}
