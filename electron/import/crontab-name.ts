// Names of jobs for commands of a crontab: of a short comment above, else of the program that does the work behind tests,
// settings and wrappers. Pure.

/** Words before the program that matters. */
const wrappers = /^(sudo|nice|ionice|nohup|exec|env|command|time|chronic|setsid|timeout|flock|then|do|else|if|!)$/;
/** Of these one argument follows the options. */
const withArgument = /^(timeout|flock)$/;
/** Options of these that take the word behind them. */
const takingOptions: Record<string, RegExp> = {
  nice: /^(-n|--adjustment)$/,
  ionice: /^-[cn]$/,
  sudo: /^-[ug]$/,
  timeout: /^-[ks]$/,
  flock: /^-[wE]$/,
  env: /^-[uC]$/,
};
const tests = /^(\[|\[\[|test|cd|export|umask|set|true|sleep|\.|source|ulimit|:|which|type|fi|done|perl -e)$/;
const interpreters = /^(sh|bash|dash|ksh|zsh|perl|python[\d.]*|php[\d.]*|ruby|node|java)$/;

/** Never empty; not unique. */
export function jobName({ command, comment }: { command: string; comment: readonly string[] }): string {
  const [only = '', ...more] = comment.filter((line) => line !== '');
  const isShort = more.length === 0 && only.length <= 40 && only.split(/\s+/).length <= 5;
  return (isShort && slug(only)) || slug(programOf(command)) || 'cron-job';
}

/** `name`, or with the first number that makes it one of its own; `taken` gets it. */
export function uniqueName(name: string, taken: Set<string>): string {
  for (let number = 1; ; number++) {
    const tried = number === 1 ? name : `${name}-${number}`;
    if (taken.has(tried)) continue;
    taken.add(tried);
    return tried;
  }
}

function slug(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
}

function programOf(command: string): string {
  const parts = command.split(/\|\||&&|[;|\n]|(?<!>)&(?!>)/).map((part) => part.trim());
  const names = parts.map((part) => programIn(part.split(/\s+/).filter((word) => word !== '')));
  return names.find((name) => name !== '') ?? baseOf(parts[0] ?? '');
}

/** Empty when nothing in the part is what a person would call the job. */
function programIn(all: readonly string[]): string {
  const words = [...all];
  for (;;) {
    const word = words.shift() ?? '';
    if (word === '') return '';
    if (/^[A-Za-z_]\w*=/.test(word) || /^\(+$/.test(word)) continue;
    const name = baseOf(word.replace(/^[({]+/, ''));
    if (name === 'command' && words[0] === '-v') return '';
    if (tests.test(name)) return '';
    if (wrappers.test(name)) {
      dropOptions(words, takingOptions[name]);
      if (withArgument.test(name)) words.shift();
      continue;
    }
    if (name === 'run-parts') return pathName(words.findLast((other) => other.startsWith('/')) ?? '') || name;
    if (!interpreters.test(name)) return name;
    if (words.some((option) => /^-\w*[cer]$/.test(option)))
      return words.includes('-c')
        ? programOf(
            words
              .slice(words.indexOf('-c') + 1)
              .join(' ')
              .replace(/^["']|["']$/g, ''),
          )
        : '';
    dropOptions(words);
    return baseOf(words[0] ?? '') || name;
  }
}

function dropOptions(words: string[], taking?: RegExp): void {
  while (words[0]?.startsWith('-')) {
    const option = words.shift() ?? '';
    if (taking?.test(option)) words.shift();
  }
}

/** `/etc/cron.daily` -> `cron.daily` */
function pathName(word: string): string {
  return (
    word
      .replace(/["')}]+$/g, '')
      .split('/')
      .findLast((part) => part !== '') ?? ''
  );
}

function baseOf(word: string): string {
  return pathName(word.replace(/^["']/, '')).replace(/\.(sh|bash|py|pl|php|rb|js|cron)$/, '');
}
