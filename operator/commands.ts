import { backupCommand } from './backup';
import type { Command } from './command';
import { createAdminCommand } from './create-admin';
import { demoCommand } from './demo';
import { keepOrganizationCommand } from './keep-organization';
import { liftSsoRequirementCommand } from './lift-sso-requirement';
import { resetMfaCommand } from './reset-mfa';
import { restoreCommand } from './restore';
import { resumeOrganizationCommand } from './resume-organization';
import { rotateSecretsCommand } from './rotate-secrets';
import { statusCommand } from './status';
import { suspendOrganizationCommand } from './suspend-organization';

/** What `npm run operator -- <command>` knows. Backup and restore work on files, and need no `withOperator`. */
export const commands: Readonly<Record<string, Command>> = {
  status: statusCommand,
  'create-admin': createAdminCommand,
  'suspend-organization': suspendOrganizationCommand,
  'resume-organization': resumeOrganizationCommand,
  'keep-organization': keepOrganizationCommand,
  'reset-mfa': resetMfaCommand,
  'lift-sso-requirement': liftSsoRequirementCommand,
  'rotate-secrets': rotateSecretsCommand,
  backup: backupCommand,
  restore: restoreCommand,
  demo: demoCommand,
};

export function usageText(): string {
  const rows = Object.entries(commands).map(
    ([name, { usage, summary }]) => `  ${`${name} ${usage}`.trimEnd()}\n      ${summary}`,
  );
  return ['Usage: npm run operator -- <command>', '', ...rows].join('\n');
}
