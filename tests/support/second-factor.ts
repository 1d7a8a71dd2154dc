import { generateSync } from 'otplib';
import { confirmTotpEnrolment } from '@/lib/mfa/confirm-totp-enrolment';
import { startTotpEnrolment } from '@/lib/mfa/start-totp-enrolment';
import { createPerson, personGrant, type TestHouse, type TestPerson } from './people';

export type GuardedPerson = TestPerson & { secret: string; recoveryCodes: string[] };

/** What an authenticator app shows at this moment of the test's clock, `steps` of thirty seconds away. */
export function codeOf({ deps }: TestHouse, secret: string, steps = 0): string {
  const epoch = Math.floor(deps.clock.now().getTime() / 1000) + steps * 30;
  return generateSync({ secret, epoch });
}

/** On to the next code, since none works twice. */
export function nextStep({ deps }: TestHouse): void {
  deps.clock.moveBySeconds(30);
}

/** Sets an app up for a person who has just proved who they are, and moves on to its next code. */
export async function turnOnMfa<P extends TestPerson>(
  house: TestHouse,
  person: P,
): Promise<P & GuardedPerson> {
  const grant = await personGrant(house, person.sessionToken);
  const { enrolmentId, secret } = await startTotpEnrolment(house.deps, grant);
  const { recoveryCodes } = await confirmTotpEnrolment(house.deps, grant, {
    enrolmentId,
    code: codeOf(house, secret),
  });
  nextStep(house);
  return { ...person, secret, recoveryCodes };
}

export async function createGuardedPerson(house: TestHouse): Promise<GuardedPerson> {
  return turnOnMfa(house, await createPerson(house));
}
