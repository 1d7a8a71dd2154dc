/**
 * The strict grammar that Gatehouse accepts: one `local@domain`, ASCII, no quotes, no comments, no IP literals.
 * Narrower than RFC 5321 on purpose: what mail programs read in two ways is a way to mail somebody else.
 */
const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/** An address and blanks around it. Looking for the last blank of a text takes as long as the square of its length. */
const maxTypedLength = 1_000;
const domainLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The canonical form of an address, or null where it is none. Lower case throughout: no provider in use tells
 * `A@x` from `a@x`, and two accounts that differ in case would be an impersonation. Lengths as RFC 5321 §4.5.3.1.
 */
export function canonicalEmail(input: string): string | null {
  if (input.length > maxTypedLength) return null;
  const trimmed = input.replace(/^[ \t]+|[ \t]+$/g, '');
  // Anything outside ASCII (full-width `＠`, zero-width, dotless ı) is refused before case is folded.
  if (!/^[\x21-\x7e]+$/.test(trimmed) || trimmed.length > 254) return null;
  const email = trimmed.toLowerCase();
  const at = email.lastIndexOf('@');
  const local = email.slice(0, at);
  const domain = email.slice(at + 1);
  if (at < 1 || local.length > 64 || !localPart.test(local)) return null;
  const labels = domain.split('.');
  if (labels.length < 2 || !labels.every((label) => domainLabel.test(label))) return null;
  return /^[0-9]+$/.test(labels.at(-1) ?? '') ? null : email;
}

/** The domain of an address in its canonical form. */
export const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1);
