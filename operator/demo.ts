import * as z from 'zod';
import { selectUserByEmail } from '@/lib/accounts/link-token-repository';
import type { OperatorGrant } from '@/lib/authz/authorize';
import { roleNames, roles } from '@/lib/authz/permissions';
import { AppError } from '@/lib/kernel/errors';
import { createOrganization } from '@/lib/orgs/create-organization';
import { asSystem } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { isLoopbackUrl } from '@/lib/platform/env';
import { randomText } from '@/lib/platform/random';
import { readArguments, type Command } from './command';
import { cast, emailOf, otherOrganizationName } from './demo/cast';
import { foundCompany, type Company } from './demo/company';
import { openGateway, type Gateway } from './demo/gateway';
import { personGrantOf, stageDeps, type Stage } from './demo/stage';
import { playStory } from './demo/story';
import { playRefusals, playVisits } from './demo/traffic';

const days = 90;

export type Demo = {
  slug: string;
  /** Of everybody in it, made for this run. */
  password: string;
  /** Somebody of each role. */
  signIns: { role: string; email: string }[];
};

/**
 * Fills the database with an organization that looks real: people, keys, calls and ninety days of history, all of it by
 * the use cases that write such rows every day, under a clock that is set to the moment of each act.
 * @throws AppError `conflict` where it is there already, or where others can reach this installation.
 */
export async function createDemo(
  deps: Deps,
  grant: OperatorGrant,
  { systemUrl, force }: { systemUrl: string; force: boolean },
): Promise<Demo> {
  const { appUrl } = deps.config;
  if (!isLoopbackUrl(appUrl) && !force) {
    throw new AppError(
      'conflict',
      `${appUrl} can be reached by others: people who do not exist have no place there. To do it all the same, add --force.`,
    );
  }
  const founder = emailOf(cast[0]?.name ?? '');
  const existing = await asSystem(deps.db, 'operator', (tx) => selectUserByEmail(tx, founder));
  if (existing !== null) {
    throw new AppError('conflict', `The demo is here already: ${founder} has an account.`);
  }
  const now = deps.clock.now();
  const password = [1, 2, 3, 4]
    .map(() => randomText(deps.random, 5, 'abcdefghjkmnpqrstuvwxyz23456789'))
    .join('-');
  const stage = { deps: stageDeps(deps), operator: grant };
  const company = await foundCompany(stage, { password, now, days });
  const keys = await withGateway(stage, systemUrl, (call) =>
    playStory(stage, company, { now, call }),
  );
  await foundOther(stage, company);
  // Another gateway, with nothing in memory of what the keys were.
  await withGateway(stage, systemUrl, (call) => playRefusals(stage, keys, { now, call }));
  await playVisits(stage, company, { password, now });
  return {
    slug: company.slug,
    password,
    signIns: roles.map((role) => ({
      role: roleNames[role],
      email: emailOf(cast.find((member) => member.role === role)?.name ?? ''),
    })),
  };
}

/** A second organization of the founder's, with which the switcher has something to switch to. */
async function foundOther({ deps }: Stage, company: Company): Promise<void> {
  deps.clock.set(company.at(40, 3));
  const founder = company.actor(cast[0]?.name ?? '');
  await createOrganization(deps, personGrantOf(deps, founder), {
    name: otherOrganizationName,
    useCase: 'text-generation',
    timeZone: 'UTC',
  });
}

async function withGateway<T>(
  stage: Stage,
  systemUrl: string,
  work: (call: Gateway['call']) => Promise<T>,
): Promise<T> {
  const gateway = openGateway(stage, systemUrl);
  try {
    return await work(gateway.call);
  } finally {
    await gateway.close();
  }
}

const schema = z.object({ force: z.boolean().default(false) });

export const demoCommand: Command = {
  usage: '[--force]',
  summary: 'fill the database with an organization to look round in',
  async run(args, { print, withOperator }) {
    const { force } = readArguments(args, { force: { type: 'boolean' } }, schema);
    const { demo, appUrl } = await withOperator(async ({ deps, grant, env }) => ({
      demo: await createDemo(deps, grant, { systemUrl: env.DATABASE_SYSTEM_URL, force }),
      appUrl: deps.config.appUrl,
    }));
    print(`Northwind Robotics is ready: ${appUrl}/orgs/${demo.slug}`);
    print('');
    for (const { role, email } of demo.signIns) print(`  ${role.padEnd(16)} ${email}`);
    print('');
    print(`  Password of all: ${demo.password}`);
  },
};
