import { baseSecurityHeaders } from '@/lib/web/security-headers';

/** Where password managers look for the page that changes a password (W3C change-password-url). */
export function GET(): Response {
  return new Response(null, {
    status: 303,
    headers: { ...baseSecurityHeaders(), Location: '/account/security' },
  });
}
