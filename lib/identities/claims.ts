import * as z from 'zod';
import { maxNameLength } from '@/lib/accounts/model';
import { canonicalEmail } from '@/lib/kernel/email-address';
import { isPlainLine } from '@/lib/kernel/plain-line';
import type { ProvedIdentity } from './model';

/** Of an ID token whose signature, audience, nonce and expiry the library has checked (OpenID Connect Core §3.1.3.7). */
const googleClaims = z.object({
  iss: z.string(),
  sub: z.string().min(1).max(255),
  email: z.unknown().optional(),
  email_verified: z.unknown().optional(),
  name: z.unknown().optional(),
  auth_time: z.unknown().optional(),
});

/**
 * What we believe of Google, or of the provider in its place; null for nothing at all. The library compares the issuer
 * with what the provider itself publishes; the operator's word is what counts.
 */
export function decideGoogleIdentity(
  claims: unknown,
  settings: { issuer: string },
): ProvedIdentity | null {
  const { data } = googleClaims.safeParse(claims);
  if (data?.iss !== settings.issuer) return null;
  return {
    provider: 'google',
    subject: data.sub,
    // `true` and nothing like it: "true" is what some provider lets people write themselves.
    email: data.email_verified === true ? addressIn(data.email) : null,
    name: nameIn(data.name, data.email),
    authenticatedAt: instantIn(data.auth_time),
  };
}

const githubUser = z.object({
  // The number of the account. Logins are renamed, and taken by others afterwards.
  id: z.number().int().positive(),
  login: z.unknown().optional(),
  name: z.unknown().optional(),
});
const githubEmails = z.array(
  z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }),
);

/**
 * What we believe of GitHub's REST API: the account of the token, and its primary address where GitHub has verified it.
 * The address in the profile is what its owner shows the world, and proves nothing.
 */
export function decideGithubIdentity(user: unknown, emails: unknown): ProvedIdentity | null {
  const { data } = githubUser.safeParse(user);
  if (data === undefined) return null;
  const list = githubEmails.safeParse(emails).data ?? [];
  const primary = list.find((entry) => entry.primary && entry.verified)?.email;
  return {
    provider: 'github',
    subject: String(data.id),
    email: addressIn(primary),
    name: nameIn(data.name, data.login, primary),
    // GitHub does not say, and cannot be asked to have somebody prove themselves anew.
    authenticatedAt: null,
  };
}

/** Seconds since 1970 (OpenID Connect Core §2, `auth_time`). */
function instantIn(seconds: unknown): Date | null {
  return typeof seconds === 'number' && Number.isFinite(seconds) ? new Date(seconds * 1000) : null;
}

function addressIn(email: unknown): string | null {
  return typeof email === 'string' ? canonicalEmail(email) : null;
}

/** The first of these that can be a name here; what stands before the @ of an address is one to begin with. */
function nameIn(...candidates: unknown[]): string {
  for (const candidate of candidates) {
    if (typeof candidate !== 'string') continue;
    const [beforeAt = ''] = candidate.split('@');
    const name = Array.from(beforeAt.trim()).slice(0, maxNameLength).join('').trim();
    if (name !== '' && name.length <= maxNameLength && isPlainLine(name)) return name;
  }
  return 'New user';
}
