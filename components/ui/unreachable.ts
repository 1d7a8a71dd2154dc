import type { ActionState } from '@/lib/kernel/action-state';

/** The state of a form whose answer did not come. */
export const unreachable: Extract<ActionState, { status: 'error' }> = {
  status: 'error',
  code: 'unavailable',
  message: 'Gatehouse could not be reached. Try again.',
  fieldErrors: {},
};
