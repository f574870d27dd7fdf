// What an audit entry changed, field by field. Pure.

export interface FieldChange {
  field: string;
  was: string | null;
  is: string | null;
  same: boolean;
}

/** Both sides taken apart to their leaves; changed fields first, then what stayed. */
export function changesOf(before: unknown, after: unknown): FieldChange[] {
  const was = leavesOf(before);
  const is = leavesOf(after);
  const fields = [...new Set([...was.keys(), ...is.keys()])];
  const rows = fields.map((field) => {
    const change = { field, was: was.get(field) ?? null, is: is.get(field) ?? null };
    return { ...change, same: change.was === change.is };
  });
  return [...rows.filter((row) => !row.same), ...rows.filter((row) => row.same)];
}

function leavesOf(value: unknown, path = '', leaves = new Map<string, string>()): Map<string, string> {
  if (value === null || value === undefined) return leaves;
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null)) {
    return leaves.set(path || 'value', value.length === 0 ? 'none' : value.join(', '));
  }
  if (typeof value !== 'object') return leaves.set(path || 'value', typeof value === 'string' ? value : JSON.stringify(value));
  for (const [key, item] of Object.entries(value)) leavesOf(item, path === '' ? key : `${path}.${key}`, leaves);
  return leaves;
}
