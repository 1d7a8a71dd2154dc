import { samlAcs } from '@/lib/web/saml';

export const POST = samlAcs;
