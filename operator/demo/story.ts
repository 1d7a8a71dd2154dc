import { createApiKey } from '@/lib/api-keys/create-api-key';
import { disableApiKey } from '@/lib/api-keys/disable-api-key';
import { revokeApiKey } from '@/lib/api-keys/revoke-api-key';
import { createApiKeySchema } from '@/lib/api-keys/schema';
import { addSeconds } from '@/lib/platform/clock';
import { castKeys, type CastKey, type PlayedKey } from './cast';
import type { Company } from './company';
import { goodCall, type Gateway } from './gateway';
import { happeningsOf } from './happenings';
import { play, type Act, type Stage } from './stage';

/** Ninety days of an organization: keys come, change and go, and so do rights. Returns the keys with their secrets. */
export async function playStory(
  { deps }: Stage,
  company: Company,
  { now, call }: { now: Date; call: Gateway['call'] },
): Promise<PlayedKey[]> {
  const played = new Map<CastKey, PlayedKey>();
  const find = (isIt: (cast: CastKey) => boolean): PlayedKey => {
    const found = [...played.values()].find(({ cast }) => isIt(cast));
    if (found === undefined) throw new Error('the demo has no such key yet');
    return found;
  };
  const lives = castKeys.flatMap((each, index): Act[] => {
    const hour = 2 + (index % 6) + (index % 4) / 4;
    const used = () => call(find((cast) => cast === each).secret, goodCall(each));
    const { createdOnDay, ends, lastUsedMinutesAgo } = each;
    return [
      {
        at: company.at(createdOnDay, hour),
        run: async () => played.set(each, await createKey(deps, company, each)),
      },
      ...(lastUsedMinutesAgo === null
        ? []
        : [{ at: addSeconds(now, -lastUsedMinutesAgo * 60), run: used }]),
      ...(ends === null
        ? []
        : [
            {
              at: company.at(ends.onDay, hour),
              run: () =>
                endKey(
                  deps,
                  company,
                  find((cast) => cast === each),
                  ends.how,
                ),
            },
          ]),
    ];
  });
  const byName = (name: string) => find((cast) => cast.name === name);
  await play(deps.clock, [...lives, ...happeningsOf(deps, company, { byName, call })]);
  return [...played.values()];
}

async function endKey(
  deps: Stage['deps'],
  company: Company,
  { cast: { owner }, keyId }: PlayedKey,
  how: 'revoked' | 'disabled',
): Promise<unknown> {
  if (how === 'revoked') {
    return revokeApiKey(deps, company.grant(owner, 'api-key.revoke'), { keyId });
  }
  return disableApiKey(deps, company.grant(owner, 'api-key.update'), { keyId });
}

async function createKey(deps: Stage['deps'], company: Company, key: CastKey): Promise<PlayedKey> {
  const { name, environment, expiry, ipRanges, models, services } = key;
  const { keyId, secret } = await createApiKey(
    deps,
    await company.grantAfterSignIn(key.owner, 'api-key.create'),
    createApiKeySchema.parse({
      name,
      environment,
      expiry,
      ipRanges,
      allowedModels: models,
      allowedServices: services,
      teamId: company.teamId(key.team),
    }),
  );
  return { cast: key, keyId, secret };
}
