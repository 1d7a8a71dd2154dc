'use server';

import { keysOfMember } from '@/lib/api-keys/keys-of-member';
import { AppError } from '@/lib/kernel/errors';
import type { SsoWay } from '@/lib/sso-sign-in/model';
import { findUnsolicited } from '@/lib/sso-sign-in/find-unsolicited';
import { finishSsoWith } from '@/lib/sso-sign-in/finish-sso';
import { startSsoSchema, unsolicitedTicketSchema } from '@/lib/sso-sign-in/schema';
import { startSso } from '@/lib/sso-sign-in/start-sso';
import { publicAction } from '@/lib/web/actions';
import { readCookie, setCookie } from '@/lib/web/cookies';
import { enter } from '@/lib/web/enter';
import { ssoAddress } from '@/lib/web/saml/addresses';
import { currentSession } from '@/lib/web/session';
import { redirect } from 'next/navigation';

/** The way to an identity provider: the page goes to the address that this answers, or asks which of several. */
export const startSsoAction = publicAction(
  startSsoSchema,
  async (deps, request, input): Promise<{ url: string } | { ways: SsoWay[] }> => {
    const started = await startSso(deps, request, input);
    if (started.status === 'choose') return { ways: started.ways };
    await setCookie('saml-handshake', started.handshakeToken);
    return { url: started.url };
  },
);

const finishSso = finishSsoWith(keysOfMember);

/** The yes to a sign-in that an identity provider began. */
export const confirmUnsolicitedAction = publicAction(
  unsolicitedTicketSchema,
  async (deps, request, { ticket }): Promise<never> => {
    const found = await findUnsolicited(deps, ticket);
    if (found === null) {
      throw new AppError(
        'link-invalid',
        'This sign-in is over. Begin it again where you came from.',
      );
    }
    const browser = {
      sessionToken: await readCookie('session'),
      deviceToken: await readCookie('device'),
      handshakeToken: null,
      session: await currentSession(),
    };
    const brought = { connectionId: found.connectionId, ticket, browser };
    const end = await finishSso(deps, request, brought, 'idp-initiated');
    if (end.status === 'entered') return enter(deps, end.result, end.returnTo);
    redirect(ssoAddress(end));
  },
);
