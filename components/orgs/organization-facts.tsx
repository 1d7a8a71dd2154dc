import { useCaseNames, type UseCase } from '@/lib/orgs/model';
import { DescriptionList } from '../ui/description-list';
import { InlineCode } from '../ui/text';

/** The settings, for who may see and not change them. */
export function OrganizationFacts({
  organization: { name, slug, timeZone, useCase },
}: {
  organization: { name: string; slug: string; timeZone: string; useCase: UseCase };
}) {
  return (
    <DescriptionList
      items={[
        { term: 'Organization name', value: name },
        { term: 'Address', value: <InlineCode>/orgs/{slug}</InlineCode> },
        { term: 'Time zone', value: timeZone.replaceAll('_', ' ') },
        { term: 'Use case', value: useCaseNames[useCase] },
      ]}
    />
  );
}
