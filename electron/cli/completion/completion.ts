// djcron completion: what a shell needs to complete its command line, read off the tree of commands itself.
import { Argument, type Command, type Option } from 'commander';
import { type Act, example } from '../act.ts';
import type { CompletionNode, Kind } from './completion-node.ts';
import { bashCompletion, fishCompletion, zshCompletion } from './completion-scripts.ts';

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };
type Shell = keyof typeof scripts;

export function addCompletion(program: Command, act: Act): void {
  example(
    program
      .command('completion')
      .description('print what makes a shell complete djcron commands')
      .addArgument(new Argument('<shell>').choices(Object.keys(scripts))),
    'source <(djcron completion bash)',
    'djcron completion fish > ~/.config/fish/completions/djcron.fish',
  ).action(
    act(async (session, shell: Shell) => {
      await session.print.out(scripts[shell](describeTree(program)));
      return 0;
    }),
  );
}

/** Every command of the tree, the program first. */
export function describeTree(program: Command): CompletionNode[] {
  const nodes: CompletionNode[] = [];
  const visit = (command: Command, path: string) => {
    const [argument] = command.registeredArguments;
    nodes.push({
      path,
      commands: command.commands.map((child) => ({ name: child.name(), description: child.description() })),
      options: command.options.map(describeOption),
      argument: argument === undefined ? null : kindOf(argument.name(), argument.argChoices),
    });
    for (const child of command.commands) visit(child, `${path} ${child.name()}`.trim());
  };
  visit(program, '');
  return nodes;
}

function describeOption(option: Option) {
  const flags = [option.short, option.long].filter((flag) => flag !== undefined);
  const placeholder = /[<[]([^\]>.]+)/.exec(option.flags)?.[1];
  return { flags, description: option.description, value: placeholder === undefined ? null : kindOf(placeholder, option.argChoices) };
}

const kinds: Record<string, Kind> = {
  host: 'host',
  target: 'host',
  expression: 'host',
  job: 'job',
  run: 'run',
  file: 'file',
  known_hosts: 'file',
  folder: 'folder',
};

function kindOf(name: string, choices: readonly string[] | undefined): Kind {
  return choices ?? kinds[name] ?? 'text';
}
