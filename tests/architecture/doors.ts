import type { Permission } from '@/lib/authz/permissions';

/** Server Actions that a visitor may call: they begin a session, or carry their proof in a token. */
export const publicActions = [
  'app/(auth)/confirm-email/actions.ts#confirmEmailChangeAction',
  'app/(auth)/forgot-password/actions.ts#requestResetAction',
  'app/(auth)/judge-password/actions.ts#judgePasswordAction',
  'app/(auth)/not-me/actions.ts#disownSignInAction',
  'app/(auth)/reset-password/actions.ts#resetPasswordAction',
  'app/(auth)/sign-in/actions.ts#startOAuthAction',
  'app/(auth)/sign-in/break-glass/actions.ts#emergencySignInAction',
  'app/(auth)/sign-in/mfa/actions.ts#secondFactorAction',
  'app/(auth)/sign-in/sso/actions.ts#confirmUnsolicitedAction',
  'app/(auth)/sign-in/sso/actions.ts#startSsoAction',
  'app/(auth)/sign-up/actions.ts#signUpAction',
  'app/(auth)/undo-email-change/actions.ts#undoEmailChangeAction',
  'app/(auth)/verify-email/actions.ts#confirmByCodeAction',
  'app/(auth)/verify-email/actions.ts#confirmByLinkAction',
  'app/(auth)/verify-email/actions.ts#resendAction',
];

/** Route handlers of Next that need no grant. */
export const publicRoutes = [
  // Sends password managers on to the page, which asks for a session itself.
  'app/.well-known/change-password/route.ts#GET',
  // Where Google and GitHub send browsers back; whoever did not begin there gets nothing (tests/e2e/oauth.spec.ts).
  'app/api/auth/[...nextauth]/route.ts#GET',
  // Identity providers read the one, and send browsers to the other; an unguessable token says what was begun
  // (tests/integration/sso/test-sign-in.test.ts).
  'app/api/sso/saml/[connectionId]/metadata/route.ts#GET',
  'app/api/sso/saml/[connectionId]/login/route.ts#GET',
  'app/api/sso/saml/[connectionId]/acs/route.ts#POST',
  'app/api/sso/saml/[connectionId]/finish/route.ts#GET',
];

/** Pages that anybody may open. */
export const publicPages = [
  'app/(auth)/confirm-email/page.tsx',
  'app/(auth)/forgot-password/page.tsx',
  'app/(auth)/invitations/page.tsx',
  'app/(auth)/not-me/page.tsx',
  'app/(auth)/reset-password/page.tsx',
  'app/(auth)/sign-in/break-glass/page.tsx',
  'app/(auth)/sign-in/mfa/page.tsx',
  'app/(auth)/sign-in/page.tsx',
  'app/(auth)/sign-in/sso/confirm/page.tsx',
  'app/(auth)/sign-in/sso/page.tsx',
  'app/(auth)/sign-up/page.tsx',
  'app/(auth)/undo-email-change/page.tsx',
  'app/(auth)/verify-email/page.tsx',
  // Loads nothing: it hands two actions of a signed-in person to the pages inside.
  'app/(console)/layout.tsx',
  // Kept mails: only without SMTP_URL, and only from the machine itself (roles/data-plane/dev-mail-guard.ts).
  'app/dev/mail/[mailId]/page.tsx',
  'app/dev/mail/page.tsx',
  'app/layout.tsx',
];

/** Actions and routes of a signed-in person, whatever the role: they touch what is the person's own. */
export const accountDoors = [
  'app/(auth)/invitations/actions.ts#acceptInvitationAction',
  'app/(auth)/invitations/actions.ts#declineInvitationAction',
  'app/(console)/account/activity/export/route.ts#GET',
  'app/(console)/account/notifications/actions.ts#updatePreferenceAction',
  'app/(console)/account/profile/actions.ts#cancelEmailChangeAction',
  'app/(console)/account/profile/actions.ts#confirmEmailChangeByCodeAction',
  'app/(console)/account/profile/actions.ts#requestEmailChangeAction',
  'app/(console)/account/profile/actions.ts#resendEmailChangeAction',
  'app/(console)/account/profile/actions.ts#updateProfileAction',
  'app/(console)/account/security/actions.ts#changePasswordAction',
  'app/(console)/account/security/actions.ts#confirmEnrolmentAction',
  'app/(console)/account/security/actions.ts#linkIdentityAction',
  'app/(console)/account/security/actions.ts#mailPasswordLinkAction',
  'app/(console)/account/security/actions.ts#replaceRecoveryCodesAction',
  'app/(console)/account/security/actions.ts#startEnrolmentAction',
  'app/(console)/account/security/actions.ts#turnOffMfaAction',
  'app/(console)/account/security/actions.ts#unlinkIdentityAction',
  'app/(console)/account/sessions/actions.ts#revokeOtherSessionsAction',
  'app/(console)/account/sessions/actions.ts#revokeSessionAction',
  'app/(console)/sign-out/actions.ts#signOutAction',
  'app/(console)/step-up/actions.ts#listStepUpMethodsAction',
  'app/(console)/step-up/actions.ts#proveAgainAction',
  'app/(console)/step-up/actions.ts#startProofAction',
  'app/(console)/step-up/actions.ts#startSsoProofAction',
  'app/(console)/welcome/actions.ts#createOrganizationAction',
  'app/(console)/welcome/actions.ts#joinOrganizationAction',
];

