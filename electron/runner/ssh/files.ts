// What ssh keeps in files, as the core asks for it: private keys, fingerprints, known_hosts.
import ssh2 from 'ssh2';
import { fingerprintOf, keysInKnownHosts } from './known-hosts.ts';

export const sshFiles = {
  /** whether a private key's text opens with this passphrase (or needs none) */
  opens(privateKey: string, passphrase: string): boolean {
    const key = ssh2.utils.parseKey(privateKey, passphrase);
    return !(key instanceof Error) && key.isPrivateKey();
  },
  /** SHA256:… of a public key given as base64 */
  fingerprint: fingerprintOf,
  /** The keys a known_hosts file trusts (and revokes) for each of these hosts, by name or address and port; in their order. */
  keysInKnownHosts,
};
