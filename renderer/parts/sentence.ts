// Messages of the engine are clauses in lower case; on the page they stand alone.

/** With a capital first letter, save for names that are written small. */
export function sentence(text: string): string {
  return /^(djcron|ssh|sshd|known_hosts|sudo)\b/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}
