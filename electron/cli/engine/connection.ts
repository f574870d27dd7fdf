// What a command holds of an engine, be it its own or another process's.
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../../../shared/contract/contract.ts';

export type Client = ContractRouterClient<Contract>;
export type Need = 'read' | 'write';

export interface Connection {
  client: Client;
  /** the engine runs in this process and ends with it */
  own: boolean;
  /** what kind of process the engine is part of */
  shell: 'window' | 'web' | 'cli';
  /** Waits for runs that other commands started in an engine of this process; `leave` waits for nothing. */
  close(leave?: boolean): Promise<void>;
}

export interface ConnectOptions {
  home: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
  need: Need;
}
