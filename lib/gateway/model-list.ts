import type { CatalogueModel } from './model';

const freshForMs = 10_000;

type ModelListOptions = {
  select: () => Promise<CatalogueModel[]>;
  now: () => number;
};

/** The catalogue's models, read at most every few seconds. Where they cannot be read again, the last ones stand. */
export function createModelList({
  select,
  now,
}: ModelListOptions): () => Promise<CatalogueModel[]> {
  let models: CatalogueModel[] | null = null;
  let freshUntil = 0;
  let reading: Promise<CatalogueModel[]> | null = null;

  async function read(): Promise<CatalogueModel[]> {
    try {
      models = await select();
      freshUntil = now() + freshForMs;
      return models;
    } catch (error) {
      if (models === null) throw error;
      return models;
    } finally {
      reading = null;
    }
  }

  return () => {
    if (models !== null && now() < freshUntil) return Promise.resolve(models);
    return (reading ??= read());
  };
}
