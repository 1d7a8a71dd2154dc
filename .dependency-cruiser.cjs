// The walls of the house: imports point down this list and never up or round (docs/architecture.md).
const layers = [
  { name: 'kernel', path: '^lib/kernel/' },
  { name: 'platform', path: '^lib/platform/' },
  { name: 'authz', path: '^lib/authz/' },
  { name: 'audit', path: '^lib/audit/' },
  { name: 'notices', path: '^lib/notices/' },
];
// A domain may use those before it.
const domains = [
  'accounts',
  'sessions',
  'mfa',
  'orgs',
  'policy',
  'invites',
  'invite-imports',
  'domains',
  'break-glass',
  'sso',
  'sign-in',
  'identities',
  'sso-sign-in',
  'access',
  'catalogue',
  'api-keys',
  'usage',
  'billing',
  'verification',
  'gateway',
];
const domainPath = (names) => `^lib/(${names.join('|')})/`;
const outer = [
  domainPath(domains),
  '^lib/web/',
  '^components/',
  '^app/',
  '^operator/',
  '^roles/',
  '^server(/|\\.ts$)',
  '^proxy\\.ts$',
];

const below = layers.map(({ name, path }, index) => ({
  name: `${name}-imports-only-downwards`,
  severity: 'error',
  from: { path },
  to: { path: [...layers.slice(index + 1).map((layer) => layer.path), ...outer] },
}));

const domainOrder = domains.slice(0, -1).map((domain, index) => ({
  name: `${domain}-uses-only-domains-before-it`,
  severity: 'error',
  from: { path: `^lib/${domain}/` },
  to: { path: domainPath(domains.slice(index + 1)) },
}));

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['^next/', '\\.css$'] },
    },
    {
      name: 'kernel-is-pure',
      severity: 'error',
      from: { path: '^lib/kernel/', pathNot: '\\.test\\.ts$' },
      // Zod is what the words for fields are written in, and as pure.
      to: { pathNot: ['^lib/kernel/', 'node_modules/zod/'] },
    },
    ...below,
    ...domainOrder,
    {
      name: 'domains-know-no-door',
      severity: 'error',
      from: { path: domainPath(domains) },
      to: { path: outer.slice(1), pathNot: '^lib/web/(security-headers|internal-headers)\\.ts$' },
    },
    {
      name: 'web-imports-only-downwards',
      severity: 'error',
      from: { path: '^lib/web/' },
      to: { path: outer.slice(2) },
    },
    {
      name: 'only-web-knows-next-and-react',
      severity: 'error',
      from: { path: '^(lib|operator|roles|server)', pathNot: ['^lib/web/', '^roles/web\\.ts$'] },
      to: { path: 'node_modules/(next|react|react-dom|next-auth)/' },
    },
    {
      name: 'ui-knows-no-product',
      severity: 'error',
      from: { path: '^components/ui/' },
      to: { path: '^(lib|app|operator|components)/', pathNot: ['^lib/kernel/', '^components/ui/'] },
    },
    {
      name: 'components-get-data-as-props',
      severity: 'error',
      from: { path: '^components/(?!ui/)' },
      to: {
        path: '^(lib|app|operator)/',
        pathNot: [
          '^lib/kernel/',
          '^lib/[^/]+/(model|schema)\\.ts$',
          '^lib/sso/saml/model\\.ts$',
          '^lib/audit/export-model\\.ts$',
          '^lib/authz/permissions\\.ts$',
          '^lib/notices/templates\\.ts$',
          '^lib/audit/actions\\.ts$',
          '^lib/sessions/sensitive-acts\\.ts$',
        ],
      },
    },
    {
      name: 'components-know-no-pages',
      severity: 'error',
      from: { path: '^components/' },
      to: { path: '^(app|operator)/' },
    },
    {
      name: 'pages-know-no-queries',
      severity: 'error',
      from: { path: '^app/' },
      to: { path: ['(^|/)repository\\.ts$', '^generated/'] },
    },
    {
      name: 'only-repositories-and-platform-know-prisma',
      severity: 'error',
      from: {
        path: '^(lib|app|components)/',
        pathNot: ['^lib/platform/', '(^|/)[a-z-]*(repository|lookup)\\.ts$', '\\.test\\.ts$'],
      },
      to: { path: '^generated/' },
    },
    {
      name: 'no-tests-from-code',
      severity: 'error',
      from: { pathNot: ['^tests/', '\\.test\\.ts$'] },
      to: { path: ['^tests/', '\\.test\\.ts$'] },
    },
    {
      name: 'no-dev-packages-in-code',
      severity: 'error',
      from: { path: '^(app|components|lib|operator|roles|server|proxy)', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(generated/prisma/internal|\\.next|dist)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
