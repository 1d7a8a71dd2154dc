import type { NextConfig } from 'next';
import { baseSecurityHeaders } from './lib/web/security-headers';

process.env.NEXT_TELEMETRY_DISABLED ??= '1';

const policyWithoutScripts =
  "script-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  productionBrowserSourceMaps: false,
  // The optimiser needs sharp and fetches by itself; the console shows nothing but small SVGs.
  images: { unoptimized: true },
  // `npm test` checks types and lint; a build on the operator's machine need not wait for them.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: import.meta.dirname },
  serverExternalPackages: [
    '@node-rs/argon2',
    '@prisma/adapter-pg',
    '@prisma/client',
    '@prisma/driver-adapter-utils',
    '@prisma/schema-engine-wasm',
    '@zxcvbn-ts/core',
    '@zxcvbn-ts/language-common',
    '@zxcvbn-ts/language-en',
    'email-providers',
    'fxa-common-password-list',
    'graphile-worker',
    'http-proxy-3',
    'nodemailer',
    'pg',
    'pino',
    'prisma',
    'prom-client',
    'rate-limiter-flexible',
  ],
  experimental: {
    // The largest form is a pasted list of a few thousand addresses.
    serverActions: { bodySizeLimit: '1mb' },
    // An organization that does not open to an address answers 403.
    authInterrupts: true,
    optimizePackageImports: ['lucide-react', '@base-ui/react'],
  },
  devIndicators: false,
  // The floor for files and API routes. Pages get theirs, with a nonce, from proxy.ts.
  headers: () =>
    Promise.resolve([
      {
        source: '/:path*',
        headers: Object.entries(baseSecurityHeaders()).map(([key, value]) => ({ key, value })),
      },
      // What is not found there is answered by a page, which then runs no script. The way to an identity provider has a
      // policy of its own (lib/web/saml/form-page.ts), of which this one would let nothing through.
      ...['/api/((?!sso/saml/[^/]+/login$).*)', '/_next/static/:path*', '/.well-known/:path*'].map(
        (source) => ({
          source,
          headers: [{ key: 'Content-Security-Policy', value: policyWithoutScripts }],
        }),
      ),
    ]),
};

export default config;
