import type { SessionSummary } from '@/lib/sessions/model';
import { formatAbsoluteTime } from '../ui/format-time';

type Listed = Pick<SessionSummary, 'id' | 'browser' | 'system' | 'ip'> & { lastSeenAt: string };

/** "Chrome 142 on macOS 15", as the list heads each session. */
export function sessionName({ browser, system }: Pick<Listed, 'browser' | 'system'>): string {
  return system === null ? browser : `${browser} on ${system}`;
}

/**
 * A name for each session that no other in the list has, for whoever hears a button without the row around it: with its
 * address where browsers are alike, with its last use where addresses are too, and else with its place in the list.
 * @returns by the session's id.
 */
export function sessionLabels(sessions: readonly Listed[], timeZone: string): Map<string, string> {
  const candidates = sessions.map((session, index) => {
    const name = sessionName(session);
    const withAddress = `${name} at ${session.ip ?? 'an unknown address'}`;
    const lastUse = formatAbsoluteTime(new Date(session.lastSeenAt), timeZone);
    const withUse = `${withAddress}, last used ${lastUse}`;
    return [name, withAddress, withUse, `${withUse}, number ${index + 1} in the list`];
  });
  const all = candidates.flat();
  const isItsOwn = (label: string) => all.filter((other) => other === label).length === 1;
  return new Map(
    sessions.map(({ id }, index) => [id, candidates[index]?.find(isItsOwn) ?? id] as const),
  );
}
