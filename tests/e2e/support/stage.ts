/** What the browser tests play on; made by global-setup.ts, passed to the workers in the environment. */
export type Stage = {
  url: string;
  database: { ownerUrl: string; appUrl: string; systemUrl: string };
  gatewayToken: string;
  mailFolder: string;
  /** Of the name server that Gatehouse was told: a file for each name (tests/support/dns-server.ts). */
  dnsFolder: string;
  logFile: string;
  /** Where the providers are that Gatehouse was told. */
  providers: Record<'google' | 'github', string>;
};

export function readStage(): Stage {
  const text = process.env.GATEHOUSE_E2E_STAGE;
  if (text === undefined) throw new Error('Start the browser tests with: npm run test:e2e');
  return JSON.parse(text) as Stage;
}
