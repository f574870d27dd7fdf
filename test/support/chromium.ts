// The system's Chromium and the flags it needs here: nothing is downloaded, and it talks to nobody outside.
import { existsSync } from 'node:fs';

const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];
const found = process.env.DJCRON_TEST_CHROMIUM ?? known.find((path) => existsSync(path));

/** `--no-sandbox` because root may not use Chromium's. Without a system Chromium the search is left to Playwright. */
export const chromiumOptions = {
  ...(found === undefined ? {} : { executablePath: found }),
  args: [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};
