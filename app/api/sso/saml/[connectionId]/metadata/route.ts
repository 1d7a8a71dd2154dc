import { samlMetadata } from '@/lib/web/saml';

export const GET = samlMetadata;
