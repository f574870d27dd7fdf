// ClusterShell's own answer to many expressions, by one process: the library behind the `nodeset` command, in the
// interpreter that command names.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface NodesetAnswer {
  expanded: string[];
  folded: string;
  /** what it objects to; the rest is then empty */
  error: string | null;
}

const program = `
import json, sys
from ClusterShell.NodeSet import NodeSet
for line in sys.stdin:
    try:
        nodes = NodeSet(json.loads(line))
        answer = {'expanded': list(nodes.striter()), 'folded': str(nodes), 'error': None}
    except Exception as error:
        answer = {'expanded': [], 'folded': '', 'error': str(error)}
    print(json.dumps(answer))
`;

/** Path of the interpreter, or null when nodeset is not installed. */
export function nodesetInterpreter(): string | null {
  const found = spawnSync('sh', ['-c', 'command -v nodeset'], { encoding: 'utf8' });
  if (found.status !== 0) return null;
  const first = readFileSync(found.stdout.trim(), 'utf8').split('\n', 1)[0] ?? '';
  const interpreter = first.startsWith('#!') ? first.slice(2).trim() : 'python3';
  return spawnSync(interpreter, ['-c', 'import ClusterShell']).status === 0 ? interpreter : null;
}

export function askNodeset(interpreter: string, expressions: readonly string[]): NodesetAnswer[] {
  const input = expressions.map((text) => `${JSON.stringify(text)}\n`).join('');
  const output = execFileSync(interpreter, ['-c', program], { input, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as NodesetAnswer);
}
