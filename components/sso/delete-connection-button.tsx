'use client';

import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { sessionsInWords } from './sessions-in-words';
import { useConnectionAct } from './use-connection-act';
import type { ConnectionAction, ConnectionView } from './views';

type Props = {
  connection: Pick<ConnectionView, 'id' | 'name'>;
  /** Sessions that came by the connection and are open. */
  openSessions: number;
  deleteConnection: ConnectionAction<{ connectionId: string }>;
  listHref: string;
};

/** Asks, deletes, and leads back to the list. */
export function DeleteConnectionButton({
  connection: { id, name },
  openSessions,
  ...props
}: Props) {
  const { act, dialog } = useConnectionAct();
  return (
    <>
      <ConfirmDialog
        title={`Delete ${name}?`}
        description={`Its addresses and its key end for good. ${sessionsInWords(openSessions)} Another connection has other addresses, of which the identity provider must be told anew.`}
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
