import { expect, test } from 'vitest';
import { jobName, uniqueName } from '../../electron/import/crontab-name.ts';

test.for<[string, string, string?]>([
  ['/usr/local/bin/backup.sh --all', 'backup'],
  ['test -x /usr/sbin/x && /usr/lib/php/sessionclean', 'sessionclean'],
  ['[ -x /a ] && if [ ! -d /run ]; then /usr/lib/php/sessionclean; fi', 'sessionclean'],
  ['cd / && run-parts --report /etc/cron.daily', 'cron-daily'],
  ['test -x /usr/sbin/anacron || ( cd / && run-parts --report /etc/cron.weekly )', 'cron-weekly'],
  ['FOO=1 nice -n 19 ionice -c3 /opt/do-it', 'do-it'],
  ['flock -n /run/lock/x timeout 5m /opt/sync.py > /dev/null 2>&1', 'sync'],
  ['/usr/bin/php -f /var/www/cron.php', 'cron'],
  ['bash -c "certbot renew"', 'certbot'],
  ["perl -e 'sleep 1' && certbot -q renew", 'certbot'],
  ['/x', 'nightly-dump', 'Nightly dump'],
  ['/opt/sweep', 'sweep', 'a long comment that tells a whole story of how this came to be'],
  ['%%%', 'cron-job'],
])('%j is named %s', ([command, name, comment]) => {
  expect(jobName({ command, comment: comment === undefined ? [] : [comment] })).toBe(name);
});

test('names are made their own by a number', () => {
  const taken = new Set(['a']);
  expect([uniqueName('a', taken), uniqueName('b', taken), uniqueName('a', taken)]).toEqual(['a-2', 'b', 'a-3']);
});
