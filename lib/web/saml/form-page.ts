import { randomBytes } from 'node:crypto';
import type { AuthnRequest } from '@/lib/sso/saml/authn-request';

/** A page of one form that sends itself, to that one place: how a request travels by POST (SAML bindings 2.0, section 3.5). */
export function formPage(
  { action, fields }: Extract<AuthnRequest, { binding: 'post' }>,
  headers: Record<string, string>,
): Response {
  const nonce = randomBytes(16).toString('base64');
  const inputs = Object.entries(fields)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`)
    .join('');
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Going to your identity provider</title>
<body><form method="post" action="${escapeHtml(action)}">${inputs}<noscript><button>Go on</button></noscript></form>
<script nonce="${nonce}">document.forms[0].submit()</script></body></html>`;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // Some identity providers send a form on to another host of theirs, which browsers hold to this too.
    `form-action https: ${new URL(action).origin}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return new Response(html, {
    headers: {
      ...headers,
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': policy,
    },
  });
}

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
