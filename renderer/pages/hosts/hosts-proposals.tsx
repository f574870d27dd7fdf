// The hosts of an ssh_config as a difference to approve: what would be new, what would change, what is passed over and
// why. Reads only; importing is up to who shows it.
import { useState } from 'react';
import type { HostProposal } from '../../../shared/contract/hosts.ts';
import { Address } from './hosts-columns.tsx';
import styles from './hosts-import.module.css';

export interface Picked {
  names: ReadonlySet<string>;
  toggle: (name: string) => void;
  all: (on: boolean) => void;
}

/** New hosts are picked to begin with; changes wait for a word. */
export function usePicked(proposals: readonly HostProposal[]): Picked {
  const [changed, setChanged] = useState<ReadonlyMap<string, boolean>>(new Map());
  const names = new Set(
    proposals.filter((one) => importable(one) && (changed.get(one.name) ?? one.action === 'add')).map((one) => one.name),
  );
  return {
    names,
    toggle: (name) => setChanged(new Map(changed).set(name, !names.has(name))),
    all: (on) => setChanged(new Map(proposals.map((one) => [one.name, on]))),
  };
}

export function importable(proposal: HostProposal): boolean {
  return proposal.action === 'add' || proposal.action === 'change';
}

const words: Record<HostProposal['action'], string> = { add: '+ new', change: '~ differs', same: 'here already', skip: 'passed over' };

interface ProposalTableProps {
  proposals: readonly HostProposal[];
  picked: Picked;
  /** leaves room for what stands below */
  low?: boolean;
}

export function ProposalTable({ proposals, picked, low = false }: ProposalTableProps) {
  const choosable = proposals.filter(importable);
  return (
    <div className={low ? `${styles.scroll} ${styles.low}` : styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">
              <input
                type="checkbox"
                aria-label="All that can be imported"
                checked={choosable.length > 0 && picked.names.size === choosable.length}
                disabled={choosable.length === 0}
                onChange={(event) => picked.all(event.currentTarget.checked)}
              />
            </th>
            <th scope="col">Name</th>
            <th scope="col">Change</th>
            <th scope="col">Address</th>
            <th scope="col">User</th>
            <th scope="col">Identity</th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {proposals.map((proposal) => (
            <ProposalRow key={`${proposal.name} ${proposal.source}`} proposal={proposal} picked={picked} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ProposalRow({ proposal, picked }: { proposal: HostProposal; picked: Picked }) {
  const may = importable(proposal);
  return (
    <tr className={may ? undefined : styles.off}>
      <td>
        <input
          type="checkbox"
          aria-label={`Import ${proposal.name}`}
          checked={picked.names.has(proposal.name)}
          disabled={!may}
          onChange={() => picked.toggle(proposal.name)}
        />
      </td>
      <td>{may ? <strong>{proposal.name}</strong> : proposal.name}</td>
      <td>
        <span className={styles[proposal.action]}>{words[proposal.action]}</span>
        {proposal.note !== null && <div className={styles.note}>{proposal.note}</div>}
      </td>
      <td>{proposal.address !== '' && <Address host={proposal} />}</td>
      <td>{proposal.user}</td>
      <td>
        <code>{proposal.identity ?? ''}</code>
      </td>
      <td className="caption">{placeOf(proposal.source)}</td>
    </tr>
  );
}

/** `config:12` of `/home/ana/.ssh/config:12` */
function placeOf(source: string): string {
  return source.split('/').at(-1) ?? source;
}
