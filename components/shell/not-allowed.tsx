import { Card } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { PageHeader } from '../ui/page-header';

const all = new Intl.ListFormat('en', { type: 'conjunction' });
const any = new Intl.ListFormat('en', { type: 'disjunction' });

/** In place of a page that the person's role may not see: which roles can, and who has one. */
export function NotAllowed({
  title,
  yourRole,
  allowedRoles,
  people,
}: {
  /** The page's own title. */
  title: string;
  yourRole: string;
  /** In the plural, as they are read: "Admins", "Developers". */
  allowedRoles: readonly string[];
  /** Names of people with such a role; the first few are shown. */
  people: readonly string[];
}) {
  const named = people.slice(0, 5);
  const others = people.length - named.length;
  return (
    <>
      <PageHeader title={title} />
      <Card>
        <EmptyState variant="not-allowed" title={`Your role is ${yourRole}`}>
          <p>
            {all.format(allowedRoles)} can see this page.
            {named.length > 0 &&
              ` Ask ${any.format(others > 0 ? [...named, `one of ${others} others`] : named)} if you need it.`}
          </p>
        </EmptyState>
      </Card>
    </>
  );
}
