import { SamlRefusal, type SamlCheck } from './model';

/** The time, and how far the clock of another may differ from it. */
export type Moment = { now: Date; skewSeconds: number };

const utc = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|\+00:00)$/;

/**
 * An xs:dateTime in UTC (core §1.3.3).
 *
 * @throws SamlRefusal `check`, where it is absent or is no such time.
 */
export function readInstant(check: SamlCheck, text: string | null): Date {
  const instant = text !== null && utc.test(text) ? new Date(text) : null;
  if (instant === null || Number.isNaN(instant.getTime())) {
    throw new SamlRefusal(check, 'a time in UTC', text ?? 'none');
  }
  return instant;
}

/** @throws SamlRefusal `check`, where `instant` is still to come. */
export function requireNotBefore(check: SamlCheck, instant: Date, moment: Moment): void {
  if (moment.now.getTime() + moment.skewSeconds * 1000 < instant.getTime()) {
    throw new SamlRefusal(check, `≤ ${moment.now.toISOString()}`, instant.toISOString());
  }
}

/** @throws SamlRefusal `check`, where `end` has come: it is the first moment that is too late. */
export function requireNotAfter(check: SamlCheck, end: Date, moment: Moment): void {
  if (moment.now.getTime() - moment.skewSeconds * 1000 >= end.getTime()) {
    throw new SamlRefusal(check, `> ${moment.now.toISOString()}`, end.toISOString());
  }
}
