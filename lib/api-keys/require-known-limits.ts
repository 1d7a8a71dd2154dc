import { selectModels, selectServices } from '@/lib/catalogue/repository';
import { invalidField } from '@/lib/kernel/errors';
import type { OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { unreachableModels } from './model';

/**
 * Refuses models and services that the catalogue does not have, and models that none of the allowed services offers:
 * a key that can never be used for what its list says is a slip.
 * @throws AppError `invalid-input` beside the field.
 */
export async function requireKnownLimits(
  deps: Deps,
  tx: OrgTx,
  limits: { allowedModels: readonly string[]; allowedServices: readonly string[] },
): Promise<void> {
  const { allowedModels, allowedServices } = limits;
  if (allowedModels.length === 0 && allowedServices.length === 0) return;
  const services = await selectServices(tx);
  const models = await selectModels(tx, deps.clock.now());
  const noService = allowedServices.find((id) => !services.some((service) => service.id === id));
  if (noService !== undefined) {
    throw invalidField('allowedServices', `There is no service "${noService}".`);
  }
  const noModel = allowedModels.find((id) => !models.some((model) => model.id === id));
  if (noModel !== undefined) {
    throw invalidField('allowedModels', `There is no model "${noModel}".`);
  }
  const chosen = models.filter(({ id }) => allowedModels.includes(id));
  const [unreachable] = unreachableModels(chosen, allowedServices);
  if (unreachable !== undefined) {
    throw invalidField(
      'allowedModels',
      `"${unreachable}" belongs to a service that this key may not call. Allow the service too, or leave the model out.`,
    );
  }
}
