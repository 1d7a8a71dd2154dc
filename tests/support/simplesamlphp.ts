import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { systemRandom } from '@/lib/platform/random';
import type { KeyPair, ServiceProvider } from '@/lib/sso/saml/model';
import { createKeyPair } from '@/lib/sso/saml/signing-key';

const home = '/usr/share/simplesamlphp';

/** Whether Debian's package is on this machine; `npm test` installs it on Debian as root. */
export const hasSimpleSamlPhp = existsSync(`${home}/www/index.php`) && existsSync('/usr/bin/php');

/** Somebody whom the identity provider knows. */
export type SamlUser = { name: string; password: string; attributes: Record<string, string[]> };

/** What it does for one service provider. */
export type SamlClient = {
  serviceProvider: ServiceProvider;
  /** The attribute that the NameID is of. */
  nameIdAttribute?: string;
  encrypted?: boolean;
  /** Unset, both are signed. */
  signed?: 'both' | 'assertion' | 'response';
};

export type SimpleSamlPhp = {
  url: string;
  entityId: string;
  metadataUrl: string;
  key: KeyPair;
  /** Whom it answers from now on, and who there is. It reads its files anew for each request. */
  configure(clients: readonly SamlClient[], users: readonly SamlUser[]): void;
  /** Signs with a new key from now on; the next one that it publishes too, where that is asked for. */
  rollKey(): Promise<KeyPair>;
  stop(): Promise<void>;
};

/** Debian's SimpleSAMLphp, as it is packaged, as an identity provider on loopback with files of its own. */
export async function startSimpleSamlPhp(): Promise<SimpleSamlPhp> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-saml-'));
  for (const name of ['config', 'metadata', 'cert', 'log', 'data', 'tmp', 'sessions', 'cache']) {
    mkdirSync(path.join(folder, name));
  }
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const write = (name: string, php: string) =>
    writeFileSync(path.join(folder, name), `<?php\n${php}\n`);
  const writeKey = ({ privateKey, certificate }: KeyPair) => {
    writeFileSync(path.join(folder, 'cert/idp.pem'), privateKey);
    writeFileSync(path.join(folder, 'cert/idp.crt'), certificate);
  };
  const newKey = () => createKeyPair(systemRandom, 'idp.test', new Date());
  let key = await newKey();
  writeKey(key);
  write('config/config.php', writeConfig(url, folder));
  const entityId = `${url}/saml2/idp/metadata.php`;
  write(
    'metadata/saml20-idp-hosted.php',
    `$metadata[${php(entityId)}] = ${php({
      host: '__DEFAULT__',
      privatekey: 'idp.pem',
      certificate: 'idp.crt',
      auth: 'users',
      'sign.logout': true,
    })};`,
  );
  const configure: SimpleSamlPhp['configure'] = (clients, users) => {
    write('config/authsources.php', `$config = ${php({ users: userSource(users) })};`);
    const written = clients.map(
      (client) =>
        `$metadata[${php(client.serviceProvider.entityId)}] = ${php(remoteMetadata(client))};`,
    );
    write('metadata/saml20-sp-remote.php', written.join('\n'));
  };
  configure([], []);
  const server = spawn(
    '/usr/bin/php',
    // The language's own cache of files would keep the old ones for seconds.
    ['-d', 'opcache.enable=0', '-d', `session.save_path=${folder}/sessions`].concat([
      '-d',
      'error_log=/dev/null',
      '-S',
      `127.0.0.1:${port}`,
      '-t',
      `${home}/www`,
    ]),
    {
      stdio: 'ignore',
      env: {
        NODE_ENV: 'test',
        PATH: process.env.PATH,
        SIMPLESAMLPHP_CONFIG_DIR: `${folder}/config`,
        PHP_CLI_SERVER_WORKERS: '4',
      },
      detached: true,
    },
  );
  const metadataUrl = entityId;
  await untilItAnswers(metadataUrl, server);
  return {
    url,
    entityId,
    metadataUrl,
    get key() {
      return key;
    },
    configure,
    async rollKey() {
      key = await newKey();
      writeKey(key);
      return key;
    },
    async stop() {
      const gone = new Promise((resolve) => server.once('exit', resolve));
      // Its workers too: they are of its process group.
      if (server.pid !== undefined) process.kill(-server.pid, 'SIGKILL');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function writeConfig(url: string, folder: string): string {
  return `$config = ${php({
    baseurlpath: `${url}/`,
    certdir: `${folder}/cert/`,
    loggingdir: `${folder}/log/`,
    datadir: `${folder}/data/`,
    tempdir: `${folder}/tmp`,
    cachedir: `${folder}/cache`,
    'logging.handler': 'file',
    'logging.level': 7,
    technicalcontact_email: 'nobody@idp.test',
    secretsalt: 'the salt of the tests',
    'auth.adminpassword': 'the password of the tests',
    'admin.protectindexpage': false,
    timezone: 'UTC',
    'enable.saml20-idp': true,
    'session.cookie.secure': false,
    'session.cookie.samesite': 'Lax',
    'store.type': 'phpsession',
    'session.phpsession.savepath': `${folder}/sessions`,
    'module.enable': { exampleauth: true, core: true, saml: true },
    'metadata.sources': [{ type: 'flatfile', directory: `${folder}/metadata` }],
    'authproc.idp': {},
    'assertion.lifetime': 300,
  })};`;
}

const userSource = (users: readonly SamlUser[]) => ({
  0: 'exampleauth:UserPass',
  ...Object.fromEntries(
    users.map(({ name, password, attributes }) => [`${name}:${password}`, attributes]),
  ),
});

function remoteMetadata({
  serviceProvider,
  nameIdAttribute = 'uid',
  encrypted = false,
  signed = 'both',
}: SamlClient) {
  const certificate = (pem: string) => pem.replace(/-----[A-Z ]+-----|\s/g, '');
  return {
    AssertionConsumerService: serviceProvider.acsUrl,
    NameIDFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    'simplesaml.nameidattribute': nameIdAttribute,
    authproc: {
      3: {
        class: 'saml:AttributeNameID',
        attribute: nameIdAttribute,
        Format: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      },
    },
    'saml20.sign.response': signed !== 'assertion',
    'saml20.sign.assertion': signed !== 'response',
    'signature.algorithm': 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    'assertion.encryption': encrypted,
    // It refuses a request that is not signed by our key.
    'validate.authnrequest': true,
    keys: [
      {
        type: 'X509Certificate',
        signing: true,
        encryption: false,
        X509Certificate: certificate(serviceProvider.signingKey.certificate),
      },
      {
        type: 'X509Certificate',
        signing: false,
        encryption: true,
        X509Certificate: certificate(serviceProvider.decryptionKey.certificate),
      },
    ],
  };
}

/** A value in the words of PHP. */
function php(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(php).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(
      ([name, held]) => `${/^\d+$/.test(name) ? name : php(name)} => ${php(held)}`,
    );
    return `[${pairs.join(', ')}]`;
  }
  if (typeof value === 'string') return `'${value.replace(/[\\']/g, '\\$&')}'`;
  return String(value);
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilItAnswers(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (server.exitCode !== null) throw new Error(`php ended with ${server.exitCode}`);
    const status = await fetch(url).then(
      (response) => response.status,
      () => null,
    );
    if (status === 200) return;
    if (status !== null) throw new Error(`SimpleSAMLphp answers ${status}`);
    await wait(100);
  }
  throw new Error('SimpleSAMLphp does not answer');
}
