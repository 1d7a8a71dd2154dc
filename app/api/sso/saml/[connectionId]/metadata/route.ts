import { samlMetadata } from '@/lib/web/saml/routes';

export const GET = samlMetadata;
