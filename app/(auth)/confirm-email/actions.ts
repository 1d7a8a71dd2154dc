'use server';

import { redirect } from 'next/navigation';
import { confirmEmailChangeByLink } from '@/lib/sign-in/confirm-email-change';
import { linkSchema } from '@/lib/sign-in/schema';
import { publicAction } from '@/lib/web/actions';
import { readCookie, setCookie } from '@/lib/web/cookies';

export const confirmEmailChangeAction = publicAction(
  linkSchema,
  async (deps, request, input): Promise<{ email: string }> => {
    const own = await readCookie('session');
    const { email, sessionToken } = await confirmEmailChangeByLink(deps, request, input, own);
    if (sessionToken === null) return { email };
    // A cookie makes Next render the page anew, whose link is used up by now.
    await setCookie('session', sessionToken);
    redirect('/account/profile?notice=email-changed');
  },
);
