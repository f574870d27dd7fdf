// A job whose hosts come to the same but for a few, and some of which go on until they are ended: for what a run of many
// real hosts looks like. Every script writes down its process, so that a test can look whether it is gone.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

export const lasting = 12;

/** `count` hosts: the 8th and the 61st end with 3 and 1, the 101st says something else, the last twelve go on. */
export function foldJob(count: number): string {
  return `apiVersion: djcron/v1
kind: Job
name: patch-web
script:
  text: |
    echo "Upgrading $DJCRON_HOST to $DJCRON_PARAM_RELEASE as pid $$"
    for name in libc6 openssl nginx curl; do echo "Setting up $name ..."; done
    case $DJCRON_HOST_INDEX in
      7) echo "E: no space left in /var on $DJCRON_HOST" >&2; exit 3 ;;
      60) echo "nginx: configuration test failed"; exit 1 ;;
      100) echo "nginx: restarted twice" ;;
    esac
    echo "$DJCRON_HOST is done"
    if [ "$DJCRON_HOST_INDEX" -ge ${count - lasting} ]; then
      echo "waiting for a lock on $DJCRON_HOST"
      mkdir -p "$HOME/alive"; : > "$HOME/alive/$$"
      sleep 600
    fi
parameters:
  - { name: release, default: '1.27' }
targets: "@all"
policies: { fanout: 40, samples: 'off', cancel: { grace: 2s } }
`;
}

/** Processes of scripts that go on, by the files they left; only those that are alive. */
export function aliveIn(home: string): number[] {
  const dir = path.join(home, 'alive');
  const pids = existsSync(dir) ? readdirSync(dir).map(Number) : [];
  return pids.filter((pid) => existsSync(`/proc/${pid}`));
}
