const secrets = new Set<string>();
let pattern: RegExp | undefined;

/** Shorter values are too likely to be part of harmless words; masking them would only garble the output. */
const shortest = 4;

/** Registers a text that must never be printed. URLs are registered by their password; tags still to be filled in are no secret. */
export function registerSecret(value: string): void {
  if (value.includes("{{")) return;
  const password = passwordOf(value);
  const encoded = password === undefined ? undefined : decode(password);
  const texts = password === undefined ? [value, ...value.split(/\r?\n/)] : [password, encoded ?? password];
  for (const text of texts) {
    const trimmed = text.trim();
    if (trimmed.length < shortest || secrets.has(trimmed)) continue;
    secrets.add(trimmed);
    pattern = undefined;
  }
}

/** Replaces every registered secret, and the password of any URL, by `***`. */
export function maskSecrets(text: string): string {
  const masked = text.includes("://") ? text.replace(urlPassword, "$1***$3") : text;
  if (secrets.size === 0) return masked;
  // Longest first: a secret may hold another one.
  pattern ??= new RegExp(
    [...secrets]
      .sort((a, b) => b.length - a.length)
      .map(escapePattern)
      .join("|"),
    "g",
  );
  return masked.replace(pattern, "***");
}

/** Whether a variable's name says that its value is secret. */
export function isSecretName(name: string): boolean {
  return (
    /(?:^|_)(?:PASSWORD|PASSWD|PWD|PASS|PASSPHRASE|SECRETS?|TOKEN|KEY|APIKEY|CREDENTIALS?|DSN)(?:$|_)|(?:PASSWORD|SECRET|TOKEN)$/i.test(
      name,
    ) && !/^(?:PWD|OLDPWD)$/i.test(name)
  );
}

const urlPassword = /([a-z][a-z0-9+.-]*:\/\/[^\s/:@'"]*:)([^\s@/'"]+)(@)/gi;

function passwordOf(value: string): string | undefined {
  return /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s@]+)@/i.exec(value)?.[1];
}

function decode(text: string): string | undefined {
  // A malformed escape means that the password was never encoded.
  return /%(?![0-9a-f]{2})/i.test(text) ? undefined : decodeURIComponent(text);
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
