import { roleNames } from '@/lib/authz/permissions';
import { delimiterNames, encodingNames } from '@/lib/invite-imports/model';
import { Section } from '../ui/card';
import { DescriptionList } from '../ui/description-list';
import { Time } from '../ui/time';
import type { ImportView } from './views';

/** How the file was understood, and what holds for lines that say nothing themselves. */
export function ImportFacts({ view }: { view: ImportView }) {
  const { ignoredColumns, startedAt } = view;
  return (
    <Section title="The list" flush>
      <DescriptionList
        items={[
          {
            term: 'Read as',
            value:
              view.fileName === null
                ? `Pasted text, ${delimiterNames[view.delimiter] ?? ''} between columns`
                : `${encodingNames[view.encoding] ?? view.encoding}, ${delimiterNames[view.delimiter] ?? ''} between columns`,
          },
          ...(ignoredColumns.length === 0
            ? []
            : [
                {
                  term: 'Columns left out',
                  value: <span className="wrap-anywhere">{ignoredColumns.join(', ')}</span>,
                },
              ]),
          { term: 'Default role', value: roleNames[view.defaultRole] },
          { term: 'Default teams', value: view.defaultTeams.join(', ') },
          {
            term: 'The links work for',
            value: view.expiresInDays === 1 ? '1 day' : `${view.expiresInDays} days`,
          },
          {
            term: startedAt === null ? 'Uploaded' : 'Sent',
            value: (
              <>
                <Time value={startedAt ?? view.createdAt} /> by {view.createdByName}
              </>
            ),
          },
          {
            term: 'Deleted',
            value: <Time value={view.expiresAt} format="absolute" />,
          },
        ]}
      />
    </Section>
  );
}
