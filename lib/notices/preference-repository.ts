import type { OrgTx, PersonTx } from '@/lib/platform/db';
import type { NotificationCategory } from './model';

/** What a person chose; categories without a row are on. */
export async function selectChoices(
  tx: PersonTx,
  userId: string,
): Promise<{ category: string; enabled: boolean }[]> {
  return tx.notificationPreference.findMany({
    where: { userId },
    select: { category: true, enabled: true },
  });
}

/** Writes a choice, in one statement. Returns false where it was so already, also by default. */
export async function putChoice(
  tx: PersonTx,
  choice: { userId: string; category: NotificationCategory; enabled: boolean; now: Date },
): Promise<boolean> {
  const { userId, category, enabled, now } = choice;
  const changed = await tx.$executeRaw`
    INSERT INTO notification_preferences AS p (user_id, category, enabled, updated_at)
    SELECT ${userId}::uuid, ${category}, ${enabled}, ${now}
     WHERE NOT ${enabled} OR EXISTS (SELECT 1 FROM notification_preferences
                                      WHERE user_id = ${userId}::uuid AND category = ${category})
    ON CONFLICT (user_id, category) DO UPDATE SET enabled = excluded.enabled, updated_at = excluded.updated_at
     WHERE p.enabled <> excluded.enabled`;
  return changed === 1;
}

/** A member to be told of something, with what the mail says of them and of who did it. */
export type Recipient = {
  name: string;
  email: string;
  timeZone: string;
  organization: string;
  slug: string;
  /** Null where who acts is no member, such as the operator. */
  actorName: string | null;
  /** Categories that are turned off. */
  declined: string[];
};

export async function selectRecipient(
  tx: OrgTx,
  organizationId: string,
  { userId, actorId }: { userId: string; actorId: string },
): Promise<Recipient | null> {
  const rows = await tx.$queryRaw<Recipient[]>`
    SELECT u.name, u.email, u.time_zone AS "timeZone", o.name AS organization, o.slug, a.name AS "actorName",
           ARRAY(SELECT p.category FROM notification_preferences p WHERE p.user_id = u.id AND NOT p.enabled) AS declined
      FROM memberships m
      JOIN users u ON u.id = m.user_id
      JOIN organizations o ON o.id = m.organization_id
      LEFT JOIN users a ON a.id = ${actorId}::uuid
     WHERE m.organization_id = ${organizationId}::uuid AND m.user_id = ${userId}::uuid`;
  return rows[0] ?? null;
}
