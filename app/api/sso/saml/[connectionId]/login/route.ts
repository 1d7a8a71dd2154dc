import { samlLogin } from '@/lib/web/saml';

export const GET = samlLogin;
