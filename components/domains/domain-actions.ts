import type { SsoRequirementPreview } from '@/lib/domains/model';
import type { ActionState } from '@/lib/kernel/action-state';
import type { DomainView } from './views';

/** An act on domains, bound to the organization by the page. */
export type DomainAction<T = unknown> = (
  previous: ActionState<T>,
  input: unknown,
) => Promise<ActionState<T>>;

export type DomainActions = {
  check: DomainAction<DomainView>;
  updateJoinMode: DomainAction<null>;
  remove: DomainAction<null>;
  previewSso: DomainAction<SsoRequirementPreview>;
  updateSso: DomainAction<null>;
};
