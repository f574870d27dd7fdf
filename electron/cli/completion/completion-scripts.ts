// The completion scripts themselves, one for each shell. All walk the words typed so far down the tree of commands, then
// offer what can stand there; names of hosts, jobs and runs are asked of djcron. Pure text.
import type { CompletionNode, Kind } from './completion-node.ts';

const lookUps: Record<string, string> = {
  host: 'djcron host list -o name 2>/dev/null',
  job: 'djcron job list -o name 2>/dev/null',
  run: 'djcron run list -n 20 -o name 2>/dev/null',
};

interface Cases {
  /** pattern of every path */
  known: string;
  /** options of the program, which stand everywhere */
  shared: string;
  /** what can stand at a path */
  places: string;
  /** what can stand after an option; those of a path come before those of the program */
  values: string;
}

/** `case` lines that bash and zsh both understand. */
function casesOf(nodes: readonly CompletionNode[]): Cases {
  const flagsOf = (node: CompletionNode) => node.options.flatMap(({ flags }) => flags).join(' ');
  const deep = nodes.filter(({ path }) => path !== '');
  const root = nodes.filter(({ path }) => path === '');
  const places = nodes.map((node) => {
    const commands = node.commands.map(({ name }) => name).join(' ');
    return `  '${node.path}') commands='${commands}' options='${node.path === '' ? '' : flagsOf(node)}' argument='${kindWord(node.argument)}' ;;`;
  });
  const valuesOf = (node: CompletionNode) =>
    node.options.flatMap(({ flags, value }) => {
      const pattern = flags.map((flag) => (node.path === '' ? `*' ${flag}'` : `'${node.path} ${flag}'`)).join('|');
      return value === null ? [] : [`  ${pattern}) value='${kindWord(value)}' ;;`];
    });
  return {
    known: deep.map(({ path }) => `'${path}'`).join('|'),
    shared: root.map(flagsOf).join(' '),
    places: places.join('\n'),
    values: [...deep, ...root].flatMap(valuesOf).join('\n'),
  };
}

/** `:a b c` for fixed words. */
function kindWord(kind: Kind | null): string {
  if (kind === null) return '';
  return typeof kind === 'string' ? kind : `:${kind.join(' ')}`;
}

const bashWords = `"\${COMP_WORDS[@]:1:COMP_CWORD-1}"`;
const zshWords = `"\${(@)words[2,CURRENT-1]}"`;

const walk = (words: string, known: string) => `  local place='' word next commands='' options='' argument='' value=''
  for word in ${words}; do
    next="$place\${place:+ }$word"
    case "$next" in
    ${known}) place=$next ;;
    esac
  done`;

export function bashCompletion(nodes: readonly CompletionNode[]): string {
  const { known, shared, places, values } = casesOf(nodes);
  return `# bash completion for djcron: source <(djcron completion bash)
_djcron_offer() {
  local names=''
  case "$1" in
  host) names=$(${lookUps.host}) ;;
  job) names=$(${lookUps.job}) ;;
  run) names="last $(${lookUps.run})" ;;
  file) compopt -o default; return ;;
  folder) compopt -o dirnames; return ;;
  :*) names=\${1#:} ;;
  esac
  COMPREPLY=($(compgen -W "$names" -- "$2"))
}
_djcron() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
${walk(bashWords, known)}
  case "$place" in
${places}
  esac
  case "$place $before" in
${values}
  esac
  if [ -n "$value" ]; then _djcron_offer "$value" "$current"; return; fi
  case "$current" in
  -*) COMPREPLY=($(compgen -W "$options ${shared}" -- "$current")) ;;
  *) if [ -n "$commands" ]; then COMPREPLY=($(compgen -W "$commands" -- "$current")); else _djcron_offer "$argument" "$current"; fi ;;
  esac
}
complete -F _djcron djcron
`;
}

export function zshCompletion(nodes: readonly CompletionNode[]): string {
  const { known, shared, places, values } = casesOf(nodes);
  return `#compdef djcron
# zsh completion for djcron: source <(djcron completion zsh), or put it as _djcron into a folder of $fpath
_djcron_offer() {
  case "$1" in
  host) compadd -- \${(f)"$(${lookUps.host})"} ;;
  job) compadd -- \${(f)"$(${lookUps.job})"} ;;
  run) compadd -- last \${(f)"$(${lookUps.run})"} ;;
  file) _files ;;
  folder) _files -/ ;;
  :*) compadd -- \${=\${1#:}} ;;
  esac
}
_djcron() {
  local current=\${words[CURRENT]} before=\${words[CURRENT-1]}
${walk(zshWords, known)}
  case "$place" in
${places}
  esac
  case "$place $before" in
${values}
  esac
  if [[ -n "$value" ]]; then _djcron_offer "$value"; return; fi
  case "$current" in
  -*) compadd -- \${=options} ${shared} ;;
  *) if [[ -n "$commands" ]]; then compadd -- \${=commands}; else _djcron_offer "$argument"; fi ;;
  esac
}
if [[ "\${funcstack[1]}" == _djcron ]]; then _djcron "$@"; else compdef _djcron djcron; fi
`;
}

export function fishCompletion(nodes: readonly CompletionNode[]): string {
  const lines = nodes.flatMap((node) => {
    const here = `complete -c djcron -n '__djcron_at "${node.path}"'`;
    const withOptions = node.path === '' ? 'complete -c djcron' : here;
    return [
      ...node.commands.map(({ name, description }) => `${here} -a ${name} -d ${fishWord(description)}`),
      ...(node.argument === null ? [] : fishOffer(node.argument).map((offer) => `${here} ${offer}`)),
      ...node.options.map(({ flags, description, value }) => {
        const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`)).join(' ');
        const offers = value === null ? '' : ` -r ${fishOffer(value).join(' ')}`;
        return `${withOptions} ${names}${offers} -d ${fishWord(description)}`;
      }),
    ];
  });
  const known = nodes.flatMap(({ path }) => (path === '' ? [] : [`"${path}"`])).join(' ');
  return `# fish completion for djcron: djcron completion fish > ~/.config/fish/completions/djcron.fish
function __djcron_at
  set -l known ${known}
  set -l place ''
  for word in (commandline -opc)[2..-1]
    set -l next (string trim -- "$place $word")
    contains -- $next $known; and set place $next
  end
  test "$place" = "$argv[1]"
end
complete -c djcron -f
${lines.join('\n')}
`;
}

function fishOffer(kind: Kind): string[] {
  if (typeof kind !== 'string') return [`-a ${fishWord(kind.join(' '))}`];
  if (kind === 'file' || kind === 'folder') return ['-F'];
  const lookUp = lookUps[kind];
  return lookUp === undefined ? [] : [`-a ${fishWord(`(${lookUp})`)}`];
}

function fishWord(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
