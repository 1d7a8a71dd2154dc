'use client';

import { Banner } from '../ui/banner';
import { Button } from '../ui/button';
import { CodeBlock } from '../ui/code-block';
import { CopyValue } from '../ui/copy-value';
import { DialogBody, DialogFooter } from '../ui/dialog';
import { SecretField } from '../ui/secret-field';
import { useWarningOnLeave } from '../ui/use-warning-on-leave';
import { snippetsOf } from './snippets';
import type { CreatedKey } from './views';

/** The secret, this once, with calls to paste. It lives in this dialog's memory and nowhere else. */
export function CreatedKeyView({
  created,
  baseUrl,
  model,
  onSaved,
}: {
  created: CreatedKey;
  baseUrl: string;
  model: string | null;
  onSaved: () => void;
}) {
  useWarningOnLeave();
  const { secret, groupId } = created;
  return (
    <>
      <DialogBody>
        <Banner tone="warning" role="status" title="Copy the key now">
          It is shown this once. Gatehouse keeps only a fingerprint of it, so nobody can show it
          again. Keep it in a secret manager, never in code.
        </Banner>
        <SecretField label="Secret key" value={secret} />
        <div>
          <p className="mb-1.5 text-sm font-medium">Group ID</p>
          <CopyValue name="Group ID" value={groupId} />
        </div>
        <div>
          <p className="mb-1.5 text-sm font-medium">Try it</p>
          <CodeBlock
            label="Call with this key"
            snippets={snippetsOf({ baseUrl, groupId, secret, model })}
          />
        </div>
      </DialogBody>
      <DialogFooter>
        <Button variant="primary" onClick={onSaved}>
          I have saved it
        </Button>
      </DialogFooter>
    </>
  );
}
