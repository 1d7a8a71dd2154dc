import { domainToASCII } from 'node:url';
import emailProviders from 'email-providers';
import { parse } from 'tldts';
import { canonicalEmail } from '@/lib/kernel/email-address';
import { challengeLabel } from './model';

/** Of a name in the DNS, without the dot of the root (RFC 1035 §2.3.4), less the label of the record. */
const maxLength = 253 - `${challengeLabel}.`.length;

/** Public providers that the list lacks. */
const furtherProviders = [
  'addy.io',
  'anonaddy.com',
  'disroot.org',
  'duck.com',
  'fastmail.com',
  'mozmail.com',
  'passmail.net',
  'posteo.de',
  'riseup.net',
  'simplelogin.com',
  'skiff.com',
  'startmail.com',
  'tuta.com',
  'tuta.io',
  'tutamail.com',
  'tutanota.com',
  'zohomail.com',
];
const publicProviders = new Set([...emailProviders, ...furtherProviders]);

export type ReadDomain =
  | { status: 'domain'; domain: string }
  | { status: 'malformed' }
  /** Names are given out below it, to anybody (publicsuffix.org): `co.uk`, `github.io`. */
  | { status: 'public-suffix'; domain: string }
  /** Anybody gets an address at it, so it tells nothing of who they are. */
  | { status: 'public-provider'; domain: string };

/**
 * A domain as it stands in addresses of people: lower case, in the ASCII form of IDNA (RFC 5891). What a person pasted
 * with a dot at its end is taken too; an address, a URL or anything with a path is not, since a part of it may not be
 * what they meant.
 */
export function readDomain(input: string): ReadDomain {
  const typed = input.trim().replace(/\.$/, '');
  if (!/^[^\s@/\\:?#%]+$/.test(typed)) return { status: 'malformed' };
  const domain = domainToASCII(typed);
  // Held to the grammar of addresses, so that one on this domain can have an account.
  if (domain.length > maxLength || canonicalEmail(`a@${domain}`) !== `a@${domain}`) {
    return { status: 'malformed' };
  }
  const { publicSuffix } = parse(domain, { allowPrivateDomains: true });
  if (publicProviders.has(domain)) return { status: 'public-provider', domain };
  if (publicSuffix === domain) return { status: 'public-suffix', domain };
  return { status: 'domain', domain };
}
