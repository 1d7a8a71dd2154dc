import { parseIpAddress } from '@/lib/platform/ip-address';
import { auditActions, type AuditAction } from './actions';

/** What a person typed, apart: addresses and ids are looked for whole, the rest word by word. */
export type AuditSearch = {
  /** Null where there is nothing but addresses and ids. */
  text: string | null;
  addresses: string[];
  /** UUIDs (RFC 9562), in lower case. */
  ids: string[];
  /** For each word of the text that begins a word of how the console names some actions: those actions. */
  actions: Record<string, AuditAction[]>;
};

const titleWords = Object.entries(auditActions).map(([action, title]) => ({
  action: action as AuditAction,
  words: wordsOf(title),
}));

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Reads a search. People look for what they see, and the console does not show `member.role-changed` but "Changed a
 * role": the words of the titles stand for their actions.
 */
export function parseAuditSearch(search: string): AuditSearch {
  const parts = search.split(/\s+/).filter((part) => part !== '');
  const addresses = parts.flatMap((part) => parseIpAddress(part)?.toString() ?? []);
  const ids = parts.map((part) => part.toLowerCase()).filter((part) => uuid.test(part));
  const others = parts.filter(
    (part) => parseIpAddress(part) === null && !uuid.test(part.toLowerCase()),
  );
  const text = others.length === 0 && parts.length > 0 ? null : others.join(' ');
  return { text, addresses, ids, actions: actionsOf(wordsOf(text ?? '')) };
}

function actionsOf(words: string[]): Record<string, AuditAction[]> {
  return Object.fromEntries(
    words.flatMap((word) => {
      const named = titleWords.filter((title) => title.words.some((w) => w.startsWith(word)));
      return named.length === 0 ? [] : [[word, named.map(({ action }) => action)]];
    }),
  );
}

/** Titles are English; a word of another writing is in none of them. */
function wordsOf(text: string): string[] {
  return [...new Set(text.toLowerCase().match(/[a-z0-9]+/g))];
}
