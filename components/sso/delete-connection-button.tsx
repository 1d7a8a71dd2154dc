'use client';

import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { useConnectionAct } from './use-connection-act';
import type { ConnectionAction, ConnectionView } from './views';

type Props = {
  connection: Pick<ConnectionView, 'id' | 'name'>;
  deleteConnection: ConnectionAction<{ connectionId: string }>;
  listHref: string;
};

/** Asks, deletes, and leads back to the list. */
export function DeleteConnectionButton({ connection: { id, name }, ...props }: Props) {
  const { act, dialog } = useConnectionAct();
  return (
    <>
      <ConfirmDialog
        title={`Delete ${name}?`}
        description="Its addresses and its key end for good. Another connection has others, of which the identity provider must be told anew."
        confirmLabel="Delete connection"
        trigger={<Button variant="danger">Delete connection</Button>}
        onConfirm={() =>
          act(
            props.deleteConnection,
            { connectionId: id },
            { title: `${name} is deleted`, leaveTo: props.listHref },
          )
        }
      />
      {dialog}
    </>
  );
}
