'use client';

import { useCallback } from 'react';
import { roleNames } from '@/lib/authz/permissions';
import type { HeirDuty } from '@/lib/orgs/model';
import { SearchSelect, type Found } from '../ui/search-select';
import type { Option } from '../ui/select';
import type { DepartureActs } from './departure-views';

const nobody: Record<HeirDuty, string> = {
  keys: 'Nobody else may hold these keys.',
  invitations: 'There is no other Admin.',
};

/** A member who may take over keys in these teams, or invitations. */
export function HeirSelect({
  duty,
  teamIds,
  value,
  onValueChange,
  find,
  ...rest
}: {
  duty: HeirDuty;
  teamIds: readonly string[];
  value: Option | null;
  onValueChange: (heir: Option) => void;
  find: DepartureActs['find'];
  'aria-label'?: string;
  className?: string;
}) {
  const teams = teamIds.toSorted().join(' ');
  const search = useCallback(
    async (text: string): Promise<Found | null> => {
      const wanted = teams === '' ? [] : teams.split(' ');
      const answer = await find({ duty, teamIds: wanted, search: text });
      if (answer.status !== 'ok') return null;
      const { people, more } = answer.data;
      return {
        more,
        options: people.map(({ userId, name, email, role }) => ({
          value: userId,
          label: name,
          description: `${email} · ${roleNames[role]}`,
        })),
      };
    },
    [duty, teams, find],
  );
  return (
    <SearchSelect
      {...rest}
      value={value}
      onValueChange={onValueChange}
      find={search}
      placeholder="Choose a member"
      searchPlaceholder="Search by name or email"
      nobody={nobody[duty]}
    />
  );
}
