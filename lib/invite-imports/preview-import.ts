import { limitKey, requireWithinLimit } from '@/lib/accounts/limits';
import type { Grant } from '@/lib/authz/authorize';
import { addSeconds } from '@/lib/platform/clock';
import { withOrg, type OrgTx } from '@/lib/platform/db';
import type { Deps } from '@/lib/platform/deps';
import { selectMemberAddresses, selectPendingAddresses } from '@/lib/invites/bulk-repository';
import { findDomainsElsewhere } from '@/lib/invites/sso-elsewhere';
import { chooseTeams } from '@/lib/orgs/choose-teams';
import { requireCurrentRole } from '@/lib/orgs/require-current-role';
import { addressIn } from './read-columns';
import { clipped, judgeRows, type Facts, type JudgedRow } from './judge-rows';
import { previewsPerOrganization } from './limits';
import { importedInvitationsPerDay, isFault, keptPreviews, previewSeconds } from './model';
import { readList, type ListSource } from './read-list';
import {
  countImportedSince,
  deleteOldPreviews,
  insertImport,
  selectTeamChoices,
} from './repository';
import { insertRows, type NewRow } from './row-repository';
import type { ImportSettingsInput } from './schema';

export const daySeconds = 24 * 60 * 60;
const rowsPerStatement = 2_500;
/** Added to the line: what needs nobody comes after all that does. */
const placeBehind = 100_000_000;

/**
 * Reads a list of addresses and says of each line what would become of it. Nobody is invited: what is kept is a preview,
 * which has an address and survives a reload, and is thrown away after a day.
 * @throws AppError `payload-too-large`, `unsupported-media-type`, `invalid-input` with the line, `rate-limited`, `forbidden`.
 */
export async function previewInvitationImport(
  deps: Deps,
  grant: Grant<'invitation.create'>,
  source: ListSource,
  settings: ImportSettingsInput,
): Promise<{ importId: string }> {
  const { organizationId, userId } = grant;
  await requireWithinLimit(
    deps,
    previewsPerOrganization,
    limitKey(organizationId),
    'Your organization uploaded many lists within the hour.',
  );
  const { rows: given, ...list } = await readList(source);
  const emails = given.map(({ email }) => addressIn(email)).filter((email) => email !== null);
  const now = deps.clock.now();
  return withOrg(deps.db, organizationId, async (tx) => {
    const member = await requireCurrentRole(tx, grant);
    const defaultTeams = await chooseTeams(tx, organizationId, settings.teamIds);
    const defaultTeamIds = defaultTeams.map((team) => team.id);
    const rows = judgeRows(
      given,
      {
        ownRole: member.role,
        defaultRole: settings.role,
        defaultTeamIds,
        teams: await selectTeamChoices(tx, organizationId),
      },
      await factsOf(deps, tx, organizationId, emails, now),
    );
    const importId = deps.ids.next();
    await deleteOldPreviews(tx, organizationId, keptPreviews - 1);
    await insertImport(tx, organizationId, {
      ...list,
      id: importId,
      fileName: source.kind === 'file' ? shownFileName(source.fileName) : null,
      rowCount: rows.length,
      defaultRole: settings.role,
      defaultTeamIds,
      message: settings.message ?? null,
      expiresInDays: settings.expiresInDays,
      createdById: userId,
      createdByName: member.name,
      createdAt: now,
      expiresAt: addSeconds(now, previewSeconds),
    });
    for (let at = 0; at < rows.length; at += rowsPerStatement) {
      const some = rows.slice(at, at + rowsPerStatement).map((row) => newRow(deps, row));
      await insertRows(tx, organizationId, importId, some);
    }
    return { importId };
  });
}

/** Who of these addresses is in or invited, and how many more may be invited today. */
export async function factsOf(
  deps: Pick<Deps, 'db'>,
  tx: OrgTx,
  organizationId: string,
  emails: readonly string[],
  now: Date,
): Promise<Facts> {
  const since = addSeconds(now, -daySeconds);
  return {
    members: await selectMemberAddresses(tx, organizationId, emails),
    ...(await selectPendingAddresses(tx, organizationId, emails, now)),
    elsewhere: await findDomainsElsewhere(deps, organizationId, emails),
    allowance: importedInvitationsPerDay - (await countImportedSince(tx, organizationId, since)),
  };
}

const maxGivenLength = 500;

function newRow(deps: Pick<Deps, 'ids'>, { given, ...row }: JudgedRow): NewRow {
  const { line } = given;
  return {
    ...row,
    id: deps.ids.next(),
    line,
    place: isFault(row.state) ? line : placeBehind + line,
    givenEmail: clipped(given.email, maxGivenLength),
    givenName: clipped(given.name, maxGivenLength),
    givenRole: clipped(given.role, maxGivenLength),
    givenTeams: clipped(given.teams, maxGivenLength),
  };
}

/** One line without signs that do not show; a name is there to be recognized, and opens nothing. */
const shownFileName = (name: string): string =>
  clipped(name.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '').trim(), 120) || 'list.csv';
