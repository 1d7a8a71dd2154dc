import { auditActions, type AuditAction } from '@/lib/audit/actions';
import type { AuditEventRow } from '@/lib/audit/model';
import { deviceInWords } from '@/lib/sessions/device';
import { methodNames } from '@/lib/sessions/model';
import { sensitiveActs } from '@/lib/sessions/sensitive-acts';
import { refusalNames } from './model';

/** How long a person's sign-in activity reaches back. */
export const activityDays = 90;

export const activityOutcomes = ['succeeded', 'refused', 'changes'] as const;
export type ActivityOutcome = (typeof activityOutcomes)[number];

/** What happened to a person's account, in words for that person. */
export type ActivityEvent = {
  id: string;
  occurredAt: Date;
  title: string;
  detail: string | null;
  outcome: ActivityOutcome;
  method: string | null;
  device: string;
  ip: string | null;
};

const refused: readonly AuditAction[] = ['user.sign-in-refused', 'user.proof-refused'];
const succeeded: readonly AuditAction[] = [
  'user.signed-up',
  'user.signed-in',
  'user.signed-out',
  'user.proved-again',
];

/** Every act that is neither a way in or out nor a refusal changed something: those that are added later, too. */
export function actionsOf(outcome: ActivityOutcome): {
  names: readonly AuditAction[];
  isExcept: boolean;
} {
  switch (outcome) {
    case 'refused':
      return { names: refused, isExcept: false };
    case 'succeeded':
      return { names: succeeded, isExcept: false };
    case 'changes':
      return { names: [...refused, ...succeeded], isExcept: true };
  }
}

export function activityEvent(event: AuditEventRow): ActivityEvent {
  const { id, occurredAt, action, ip, sessionMethod, userAgent } = event;
  return {
    id,
    occurredAt,
    // The log speaks of people; this page speaks to one.
    title: auditActions[action].replace(/\btheir\b/g, 'your'),
    detail: detailOf(event),
    outcome: refused.includes(action)
      ? 'refused'
      : succeeded.includes(action)
        ? 'succeeded'
        : 'changes',
    method: sessionMethod === null ? null : (methodNames[sessionMethod] ?? sessionMethod),
    device: deviceInWords(userAgent),
    ip,
  };
}

function detailOf({ actorKind, action, after }: AuditEventRow): string | null {
  if (actorKind === 'operator') return 'By the operator of this installation';
  const { reason, session, act } = after ?? {};
  if (action === 'session.revoked') return textOf(session);
  if (action === 'user.sign-in-refused') return textOf(reason, refusalNames);
  if (action === 'user.proved-again' || action === 'user.proof-refused') {
    const words = textOf(act, sensitiveActs);
    return words === null ? null : `To ${words}`;
  }
  return null;
}

/** A value of an event as text, in the words of a table where it stands there. */
function textOf(value: unknown, words: Record<string, string> = {}): string | null {
  if (typeof value !== 'string') return null;
  return new Map(Object.entries(words)).get(value) ?? value;
}
