import { methodNames } from '@/lib/sessions/model';
import { CopyValue } from '../ui/copy-value';
import { DescriptionList } from '../ui/description-list';
import { InlineCode } from '../ui/text';
import { TextLink } from '../ui/text-link';
import { Time } from '../ui/time';
import { ActorName } from './actor';
import { splitLabel, targetKindNames, type AuditEventDetail } from './views';

/** When, who, on what, and from where. Links narrow the list to one person or one thing. */
export function EventFacts({
  event,
  actorHref,
  targetHref,
  targetPageHref,
}: {
  event: AuditEventDetail;
  actorHref?: string | undefined;
  targetHref?: string | undefined;
  /** Where the thing itself is shown. */
  targetPageHref?: string | undefined;
}) {
  const actor = splitLabel(event.actorLabel);
  const target = splitLabel(event.targetLabel);
  return (
    <DescriptionList
      items={[
        { term: 'When', value: <Time value={event.occurredAt} format="absolute" /> },
        {
          term: 'Actor',
          value: (
            <Named email={actor.email} href={actorHref} more="All their acts">
              <ActorName event={event} />
            </Named>
          ),
        },
        { term: 'Action', value: <InlineCode>{event.action}</InlineCode> },
        {
          term: targetKindNames[event.targetKind],
          value: (
            <Named email={target.email} href={targetHref} more="All events about it">
              {targetPageHref === undefined ? (
                <span className="wrap-anywhere">{target.name}</span>
              ) : (
                <TextLink href={targetPageHref} className="wrap-anywhere">
                  {target.name}
                </TextLink>
              )}
            </Named>
          ),
        },
        ...optional('IP address', event.ip && <InlineCode>{event.ip}</InlineCode>),
        ...optional('Device', event.device),
        ...optional(
          'Signed in with',
          event.sessionMethod && (methodNames[event.sessionMethod] ?? event.sessionMethod),
        ),
        ...optional(
          'Request ID',
          event.requestId && <CopyValue name="request ID" value={event.requestId} />,
        ),
        { term: 'Event ID', value: <CopyValue name="event ID" value={event.id} /> },
      ]}
    />
  );
}

const optional = (term: string, value: React.ReactNode) => (value ? [{ term, value }] : []);

function Named({
  email,
  href,
  more,
  children,
}: {
  email: string | null;
  href: string | undefined;
  more: string;
  children: React.ReactNode;
}) {
  return (
    <span className="flex flex-wrap items-baseline gap-x-3">
      {children}
      {email !== null && <span className="break-all text-muted">{email}</span>}
      {href !== undefined && <TextLink href={href}>{more}</TextLink>}
    </span>
  );
}
