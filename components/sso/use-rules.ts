import { useRef, useState } from 'react';
import type { Role } from '@/lib/authz/permissions';
import type { GroupRole } from '@/lib/sso/model';

/** A rule while it is edited; its key stays with it when it moves. */
export type Rule = GroupRole & { key: number };

export type RuleChanges = {
  add: () => void;
  change: (key: number, change: Partial<GroupRole>) => void;
  remove: (key: number) => void;
  /** One place up, since the first rule that fits decides. */
  moveUp: (key: number) => void;
};

/** The rules of a form, and what can be done with them. */
export function useRules(saved: readonly GroupRole[]) {
  const next = useRef(saved.length);
  const [rules, setRules] = useState<Rule[]>(() =>
    saved.map(({ group, role }, key) => ({ key, group, role })),
  );
  const changes: RuleChanges = {
    add: () => {
      const key = next.current;
      next.current += 1;
      setRules((before) => [...before, { key, group: '', role: 'developer' satisfies Role }]);
    },
    change: (key, change) =>
      setRules((before) =>
        before.map((rule) => (rule.key === key ? { ...rule, ...change } : rule)),
      ),
    remove: (key) => setRules((before) => before.filter((rule) => rule.key !== key)),
    moveUp: (key) =>
      setRules((before) => {
        const place = before.findIndex((rule) => rule.key === key);
        const [above, rule] = [before[place - 1], before[place]];
        if (above === undefined || rule === undefined) return before;
        return [...before.slice(0, place - 1), rule, above, ...before.slice(place + 1)];
      }),
  };
  const groupRoles = rules.map(({ group, role }) => ({ group: group.trim(), role }));
  return { rules, groupRoles, ...changes };
}
