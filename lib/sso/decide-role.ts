import type { Role } from '@/lib/authz/permissions';
import { decidingRule, type RoleRules } from './model';

/**
 * The role of somebody whom the identity provider puts into these groups: that of the first rule, in the order of the rules,
 * which names one of them, and the default where none does.
 */
export function decideRole(groups: readonly string[], rules: RoleRules): Role {
  return decidingRule(groups, rules)?.role ?? rules.defaultRole;
}
