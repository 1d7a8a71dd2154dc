import type { VersionView } from './views';

type Facts = Pick<
  VersionView,
  'idpEntityId' | 'signInUrl' | 'binding' | 'certificates' | 'emailAttribute' | 'nameAttribute'
>;

/** What a version changed against the one before it, in a few words each. */
export function versionChanges(version: Facts, before: Facts | undefined): string[] {
  if (before === undefined) return ['First metadata'];
  const fingerprints = ({ certificates }: Facts) =>
    certificates.map(({ fingerprint }) => fingerprint);
  const [now, then] = [fingerprints(version), fingerprints(before)];
  const added = now.filter((each) => !then.includes(each)).length;
  const gone = then.filter((each) => !now.includes(each)).length;
  const attribute = (what: string, from: string, to: string) =>
    from === to ? null : `${what}: ${from} → ${to}`;
  return [
    version.idpEntityId !== before.idpEntityId ? 'Another entity ID' : null,
    version.signInUrl !== before.signInUrl ? 'Another sign-in URL' : null,
    version.binding !== before.binding ? `Requests by ${nameOf(version.binding)}` : null,
    added > 0 ? `${certificates(added)} added` : null,
    gone > 0 ? `${certificates(gone)} gone` : null,
    attribute('Address', before.emailAttribute ?? 'NameID', version.emailAttribute ?? 'NameID'),
    attribute('Name', before.nameAttribute ?? 'none', version.nameAttribute ?? 'none'),
  ].filter((change) => change !== null);
}

const certificates = (count: number) => (count === 1 ? '1 certificate' : `${count} certificates`);
const nameOf = (binding: string) => (binding === 'post' ? 'POST' : 'redirect');
