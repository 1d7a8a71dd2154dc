import { samlFinish } from '@/lib/web/saml/routes';

export const GET = samlFinish;
