import * as z from 'zod';
import { insertLinkToken, selectUserByEmail } from '@/lib/accounts/link-token-repository';
import { resetLifetimeSeconds } from '@/lib/accounts/model';
import { requireGoodPassword } from '@/lib/accounts/password-policy';
import { emailField, nameField } from '@/lib/accounts/schema';
import type { OperatorGrant } from '@/lib/authz/authorize';
import { AppError } from '@/lib/kernel/errors';
import { createOrganization, type CreatedOrganization } from '@/lib/orgs/create-organization';
import { createOrganizationSchema } from '@/lib/orgs/schema';
import { addSeconds } from '@/lib/platform/clock';
import { sha256 } from '@/lib/platform/crypto';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { randomToken } from '@/lib/platform/random';
import { readArguments, type Command } from './command';
import { createUser, onBehalfOf, type User } from './create-user';

export type CreateAdminInput = {
  email: string;
  name: string;
  organization: string;
  /** Without one, a new person gets a link. */
  password: string | undefined;
};

export type CreatedAdmin = CreatedOrganization & {
  user: User;
  /** Only for a person who was made just now and has no password; nobody is given a way into an account that exists. */
  passwordLink: string | null;
};

/** Makes an organization whose Admin is the person of this address, and the person, where there is none yet. */
export async function createAdmin(
  deps: Deps,
  grant: OperatorGrant,
  { email, name, organization, password }: CreateAdminInput,
): Promise<CreatedAdmin> {
  if (password !== undefined) {
    const owner = { name, email, organizationNames: [organization] };
    await requireGoodPassword(deps, 'password', password, owner);
  }
  const passwordHash = password === undefined ? null : await deps.passwords.hash(password);
  const { user, passwordLink } = await asSystem(deps.db, 'operator', async (tx) => {
    const existing = await selectUserByEmail(tx, email);
    if (existing !== null) {
      if (password !== undefined) {
        throw new AppError(
          'conflict',
          `There is already an account for ${email}: leave the password out, it stays as it is.`,
        );
      }
      const { id, ...person } = existing;
      return { user: { userId: id, ...person }, passwordLink: null };
    }
    const made = await createUser(deps, tx, grant, { name, email, passwordHash });
    if (passwordHash !== null) return { user: made, passwordLink: null };
    const token = randomToken(deps.random);
    const now = deps.clock.now();
    await insertLinkToken(tx, {
      id: deps.ids.next(),
      purpose: 'reset-password',
      userId: made.userId,
      tokenHash: sha256(token),
      createdAt: now,
      expiresAt: addSeconds(now, resetLifetimeSeconds),
    });
    return { user: made, passwordLink: `${deps.config.appUrl}/reset-password?token=${token}` };
  });
  const founding = createOrganizationSchema.parse({ name: organization, useCase: 'api-access' });
  const created = await createOrganization(deps, onBehalfOf(grant, user), founding);
  return { ...created, user, passwordLink };
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
    print(`Organization ${input.organization}: slug ${made.slug}, Group ID ${made.groupId}`);
    print(`Its Admin is ${made.user.name} <${made.user.email}>.`);
    if (made.passwordLink === null) return;
    print(`Within ${resetLifetimeSeconds / 60} minutes, set the password at`);
    print(`  ${made.passwordLink}`);
    print('Later, "Forgot password?" on the sign-in page sends another link.');
  },
};
