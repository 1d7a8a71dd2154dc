import { lookup as systemLookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { invalidField } from '@/lib/kernel/errors';
import { readMetadata, type IdentityProviderMetadata } from './read-metadata';
import { decodeUtf8 } from './read-xml';

/** Which places may be asked; the defaults are for everybody but tests. */
export type MetadataGuard = {
  lookup(
    hostname: string,
    options: LookupAllOptions,
    callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
  ): void;
  allowsAddress(address: string): boolean;
  allowsPort(port: string): boolean;
  /** Certificates to trust besides the system's. */
  ca?: string;
};

export const publicInternet: MetadataGuard = {
  lookup: systemLookup,
  allowsAddress: isGlobalUnicast,
  // What is written in no address.
  allowsPort: (port) => port === '',
};

const limits = { milliseconds: 5_000, bytes: 512 * 1024 };

/**
 * Metadata from an address that an Admin entered. The server asks on somebody else's word: over TLS, no further than where
 * the public internet is, for no longer and no more than a document takes, and tells only what the document says.
 *
 * @throws AppError `invalid-input`, with words for the field `metadataUrl` or, where the document is at fault, `metadata`.
 */
export async function fetchMetadata(
  text: string,
  now: Date,
  guard: MetadataGuard = publicInternet,
): Promise<IdentityProviderMetadata> {
  const url = readUrl(text, guard);
  const bytes = await download(url, guard);
  let xml: string;
  try {
    xml = decodeUtf8(bytes);
  } catch (error) {
    throw refuse('The address does not answer with an XML document.', error);
  }
  return readMetadata(xml, { now });
}

function readUrl(text: string, guard: MetadataGuard): URL {
  if (text.length > 2_000 || /[\s\\\p{Cc}]/u.test(text) || !URL.canParse(text)) {
    throw refuse('Enter an address that begins with https://.');
  }
  const url = new URL(text);
  if (url.protocol !== 'https:') throw refuse('The address must begin with https://.');
  if (url.username !== '' || url.password !== '') {
    throw refuse('The address must not hold a user name or password.');
  }
  if (!guard.allowsPort(url.port)) throw refuse('The address must not name a port.');
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  // A numeric address is never looked up, so it is judged here.
  if (isIP(host) !== 0 && !guard.allowsAddress(host)) throw unreachable();
  return url;
}

/** Asks once, follows nothing, and is done after five seconds whatever the other side does. */
async function download(url: URL, guard: MetadataGuard): Promise<Buffer> {
  const signal = AbortSignal.timeout(limits.milliseconds);
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      https
        .get(
          url,
          {
            agent: false,
            lookup: guardedLookup(guard),
            signal,
            headers: { accept: 'application/samlmetadata+xml, application/xml, text/xml' },
            maxHeaderSize: 16 * 1024,
            ...(guard.ca === undefined ? {} : { ca: guard.ca }),
          },
          resolve,
        )
        .on('error', reject);
    });
    return await readBody(response);
  } catch (error) {
    throw unreachable(error);
  }
}

async function readBody(response: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
    for await (const part of response as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > limits.bytes) throw new Error('the document is too large');
      parts.push(part);
    }
  } finally {
    response.destroy();
  }
  return Buffer.concat(parts);
}

/**
 * Judges the very addresses that the connection is then made to: a name that leads elsewhere a moment later (DNS
 * rebinding) changes nothing.
 */
function guardedLookup(guard: MetadataGuard): LookupFunction {
  return (hostname, options, callback) => {
    guard.lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error !== null) {
        callback(error, '');
        return;
      }
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => guard.allowsAddress(address))) {
        callback(new Error(`${hostname} leads to an address that is not public`), '');
        return;
      }
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

/** Neither private, local, shared, reserved nor a translation of such (RFC 6890, RFC 6052). */
function isGlobalUnicast(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

/** One text for whatever is there or is not, so that nobody surveys a network with it. */
function unreachable(cause?: unknown) {
  return refuse(
    'No metadata could be fetched there. The address must be public, and answer within 5 seconds, without a redirect.',
    cause,
  );
}

function refuse(words: string, cause?: unknown) {
  const refusal = invalidField('metadataUrl', words);
  if (cause !== undefined) refusal.cause = cause;
  return refusal;
}
