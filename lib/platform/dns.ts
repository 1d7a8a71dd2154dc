import { Resolver } from 'node:dns/promises';
import { withDeadline } from './deadline';

/** What the name servers say about the TXT records of a name. */
export type TxtAnswer =
  | { status: 'found'; records: readonly string[] }
  /** There is no such name, or it has no TXT record. */
  | { status: 'absent' }
  /** Nobody could say: a timeout, a failing server, a broken answer. It proves nothing either way. */
  | { status: 'unanswered'; reason: string };

export type Dns = { findTxt(name: string): Promise<TxtAnswer> };

/** Of c-ares: the name does not exist (NXDOMAIN), or not with this type. */
const absences = new Set(['ENOTFOUND', 'ENODATA']);

const timeouts = {
  /** For each try at each server, in milliseconds. */
  timeout: 2_000,
  tries: 2,
};
/** Of a whole answer, however many servers are asked. */
const deadline = 8_000;

/**
 * Asks the name servers given as `address` or `address:port`, or those of the machine. A record of several strings is one
 * text without anything in between (RFC 7208 §3.3 reads them so, as does everybody). Aliases are followed by the server.
 */
export function createDns(servers: readonly string[]): Dns {
  const resolver = new Resolver(timeouts);
  if (servers.length > 0) resolver.setServers(servers);
  return {
    async findTxt(name) {
      try {
        const records = await withDeadline(resolver.resolveTxt(name), deadline);
        // An alias to a name without such records is an answer without any, and no error.
        if (records.length === 0) return { status: 'absent' };
        return { status: 'found', records: records.map((strings) => strings.join('')) };
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? 'ETIMEOUT';
        if (absences.has(code)) return { status: 'absent' };
        return { status: 'unanswered', reason: code };
      }
    },
  };
}
