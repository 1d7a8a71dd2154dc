import { promisify } from 'node:util';
import { XMLSerializer, type Element } from '@xmldom/xmldom';
import xmlEncryption, { type DecryptOptions } from 'xml-encryption';
import { SamlRefusal } from './model';

const decrypt = promisify<string, DecryptOptions, string>(xmlEncryption.decrypt);

/**
 * Opens an EncryptedAssertion (core §2.3.4). It proves nothing of who wrote it: the public key is for everybody.
 *
 * @throws SamlRefusal `decryption`, whatever the reason, so that it tells nobody of the padding.
 */
export async function decryptAssertion(encrypted: Element, privateKey: string): Promise<string> {
  const xml = new XMLSerializer().serializeToString(encrypted);
  try {
    return await decrypt(xml, { key: privateKey, disallowDecryptionWithInsecureAlgorithm: true });
  } catch {
    throw new SamlRefusal('decryption');
  }
}
