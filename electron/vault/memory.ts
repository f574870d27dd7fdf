// Secrets a person gave for this session, in this process's memory only: gone with it, never written, never shown.
/** Secrets a person gave for this session; nothing of it is ever written. */
export interface Vault {
  passphrase(identityPath: string): string | null;
  holdPassphrase(identityPath: string, passphrase: string): void;
  password(host: string): string | null;
  holdPassword(host: string, password: string): void;
}

export function createVault(): Vault {
  const passphrases = new Map<string, string>();
  const passwords = new Map<string, string>();
  return {
    passphrase: (identityPath) => passphrases.get(identityPath) ?? null,
    holdPassphrase(identityPath, passphrase) {
      passphrases.set(identityPath, passphrase);
    },
    password: (host) => passwords.get(host.toLowerCase()) ?? null,
    holdPassword(host, password) {
      passwords.set(host.toLowerCase(), password);
    },
  };
}