/** Actions and routes of an organization, with the permission that each asks for. */
export const orgDoors: Record<string, Permission> = {
  'app/(console)/orgs/[orgSlug]/actions.ts#markSdkInstalledAction': 'api-key.create',
  'app/(console)/orgs/[orgSlug]/api-keys/actions.ts#createApiKeyAction': 'api-key.create',
  'app/(console)/orgs/[orgSlug]/api-keys/actions.ts#updateApiKeyAction': 'api-key.update',
  'app/(console)/orgs/[orgSlug]/api-keys/actions.ts#disableApiKeyAction': 'api-key.update',
  'app/(console)/orgs/[orgSlug]/api-keys/actions.ts#enableApiKeyAction': 'api-key.update',
  'app/(console)/orgs/[orgSlug]/api-keys/actions.ts#revokeApiKeyAction': 'api-key.revoke',
  'app/(console)/orgs/[orgSlug]/api-keys/export/route.ts#GET': 'api-key.read',
  'app/(console)/orgs/[orgSlug]/audit-log/exports/actions.ts#createAuditExportAction':
    'audit-log.export',
  'app/(console)/orgs/[orgSlug]/audit-log/exports/file/route.ts#GET': 'audit-log.export',
  'app/(console)/orgs/[orgSlug]/members/invitations/actions.ts#createInvitationAction':
    'invitation.create',
  'app/(console)/orgs/[orgSlug]/members/invitations/actions.ts#resendInvitationAction':
    'invitation.create',
  'app/(console)/orgs/[orgSlug]/members/invitations/actions.ts#copyInvitationLinkAction':
    'invitation.create',
  'app/(console)/orgs/[orgSlug]/members/invitations/actions.ts#revokeInvitationAction':
    'invitation.revoke',
  'app/(console)/orgs/[orgSlug]/members/invitations/actions.ts#restoreInvitationAction':
    'invitation.revoke',
  'app/(console)/orgs/[orgSlug]/members/invitations/import/actions.ts#startInvitationImportAction':
    'invitation.create',
  'app/(console)/orgs/[orgSlug]/members/invitations/import/actions.ts#stopInvitationImportAction':
    'invitation.create',
  'app/(console)/orgs/[orgSlug]/members/invitations/import/actions.ts#discardInvitationImportAction':
    'invitation.create',
  'app/(console)/orgs/[orgSlug]/members/invitations/import/result/route.ts#GET': 'invitation.read',
  'app/api/orgs/[orgSlug]/invitation-imports/route.ts#POST': 'invitation.create',
  'app/(console)/orgs/[orgSlug]/members/actions.ts#changeRoleAction': 'member.update-role',
  'app/(console)/orgs/[orgSlug]/members/actions.ts#previewRoleChangeAction': 'member.update-role',
  'app/(console)/orgs/[orgSlug]/members/actions.ts#previewRemoveMemberAction': 'member.remove',
  'app/(console)/orgs/[orgSlug]/members/actions.ts#removeMemberAction': 'member.remove',
  'app/(console)/orgs/[orgSlug]/members/actions.ts#findHeirsAction': 'member.remove',
  'app/(console)/orgs/[orgSlug]/members/actions.ts#previewLeaveAction': 'organization.leave',
  'app/(console)/orgs/[orgSlug]/members/actions.ts#leaveOrganizationAction': 'organization.leave',
  'app/(console)/orgs/[orgSlug]/members/actions.ts#findOwnHeirsAction': 'organization.leave',
  'app/(console)/orgs/[orgSlug]/members/export/route.ts#GET': 'member.read',
  'app/(console)/orgs/[orgSlug]/teams/actions.ts#createTeamAction': 'team.create',
  'app/(console)/orgs/[orgSlug]/teams/actions.ts#updateTeamAction': 'team.update',
  'app/(console)/orgs/[orgSlug]/teams/actions.ts#previewArchiveTeamAction': 'team.archive',
  'app/(console)/orgs/[orgSlug]/teams/actions.ts#archiveTeamAction': 'team.archive',
  'app/(console)/orgs/[orgSlug]/teams/actions.ts#restoreTeamAction': 'team.archive',
  'app/(console)/orgs/[orgSlug]/teams/actions.ts#findTeamCandidatesAction': 'team.update-members',
  'app/(console)/orgs/[orgSlug]/teams/actions.ts#addTeamMembersAction': 'team.update-members',
  'app/(console)/orgs/[orgSlug]/teams/actions.ts#previewRemoveTeamMemberAction':
    'team.update-members',
  'app/(console)/orgs/[orgSlug]/teams/actions.ts#removeTeamMemberAction': 'team.update-members',
  'app/(console)/orgs/[orgSlug]/teams/export/route.ts#GET': 'team.read',
  'app/(console)/orgs/[orgSlug]/settings/security/actions.ts#previewPolicyAction': 'policy.update',
  'app/(console)/orgs/[orgSlug]/settings/security/actions.ts#updatePolicyAction': 'policy.update',
  'app/(console)/orgs/[orgSlug]/settings/security/actions.ts#updateAuditRetentionAction':
    'policy.update',
  'app/(console)/orgs/[orgSlug]/settings/domains/actions.ts#addDomainAction': 'domain.update',
  'app/(console)/orgs/[orgSlug]/settings/domains/actions.ts#checkDomainAction': 'domain.update',
  'app/(console)/orgs/[orgSlug]/settings/domains/actions.ts#updateJoinModeAction': 'domain.update',
  'app/(console)/orgs/[orgSlug]/settings/domains/actions.ts#removeDomainAction': 'domain.update',
  'app/(console)/orgs/[orgSlug]/settings/access-methods/compliance/actions.ts#remindMemberAction':
    'member.remind',
  'app/(console)/orgs/[orgSlug]/settings/access-methods/compliance/actions.ts#remindMembersAction':
    'member.remind',
  'app/(console)/orgs/[orgSlug]/settings/access-methods/compliance/export/route.ts#GET':
    'member.read-sign-in',
  'app/(console)/orgs/[orgSlug]/settings/domains/actions.ts#previewSsoRequirementAction':
    'sso.update',
  'app/(console)/orgs/[orgSlug]/settings/domains/actions.ts#updateSsoRequirementAction':
    'sso.update',
  'app/(console)/orgs/[orgSlug]/settings/sso/break-glass/actions.ts#createCodeAction': 'sso.update',
  'app/(console)/orgs/[orgSlug]/settings/sso/break-glass/actions.ts#removeCodeAction': 'sso.update',
  'app/(console)/orgs/[orgSlug]/settings/sso/actions.ts#createConnectionAction': 'sso.update',
  'app/(console)/orgs/[orgSlug]/settings/sso/actions.ts#renameConnectionAction': 'sso.update',
  'app/(console)/orgs/[orgSlug]/settings/sso/actions.ts#setIdentityProviderAction': 'sso.update',
  'app/(console)/orgs/[orgSlug]/settings/sso/actions.ts#mapAttributesAction': 'sso.update',
  'app/(console)/orgs/[orgSlug]/settings/sso/actions.ts#updateRolesAction': 'sso.update',
  'app/(console)/orgs/[orgSlug]/settings/sso/actions.ts#startTestAction': 'sso.update',
  'app/(console)/orgs/[orgSlug]/settings/sso/actions.ts#deleteConnectionAction': 'sso.update',
  'app/(console)/orgs/[orgSlug]/settings/sso/actions.ts#activateConnectionAction': 'sso.update',
  'app/(console)/orgs/[orgSlug]/settings/sso/actions.ts#rollBackConnectionAction': 'sso.update',
  'app/(console)/orgs/[orgSlug]/settings/sso/actions.ts#deactivateConnectionAction': 'sso.update',
  'app/(console)/orgs/[orgSlug]/settings/sso/actions.ts#updateIdpInitiatedAction': 'sso.update',
  'app/(console)/orgs/[orgSlug]/settings/actions.ts#updateOrganizationAction':
    'organization.update',
  'app/(console)/orgs/[orgSlug]/settings/actions.ts#deleteOrganizationAction':
    'organization.delete',
  'app/(console)/orgs/[orgSlug]/settings/actions.ts#keepOrganizationAction': 'organization.keep',
};
