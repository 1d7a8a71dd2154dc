import { samlAcs } from '@/lib/web/saml/routes';

export const POST = samlAcs;
