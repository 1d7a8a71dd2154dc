import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { ArchiveTeamButton } from '@/components/teams/archive-team';
import { RestoreTeamButton } from '@/components/teams/restore-team-button';
import { TagList } from '@/components/teams/tag-list';
import { TeamForm } from '@/components/teams/team-form';
import type { TeamView } from '@/components/teams/views';
import { Badge } from '@/components/ui/badge';
import { Banner } from '@/components/ui/banner';
import { Breadcrumbs } from '@/components/ui/breadcrumbs';
import { ButtonLink } from '@/components/ui/button';
import { Section } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { hrefWithout, type SearchParams } from '@/components/ui/list-url';
import { PageHeader } from '@/components/ui/page-header';
import { Time } from '@/components/ui/time';
import { reachIn } from '@/lib/authz/permissions';
import { listTeams } from '@/lib/orgs/list-teams';
import { webDeps } from '@/lib/web/deps';
import { pageAccess } from '@/lib/web/session';
import { RefusedPage } from '../../refused-page';
import {
  archiveTeamAction,
  previewArchiveTeamAction,
  restoreTeamAction,
  updateTeamAction,
} from '../actions';
import { teamMemberListOf } from '../list-params';
import { loadTeam } from './load-team';
import { TeamMembers } from './team-members';

type Props = {
  params: Promise<{ orgSlug: string; teamId: string }>;
  searchParams: Promise<SearchParams>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { orgSlug, teamId } = await params;
  return { title: (await loadTeam(orgSlug, teamId))?.name ?? 'Team' };
}

export default async function TeamPage({ params, searchParams }: Props) {
  const { orgSlug, teamId } = await params;
  const access = await pageAccess(orgSlug, 'team.read');
  const team = await loadTeam(orgSlug, teamId);
  if (!access.allowed || team === null) {
    return <RefusedPage title="Team" orgSlug={orgSlug} permission="team.read" />;
  }
  const path = `/orgs/${orgSlug}/teams`;
  const query = await searchParams;
  const { ignored } = teamMemberListOf(team.id, query);
  if (ignored.length > 0) redirect(hrefWithout(`${path}/${team.id}`, query, ignored));
  const isLive = team.archivedAt === null;
  const editable = isLive && reachIn(access.membership, 'team.update') !== false;
  const mayArchive = reachIn(access.membership, 'team.archive') !== false;
  const targets = editable ? await listTeams(webDeps(), access.grant) : [];

  return (
    <>
      <PageHeader
        title={team.name}
        aside={team.isDefault && <Badge>Default team</Badge>}
        breadcrumbs={<Breadcrumbs items={[{ label: 'Teams', href: path }, { label: team.name }]} />}
      />
      <div className="space-y-6">
        {team.archivedAt !== null && (
          <Banner
            title="This team is archived"
            action={
              mayArchive && (
                <RestoreTeamButton
                  team={{ id: team.id, name: team.name }}
                  restoreTeam={restoreTeamAction.bind(null, orgSlug)}
                />
              )
            }
          >
            It takes no new keys and no new members. Archived <Time value={team.archivedAt} />.
          </Banner>
        )}
        {!editable && (
          <Section title="Details" flush>
            <TeamFacts team={team} />
          </Section>
        )}
        {team.keyCount !== null && (
          <Section
            title="Keys"
            description={
              team.keyCount === 0
                ? 'No live keys.'
                : `${team.keyCount} live ${team.keyCount === 1 ? 'key' : 'keys'}.`
            }
            actions={
              <ButtonLink href={`/orgs/${orgSlug}/api-keys?team=${team.id}`}>Show keys</ButtonLink>
            }
          />
        )}
        <TeamMembers
          orgSlug={orgSlug}
          team={team}
          query={query}
          editable={isLive && reachIn(access.membership, 'team.update-members') !== false}
        />
        {editable && (
          <Section title="Settings">
            <TeamForm
              // Anew with what is saved, also where somebody else saved it.
              key={JSON.stringify([team.name, team.costCentre, team.tags])}
              team={team}
              updateTeam={updateTeamAction.bind(null, orgSlug)}
            />
          </Section>
        )}
        {isLive && mayArchive && !team.isDefault && (
          <Section
            tone="danger"
            title="Archive this team"
            description="It takes no new keys and members, and you choose what happens to its live keys. Its history stays, and it can be restored."
            actions={
              <ArchiveTeamButton
                team={{ id: team.id, name: team.name }}
                targets={targets
                  .filter(({ id }) => id !== team.id)
                  .map(({ id, name }) => ({ value: id, label: name }))}
                actions={{
                  archive: archiveTeamAction.bind(null, orgSlug),
                  preview: previewArchiveTeamAction.bind(null, orgSlug),
                }}
              />
            }
          />
        )}
      </div>
    </>
  );
}

function TeamFacts({ team }: { team: TeamView }) {
  return (
    <DescriptionList
      items={[
        { term: 'Cost centre', value: team.costCentre ?? <span className="text-muted">None</span> },
        { term: 'Tags', value: <TagList tags={team.tags} /> },
        { term: 'Created', value: <Time value={team.createdAt} format="absolute" /> },
      ]}
    />
  );
}
