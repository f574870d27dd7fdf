// A range of addresses for each lab: claimed by the name of the cable that leads into it, which only one can have.
import { command, tryCommand } from './commands.ts';

export interface Claim {
  /** the machine's end of the cable into the lab */
  cable: string;
  /** the first three numbers of every address in the lab */
  prefix: string;
}

/** The machine's own address in a range; hosts count from 1. */
export const ownNumber = 254;

interface Route {
  dst?: string;
}

/** Lays a cable from this machine into the network namespace of `keeper`, in a range nobody here uses. */
export async function claimRange(keeper: number): Promise<Claim> {
  const routes = JSON.parse(await command('ip', ['-4', '-j', 'route', 'show', 'table', 'all'])) as Route[];
  const taken = routes.flatMap(({ dst }) => (dst === undefined || dst === 'default' ? [] : [dst]));
  for (let attempt = 0; attempt < 100; attempt++) {
    const [second, third] = [200 + Math.floor(Math.random() * 50), Math.floor(Math.random() * 256)];
    const prefix = `10.${second}.${third}`;
    if (taken.some((range) => overlaps(range, `${prefix}.0/24`))) continue;
    const cable = `djl${second}x${third}`;
    const laid = await tryCommand('ip', ['link', 'add', cable, 'type', 'veth', 'peer', 'name', 'uplink', 'netns', String(keeper)]);
    if (laid.code !== 0 && /exists/i.test(laid.stderr)) continue;
    if (laid.code !== 0) throw new Error(`no cable into the lab: ${laid.stderr.trim()}`);
    await command('ip', ['address', 'add', `${prefix}.${ownNumber}/24`, 'dev', cable]);
    await command('ip', ['link', 'set', cable, 'up']);
    return { cable, prefix };
  }
  throw new Error('no range of addresses is free for a lab');
}

function overlaps(one: string, other: string): boolean {
  const [a, b] = [parse(one), parse(other)];
  const shift = 32 - Math.min(a.bits, b.bits);
  return shift === 32 || a.number >>> shift === b.number >>> shift;
}

function parse(range: string): { number: number; bits: number } {
  const [address = '', bits = '32'] = range.split('/');
  const number = address.split('.').reduce((sum, part) => ((sum << 8) | Number(part)) >>> 0, 0);
  return { number, bits: Number(bits) };
}
