// What the completion scripts need to know of the tree of commands.

/** What can stand somewhere: a fixed word, or something that is looked up when asked. */
export type Kind = 'host' | 'job' | 'run' | 'file' | 'folder' | 'text' | readonly string[];

export interface CompletionNode {
  /** words from the program's name on, as `host add`; empty: the program itself */
  path: string;
  commands: readonly { name: string; description: string }[];
  /** its own; those of the program itself stand at every place */
  options: readonly { flags: readonly string[]; description: string; value: Kind | null }[];
  argument: Kind | null;
}
