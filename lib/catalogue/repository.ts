import type { OrgTx } from '@/lib/platform/db';

export type Service = { id: string; name: string };

/** The same for everybody: the catalogue belongs to no organization. */
export async function selectServices(tx: OrgTx): Promise<Service[]> {
  return tx.catalogueService.findMany({
    select: { id: true, name: true },
    orderBy: { position: 'asc' },
  });
}

export type Model = { id: string; name: string; description: string; serviceId: string };

export async function selectModels(tx: OrgTx, now: Date): Promise<Model[]> {
  return tx.catalogueModel.findMany({
    where: { availableFrom: { lte: now } },
    select: { id: true, name: true, description: true, serviceId: true },
    orderBy: [{ service: { position: 'asc' } }, { position: 'asc' }],
  });
}
