import { Banner } from '../ui/banner';
import { Card, CardBody } from '../ui/card';
import { Progress } from '../ui/progress';
import { faultsIn, stopReasons } from '@/lib/invite-imports/model';
import { lines, number, people, type ImportView } from './views';

/** How far a list has come: the invitations first, then their mails, which leave a few at a time. */
export function ImportProgress({ view }: { view: ImportView }) {
  const { status, counts, invitedCount, mails } = view;
  const left = counts.ready ?? 0;
  const all = invitedCount + left;
  const isRunning = status === 'running';
  return (
    <Card>
      <CardBody>
        <div className="space-y-5">
          {isRunning && (
            <Progress
              label="Writing invitations"
              value={invitedCount}
              max={Math.max(all, 1)}
              valueLabel={`${number(invitedCount)} of ${number(all)}`}
            />
          )}
          {!isRunning && <Outcome view={view} />}
          {mails.all > 0 && (
            <div>
              <Progress
                label="Sending mails"
                value={mails.sent}
                max={mails.all}
                valueLabel={`${number(mails.sent)} of ${number(mails.all)}`}
              />
              <p className="mt-2 measure text-xs text-muted">{mailWords(view)}</p>
            </div>
          )}
        </div>
      </CardBody>
    </Card>
  );
}

function Outcome({ view: { stopReason, counts, invitedCount } }: { view: ImportView }) {
  const faults = faultsIn(counts);
  const invited = `${people(invitedCount)} ${invitedCount === 1 ? 'was' : 'were'} invited.`;
  if (stopReason !== null) {
    return (
      <Banner tone="warning" title="Stopped before the end">
        {stopReasons[stopReason]} {invited}
      </Banner>
    );
  }
  return faults === 0 ? (
    <Banner tone="success" title={invited} />
  ) : (
    <Banner tone="warning" title={invited}>
      {lines(faults)} could not be used. Download the result, correct them and upload it again:
      nobody is invited twice.
    </Banner>
  );
}

function mailWords({ status, mails }: ImportView): string {
  const refused =
    mails.failed === 0 ? '' : ` ${number(mails.failed)} were refused by the mail server for good.`;
  if (mails.sent + mails.failed >= mails.all && status !== 'running') {
    return `All mails have left.${refused}`;
  }
  return `The invitations stand already. Mails leave a few at a time, and go on whether or not this page is open.${refused}`;
}
