// Lines by which scripts mark groups and messages, as CI systems read them: `::group::Title`, `::endgroup::`,
// `::warning file=a.sh,line=3::text`. They change how output is shown and nothing else.

export const markerKinds = ['group', 'endgroup', 'notice', 'warning', 'error'] as const;
export type MarkerKind = (typeof markerKinds)[number];

export interface Marker {
  kind: MarkerKind;
  /** what stands before the text, as written */
  prefix: string;
  text: string;
}

const form = /^::(group|endgroup|notice|warning|error)( [^:\r\n]*(?::[^:\r\n]+)*)?::/;

/** What a line marks, or null. */
export function markerOf(line: string): Marker | null {
  if (!line.startsWith('::')) return null;
  const found = form.exec(line);
  if (found === null) return null;
  const [prefix, kind] = found;
  return { kind: kind as MarkerKind, prefix, text: line.slice(prefix.length).replace(/\r$/, '') };
}
