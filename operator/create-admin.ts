import * as z from 'zod';
import { endLinkTokens, insertLinkToken } from '@/lib/accounts/link-token-repository';
import { resetLifetimeSeconds } from '@/lib/accounts/model';
import { requireGoodPassword } from '@/lib/accounts/password-policy';
import { emailField, nameField } from '@/lib/accounts/schema';
import type { OperatorGrant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { createOrganization, type CreatedOrganization } from '@/lib/orgs/create-organization';
import { createOrganizationSchema } from '@/lib/orgs/schema';
import { addSeconds } from '@/lib/platform/clock';
import { sha256 } from '@/lib/platform/crypto';
import { asSystem, type SystemTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { randomToken } from '@/lib/platform/random';
import { readArguments, type Command } from './command';
import { createUser, onBehalfOf, type User } from './create-user';
import { selectAccount, type Account } from './repository';

export type CreateAdminInput = {
  email: string;
  name: string;
  organization: string;
  /** Without one, a new person gets a link. */
  password: string | undefined;
};

export type CreatedAdmin = CreatedOrganization & {
  user: User;
  /** Whether an earlier run made the person and then failed. */
  finished: boolean;
  /** Only for a person who has no password and was never in; nobody is given a way into an account that somebody uses. */
  passwordLink: string | null;
};

/**
 * Makes an organization whose Admin is the person of this address, and the person, where there is none yet. The two are
 * written by different roles of the database, each in a transaction of its own: where the second fails, the same command
 * once more finds the person as the first left them, and finishes.
 */
export async function createAdmin(
  deps: Deps,
  grant: OperatorGrant,
  { email, name, organization, password }: CreateAdminInput,
): Promise<CreatedAdmin> {
  if (password !== undefined) {
    const owner = { name, email, organizationNames: [organization] };
    await requireGoodPassword(deps, 'password', password, owner);
  }
  const found = await asSystem(deps.db, 'operator', (tx) => selectAccount(tx, email));
  const finished = found?.isUntouched === true && (await isSamePassword(deps, found, password));
  if (found !== null && password !== undefined && !finished) {
    throw new AppError(
      'conflict',
      `There is already an account for ${email}: leave the password out, it stays as it is.`,
    );
  }
  const passwordHash =
    password === undefined || found !== null ? null : await deps.passwords.hash(password);
  const needsLink = password === undefined && (found === null || finished);
  const { user, passwordLink } = await asSystem(deps.db, 'operator', async (tx) => {
    const user = found?.user ?? (await createUser(deps, tx, grant, { name, email, passwordHash }));
    return { user, passwordLink: needsLink ? await issueLink(deps, tx, user.userId) : null };
  });
  const founding = createOrganizationSchema.parse({ name: organization, useCase: 'api-access' });
  const created = await createOrganization(deps, onBehalfOf(grant, user), founding);
  return { ...created, user, finished, passwordLink };
}

/** Whether an account has the password that it was to get, or none where none was given. */
async function isSamePassword(
  { passwords }: Pick<Deps, 'passwords'>,
  { passwordHash }: Account,
  password: string | undefined,
): Promise<boolean> {
  if (password === undefined || passwordHash === null) {
    return password === undefined && passwordHash === null;
  }
  return passwords.verify(passwordHash, password);
}

/** A link to set the first password. One that an earlier run made and nobody was shown ends. */
async function issueLink(deps: Deps, tx: SystemTx, userId: string): Promise<string> {
  const token = randomToken(deps.random);
  const now = deps.clock.now();
  await endLinkTokens(tx, userId, 'reset-password', now);
  await insertLinkToken(tx, {
    id: deps.ids.next(),
    purpose: 'reset-password',
    userId,
    tokenHash: sha256(token),
    createdAt: now,
    expiresAt: addSeconds(now, resetLifetimeSeconds),
  });
  return `${deps.config.appUrl}/reset-password?token=${token}`;
}

const options = {
  email: { type: 'string' },
  name: { type: 'string' },
  organization: { type: 'string' },
  'password-stdin': { type: 'boolean' },
} as const;

const schema = z.object({
  email: emailField,
  name: nameField,
  organization: createOrganizationSchema.shape.name,
  'password-stdin': z.boolean().default(false),
});

export const createAdminCommand: Command = {
  usage: '--email ADDRESS --name NAME --organization NAME [--password-stdin]',
  summary: 'make an organization and its first Admin',
  async run(args, { print, readInput, withOperator }) {
    const { 'password-stdin': fromInput, ...input } = readArguments(args, options, schema);
    const password = fromInput ? (await readInput()).replace(/\r?\n$/, '') : undefined;
    const made = await withOperator(({ deps, grant }) =>
      createAdmin(deps, grant, { ...input, password }),
    );
    if (made.finished) {
      print('An earlier run made the person and no organization: this one finished its work.');
    }
    print(`Organization ${input.organization}: slug ${made.slug}, Group ID ${made.groupId}`);
    print(`Its Admin is ${made.user.name} <${made.user.email}>.`);
    if (made.passwordLink === null) return;
    print(`Within ${resetLifetimeSeconds / 60} minutes, set the password at`);
    print(`  ${made.passwordLink}`);
    print('Later, "Forgot password?" on the sign-in page sends another link.');
  },
};
