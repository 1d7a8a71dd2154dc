import dgram from 'node:dgram';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {
  AUTHORITATIVE_ANSWER,
  decode,
  encode,
  streamEncode,
  TRUNCATED_RESPONSE,
  type Answer,
  type Packet,
} from 'dns-packet';

/** What the server knows of a name; a name that it does not know does not exist (NXDOMAIN). */
export type Name =
  /** TXT records, each of one or several strings. */
  | { txt: readonly (string | readonly string[])[] }
  | { alias: string }
  /** There, but without TXT records. */
  | { empty: true }
  | { rcode: 'SERVFAIL' | 'REFUSED' }
  | { silent: true };

export type DnsServer = {
  /** `127.0.0.1:port` */
  address: string;
  /** Names in lower case. */
  names: Map<string, Name>;
  /** The names that were asked for, over UDP and TCP. */
  asked: { name: string; over: 'udp' | 'tcp' }[];
  stop(): Promise<void>;
};

const rcodes = { NXDOMAIN: 3, SERVFAIL: 2, REFUSED: 5 };
/** What fits into a datagram without EDNS (RFC 1035 §4.2.1). */
const maxDatagram = 512;

/** A name of a folder in which other processes write: a file for each, with what is known of it as JSON. */
function nameIn(folder: string, name: string): Name | undefined {
  try {
    return JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Name;
  } catch {
    return undefined;
  }
}

/** A real name server on this machine, over UDP, and over TCP for what does not fit there. */
export async function startDnsServer(folder?: string): Promise<DnsServer> {
  const names = new Map<string, Name>();
  const find = (name: string) =>
    names.get(name) ?? (folder === undefined ? undefined : nameIn(folder, path.basename(name)));
  const asked: DnsServer['asked'] = [];
  const udp = dgram.createSocket('udp4');
  const tcp = net.createServer((socket) => {
    let received = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      const reply = replyTo(received.subarray(2), 'tcp');
      if (reply !== null) socket.end(streamEncode(reply));
    });
  });

  function replyTo(message: Buffer, over: 'udp' | 'tcp'): Packet | null {
    const query = decode(message);
    const question = query.questions?.[0];
    if (question === undefined) return null;
    const name = question.name.toLowerCase();
    asked.push({ name, over });
    const known = find(name);
    if (known !== undefined && 'silent' in known) return null;
    const failure =
      known === undefined ? rcodes.NXDOMAIN : 'rcode' in known ? rcodes[known.rcode] : 0;
    const { id } = query;
    return {
      type: 'response',
      ...(id !== undefined && { id }),
      flags: AUTHORITATIVE_ANSWER | failure,
      questions: [question],
      answers: question.type === 'TXT' ? answersOf(question.name) : [],
    };
  }

  /** As a resolver answers: with the aliases on the way, and what stands at their end. */
  function answersOf(name: string): Answer[] {
    const known = find(name.toLowerCase());
    if (known === undefined) return [];
    if ('alias' in known) {
      return [{ type: 'CNAME', name, ttl: 0, data: known.alias }, ...answersOf(known.alias)];
    }
    if (!('txt' in known)) return [];
    return known.txt.map((data) => ({
      type: 'TXT',
      name,
      ttl: 0,
      data: typeof data === 'string' ? data : [...data],
    }));
  }

  udp.on('message', (message, from) => {
    const reply = replyTo(message, 'udp');
    if (reply === null) return;
    const whole = encode(reply);
    const fits = whole.length <= maxDatagram;
    const cut = { ...reply, answers: [], flags: (reply.flags ?? 0) | TRUNCATED_RESPONSE };
    udp.send(fits ? whole : encode(cut), from.port, from.address);
  });

  const port = await new Promise<number>((resolve, reject) => {
    udp.once('error', reject);
    udp.bind(0, '127.0.0.1', () => resolve(udp.address().port));
  });
  await new Promise<void>((resolve, reject) => {
    tcp.once('error', reject);
    tcp.listen(port, '127.0.0.1', resolve);
  });
  return {
    address: `127.0.0.1:${port}`,
    names,
    asked,
    stop: async () => {
      await new Promise<void>((resolve) => udp.close(() => resolve()));
      await new Promise((resolve) => tcp.close(resolve));
    },
  };
}
