// Removes what an execution left on its host, when all of it is stored here but the host could not be told so; and what was
// left there by executions that nobody asked for any more.

import { identity, places, variables } from './fragments.ts';
import { word } from './protocol.ts';
import { shellCommand } from './quote.ts';

const busy = `
dj_busy() {
  dj_ended && return 1;
  dj_first claim && [ "\${dj_found#* * }" = "$dj_boot" ] && { dj_lives claim || dj_lives watch || dj_lives lead; };
};
`;

// Arguments: nonce, name. Only what has ended, or never began, is removed.
export const cleanProgram = `${variables}
dj_nonce=$1; dj_name=$2;
${identity}${places}${busy}
echo;
if dj_find && cd "$dj_folder"; then :; else dj_forget; dj_say clean; exit 0; fi;
dj_boot;
if dj_busy; then dj_say busy; exit 0; fi;
dj_lives follow && kill -KILL "\${dj_found%% *}" 2>/dev/null;
dj_remove && dj_say clean;
`;

export function cleanCommand(order: { nonce: string; name: string; runAs: string | null }): string {
  return shellCommand(cleanProgram, [order.nonce, order.name], order.runAs);
}

/** whether nothing of it lies there any more */
export function isClean(text: string, nonce: string): boolean {
  return new RegExp(`^${word} ${nonce} clean$`, 'm').test(text);
}

// Arguments: nonce, days, names of folders that stay. Removes what ended, or was last written to, longer ago; says how many and how
// much. What a kept shell that lives has in store, and what it has emptied and not yet removed, is its own; what one that was
// killed had there is nobody's, if no file leads to it. What is not claimed may be about to be, by who waits for its order.
export const sweepProgram = `${variables}
dj_nonce=$1; dj_name=; dj_days=$2; dj_keep=$3; dj_count=0; dj_bytes=0;
${identity}${places}${busy}
dj_old() { [ -z "$(find "$1" -mtime "-$dj_days" 2>/dev/null | head -n 1)" ] || [ "$dj_days" -eq 0 ]; };
dj_kept() { dj_o=\${dj_folder##*/}; dj_o=\${dj_o%.*}; kill -0 "\${dj_o##*.}" 2>/dev/null; };
dj_awaited() {
  [ -e claim ] && return 1;
  dj_kept && return;
  for dj_k in wait.*; do dj_lives "$dj_k" && return; done;
  return 1;
};
dj_boot; dj_who;
for dj_top in "$dj_base" "/var/tmp/djcron-$dj_uid" "/tmp/djcron-$dj_uid"; do
  dj_ours "$dj_top" || continue;
  dj_known=;
  for dj_p in "$dj_top"/*; do
    dj_name=\${dj_p##*/};
    dj_entry "$dj_top" || dj_folder=$dj_p;
    dj_known="$dj_known \${dj_folder##*/} ";
    case " $dj_keep " in *" $dj_name "*) continue ;; esac;
    if [ -d "$dj_folder" ] && dj_ours "$dj_folder" && cd "$dj_folder"; then :; else
      [ -f "$dj_p" ] && dj_old "$dj_p" && rm -f "$dj_p";
      continue;
    fi;
    if [ -e spent ]; then dj_kept || dj_remove; continue; fi;
    { dj_busy || dj_awaited; } && continue;
    dj_old . || continue;
    dj_sizes; dj_bytes=$((dj_bytes + dj_o + dj_e + dj_u)); dj_count=$((dj_count + 1));
    dj_remove;
  done;
  for dj_folder in "$dj_top"/.*.*.[1-8]; do
    case $dj_known in *" \${dj_folder##*/} "*) continue ;; esac;
    { [ -d "$dj_folder" ] && dj_ours "$dj_folder" && dj_old "$dj_folder"; } || continue;
    dj_kept || ( cd "$dj_folder" && dj_busy ) || rm -rf "$dj_folder";
  done;
done;
echo; dj_say "swept $dj_count $dj_bytes";
`;

export function sweepCommand(order: { nonce: string; days: number; keep: readonly string[] }): string {
  return shellCommand(sweepProgram, [order.nonce, String(order.days), order.keep.join(' ')], null);
}

/** null: the host did not say */
export function parseSweep(text: string, nonce: string): { executions: number; bytes: number } | null {
  const match = new RegExp(`^${word} ${nonce} swept (\\d+) (\\d+)$`, 'm').exec(text);
  return match === null ? null : { executions: Number(match[1]), bytes: Number(match[2]) };
}
