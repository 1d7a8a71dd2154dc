import type pg from 'pg';
import type { CatalogueModel } from './model';

/** The models that can be called at `now`; the same for everybody, since the catalogue belongs to no organization. */
export async function selectAvailableModels(pool: pg.Pool, now: Date): Promise<CatalogueModel[]> {
  const { rows } = await pool.query<CatalogueModel>({
    name: 'gateway-models',
    text: `
      SELECT m.id, m.service_id AS "serviceId", m.available_from AS "availableFrom"
      FROM catalogue_models m JOIN catalogue_services s ON s.id = m.service_id
      WHERE m.available_from <= $1 ORDER BY s.position, m.position, m.id`,
    values: [now],
  });
  return rows;
}
