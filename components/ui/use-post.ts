import { useState } from 'react';
import { idle, type ActionState } from '@/lib/kernel/action-state';
import { unreachable } from './unreachable';

/**
 * As `useActionState`, for a form that a route takes (lib/web/form-routes.ts): after a success the browser loads the page
 * that the route names, so that nothing of what was shown before lives on.
 */
export function usePost(
  address: string,
  before: ActionState<never> = idle,
): [ActionState<never>, (data: FormData) => void, boolean] {
  const [state, setState] = useState(before);
  const [pending, setPending] = useState(false);
  const post = async (data: FormData) => {
    setPending(true);
    const answer = await send(address, data).catch(() => unreachable);
    if (answer.status === 'ok') {
      // The button turns until the next page is there.
      window.location.assign(answer.data.location);
      return;
    }
    setState(answer);
    setPending(false);
  };
  return [state, (data) => void post(data), pending];
}

async function send(
  address: string,
  data: FormData,
): Promise<Exclude<ActionState<{ location: string }>, { status: 'idle' }>> {
  const body = new URLSearchParams();
  for (const [name, value] of data) if (typeof value === 'string') body.append(name, value);
  const response = await fetch(address, {
    method: 'POST',
    body,
    headers: { Accept: 'application/json' },
  });
  // Whoever else answers (a proxy, the notice page) does so in another form.
  if (response.headers.get('content-type')?.startsWith('application/json') !== true) {
    return unreachable;
  }
  return (await response.json()) as Exclude<ActionState<{ location: string }>, { status: 'idle' }>;
}
