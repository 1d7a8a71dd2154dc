import { oauthCallback } from '@/lib/web/oauth/callback';

export const GET = oauthCallback;
