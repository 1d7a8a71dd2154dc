import { Badge, Status } from '../ui/badge';
import { Time } from '../ui/time';
import { RemoveCodeButton } from './remove-code-button';
import type { EmergencyAct, EmergencyAdminView } from './views';

type Props = {
  admins: readonly EmergencyAdminView[];
  ownId: string;
  removeCode: EmergencyAct<null>;
};

/** Which Admins could get in without the identity provider, and what the others lack. */
export function AdminList({ admins, ownId, removeCode }: Props) {
  return (
    <ul className="divide-y divide-line text-sm">
      {admins.map((admin) => (
        <li
          key={admin.userId}
          className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-3 sm:px-5"
        >
          <div className="min-w-0 flex-1 basis-52">
            <p className="flex flex-wrap items-center gap-2 font-medium">
              <span className="wrap-anywhere">{admin.name}</span>
              {admin.userId === ownId && <Badge>You</Badge>}
            </p>
            <p className="wrap-anywhere text-muted">{admin.email}</p>
          </div>
          <div className="flex min-w-0 flex-wrap items-center justify-end gap-x-4 gap-y-2">
            <AdminState admin={admin} />
            {admin.madeAt !== null && admin.usedAt === null && (
              <RemoveCodeButton admin={admin} removeCode={removeCode} />
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** The first thing that is to be done about it. */
function AdminState({ admin }: { admin: EmergencyAdminView }) {
  const { isReady, hasPassword, hasSecondFactor, madeAt, usedAt } = admin;
  if (isReady && madeAt !== null) {
    return (
      <Status tone="success">
        <span>
          Ready, code of <Time value={madeAt} />
        </span>
      </Status>
    );
  }
  if (!hasPassword) return <Status>No password</Status>;
  if (!hasSecondFactor) return <Status>No second factor</Status>;
  if (usedAt !== null) {
    return (
      <Status tone="warning">
        <span>
          Code used <Time value={usedAt} />
        </span>
      </Status>
    );
  }
  return <Status>No code</Status>;
}
