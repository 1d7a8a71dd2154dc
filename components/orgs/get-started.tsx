import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Badge } from '../ui/badge';
import { Checklist, ChecklistItem } from '../ui/checklist';
import { Section } from '../ui/card';
import type { Checklist as ChecklistState, ChecklistStep } from '@/lib/orgs/model';

const titles: Record<ChecklistStep, string> = {
  'create-key': 'Create a key',
  'install-sdk': 'Install the SDK',
  'first-call': 'Make your first successful call',
};

export type StepContent = { body?: ReactNode; action?: ReactNode };

/** The three steps; once all are done, one line that opens. */
export function GetStarted({
  checklist,
  contents,
  note,
}: {
  checklist: ChecklistState;
  contents: Record<ChecklistStep, StepContent>;
  /** Who does this, for readers who do not. */
  note?: ReactNode;
}) {
  const { steps, complete } = checklist;
  const count = `${steps.filter(({ done }) => done).length} of ${steps.length}`;
  const list = (
    <Checklist>
      {steps.map(({ step, done }, index) => (
        <ChecklistItem
          key={step}
          number={index + 1}
          title={titles[step]}
          done={done}
          action={contents[step].action}
        >
          {contents[step].body}
        </ChecklistItem>
      ))}
    </Checklist>
  );
  if (!complete) {
    return (
      <Section
        title="Get started"
        description={note ?? 'Three steps to the first answer of a model.'}
        actions={<Badge>{count}</Badge>}
        flush
      >
        {list}
      </Section>
    );
  }
  return (
    <details className="group rounded-lg border border-line bg-surface">
      <summary className="flex list-none items-center gap-3 rounded-lg px-4 py-3 hover:bg-hover sm:px-5 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          size={16}
          aria-hidden
          className="text-muted transition-transform group-open:rotate-90"
        />
        <h2 className="flex-1 text-base">Get started</h2>
        <Badge tone="success">{count}</Badge>
      </summary>
      <div className="border-t border-line">{list}</div>
    </details>
  );
}
