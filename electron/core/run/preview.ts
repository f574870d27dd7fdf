// The last line of a piece of output, for lists: short, and without anything a terminal would act on.

const longest = 200;

/** Empty when the bytes hold no visible text. */
export function lastLineOf(bytes: Uint8Array): string {
  const tail = new TextDecoder().decode(bytes.subarray(-4 * longest));
  const lines = tail.split(/[\r\n]+/);
  for (let line = lines.pop(); line !== undefined; line = lines.pop()) {
    const text = plain(line);
    if (text !== '') return text.slice(0, longest);
  }
  return '';
}

const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
const controls = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

function plain(line: string): string {
  return line.replace(escapes, '').replace(controls, '').trim();
}
