import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { namespaces } from '@/lib/sso/saml/xml-tree';

/** Whether xmlsec1, which shares no line with ours, verifies the signature of the element of that ID, by that certificate alone. */
export function verifiesInXmlsec(
  xml: string,
  signed: { id: string; element: 'Response' | 'Assertion' | 'AuthnRequest' },
  certificate: string,
): boolean {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gatehouse-xmlsec-'));
  try {
    const [document, key] = ['document.xml', 'key.pem'].map((name) => path.join(folder, name));
    writeFileSync(document!, xml);
    writeFileSync(key!, certificate);
    const space = signed.element === 'Assertion' ? namespaces.assertion : namespaces.protocol;
    const { status } = spawnSync(
      'xmlsec1',
      ['--verify', '--enabled-key-data', 'rsa', '--pubkey-cert-pem', key!]
        // Every element whose ID a signature may name, since a signature is also checked for what else it names.
        .concat(['--id-attr:ID', `${namespaces.assertion}:Assertion`])
        .concat(['--id-attr:ID', `${space}:${signed.element}`])
        .concat([
          '--node-xpath',
          `//*[@ID='${signed.id}']/*[local-name()='Signature' and namespace-uri()='${namespaces.signature}']`,
        ])
        .concat([document!]),
      { stdio: 'ignore', timeout: 20_000 },
    );
    return status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
