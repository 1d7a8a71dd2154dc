import { samlLogin } from '@/lib/web/saml/routes';

export const GET = samlLogin;
