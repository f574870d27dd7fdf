// Text that came from elsewhere, made plain where a program would take it for an order. Pure.

/** A CSV cell: quoted where needed, and never a formula (`= + - @ TAB CR LF` at the beginning get a leading quote). */
export function csvCell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const harmless = /^[=+\-@\t\r\n]|^\s+[=+\-@]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
