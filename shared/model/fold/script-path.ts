// Where a script lay while it ran: shells put it before what they complain of, and it is another on every host and in every run.

/** `/home/ana/.local/state/djcron/r-01M8….5.1`, `/var/tmp/djcron-1000/r-01M8….5.1` */
const folder = /(?:\/[^\s/:'"`]+)*\/djcron(?:-\d+)?\/[\w.-]+$/;
const file = /^\/script\.[0-9a-z]+/;
/** Looked at before and after: a line may be a megabyte of slashes. */
const [longestFolder, longestFile] = [400, 64];

export function maskScriptPath(text: string): string {
  let result = '';
  let from = 0;
  for (let at = text.indexOf('/script.'); at !== -1; at = text.indexOf('/script.', at + 1)) {
    const before = folder.exec(text.slice(Math.max(from, at - longestFolder), at));
    const after = file.exec(text.slice(at, at + longestFile));
    if (before === null || after === null) continue;
    result += `${text.slice(from, at - before[0].length)}«script»`;
    from = at + after[0].length;
  }
  return from === 0 ? text : result + text.slice(from);
}
