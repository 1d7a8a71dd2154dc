'use client';

import { Download, Printer } from 'lucide-react';
import { Banner } from '../ui/banner';
import { Button } from '../ui/button';
import { CopyButton } from '../ui/copy-button';
import { DialogBody, DialogFooter } from '../ui/dialog';
import { useWarningOnLeave } from '../ui/use-warning-on-leave';

/** The codes, this once. They live in this dialog's memory and nowhere else. */
export function RecoveryCodesView({
  codes,
  account,
  onSaved,
}: {
  codes: readonly string[];
  account: string;
  onSaved: () => void;
}) {
  useWarningOnLeave();
  const text = `Gatehouse recovery codes of ${account}\nEach works once, in place of a code of the authenticator app.\n\n${codes.join('\n')}\n`;
  return (
    <>
      <DialogBody>
        <Banner tone="warning" role="status" title="Save these codes now">
          They are shown this once. Without your phone, one of them is the only way into your
          account; each works once.
        </Banner>
        <ol
          aria-label="Recovery codes"
          data-print-alone
          className="grid gap-x-6 gap-y-1.5 rounded-lg border border-line bg-sunken px-4 py-3 font-mono text-sm sm:grid-cols-2"
        >
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ol>
        <div className="flex flex-wrap gap-2">
          <CopyButton value={codes.join('\n')} label="Copy all" />
          <Button icon={<Download size={16} aria-hidden />} onClick={() => download(text)}>
            Download
          </Button>
          <Button icon={<Printer size={16} aria-hidden />} onClick={() => window.print()}>
            Print
          </Button>
        </div>
      </DialogBody>
      <DialogFooter>
        <Button variant="primary" onClick={onSaved}>
          I have saved them
        </Button>
      </DialogFooter>
    </>
  );
}

function download(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = 'gatehouse-recovery-codes.txt';
  link.click();
  // Not at once: a browser may read the address only after this, and would save nothing.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
