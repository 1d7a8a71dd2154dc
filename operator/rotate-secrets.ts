import * as z from 'zod';
import { AppError } from '@/lib/kernel/errors';
import { rotateTotpSecrets } from '@/lib/mfa/rotate-totp-secrets';
import { rotateSamlKeys } from '@/lib/sso/rotate-saml-keys';
import { readArguments, type Command } from './command';

const counted = (count: number, one: string, many: string) =>
  `${count} ${count === 1 ? one : many}`;

export const rotateSecretsCommand: Command = {
  usage: '',
  summary: 'after APP_SECRET was changed: seal anew what is sealed with a previous one',
  async run(args, { print, withOperator }) {
    readArguments(args, {}, z.object({}));
    const [{ sealedAnew, unopenedUserIds, inUse }, connections] = await withOperator(
      async ({ deps, grant }) => [
        await rotateTotpSecrets(deps, grant),
        await rotateSamlKeys(deps, grant),
      ],
    );
    const secrets = counted(
      sealedAnew,
      'secret of an authenticator app was',
      'secrets of authenticator apps were',
    );
    print(`${secrets} sealed anew with the current APP_SECRET.`);
    if (connections.sealedAnew > 0) {
      const keys = counted(
        connections.sealedAnew,
        'key of single sign-on was',
        'keys of single sign-on were',
      );
      print(`${keys} sealed anew too.`);
    }
    for (const id of connections.unopenedConnectionIds) {
      print(`No known key opens the key of connection ${id}.`);
    }
    for (const userId of unopenedUserIds) print(`No known key opens the secret of user ${userId}.`);
    if (unopenedUserIds.length > 0) {
      throw new AppError(
        'conflict',
        `The secrets of ${counted(unopenedUserIds.length, 'user', 'users')} stay as they were: put the APP_SECRET that sealed them into APP_SECRET_PREVIOUS, or turn their two-factor authentication off with reset-mfa.`,
      );
    }
    if (connections.unopenedConnectionIds.length > 0) {
      throw new AppError(
        'conflict',
        'Some keys of single sign-on stay as they were: put the APP_SECRET that sealed them into APP_SECRET_PREVIOUS, or let their Admins make other connections.',
      );
    }
    if (inUse > 0) {
      throw new AppError(
        'conflict',
        `${counted(inUse, 'secret was', 'secrets were')} in use all the while: say the same once more.`,
      );
    }
  },
};
