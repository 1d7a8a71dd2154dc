import type { ReactNode } from 'react';
import { signInMethodNames } from '@/lib/sessions/model';
import { Status, type Tone } from '../ui/badge';
import { Time } from '../ui/time';
import type { DebtView } from './views';

/** What somebody owes, with by when; that nothing is owed is said too. */
export function DebtList({ debts }: { debts: readonly DebtView[] }) {
  if (debts.length === 0) return <Status tone="success">Nothing</Status>;
  return (
    <ul className="space-y-1 py-1">
      {debts.map((debt) => {
        const { tone, word, more } = inWords(debt);
        return (
          <li key={debt.kind}>
            <Status tone={tone}>{word}</Status>
            <p className="text-xs wrap-anywhere text-muted">{more}</p>
          </li>
        );
      })}
    </ul>
  );
}

function inWords(debt: DebtView): { tone: Tone; word: string; more: ReactNode } {
  switch (debt.kind) {
    case 'second-factor': {
      const due = <Time value={debt.dueAt} format="log" />;
      return debt.isOverdue
        ? { tone: 'danger', word: 'Second factor', more: <>Shut out, was due {due}</> }
        : { tone: 'warning', word: 'Second factor', more: <>Due {due}</> };
    }
    case 'method':
      return {
        tone: 'danger',
        word: 'No accepted way to sign in',
        more:
          debt.methods.length === 0
            ? 'None of those accepted is set up here'
            : `Accepted: ${debt.methods.map((method) => signInMethodNames[method]).join(', ')}`,
      };
    case 'single-sign-on':
      return { tone: 'danger', word: 'Single sign-on', more: `Required for ${debt.domain}` };
  }
}
