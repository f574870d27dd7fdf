// Runs before the first paint, so that a chosen light or dark scheme does not flash the other one.
(() => {
  let chosen = 'auto';
  try {
    chosen = JSON.parse(localStorage.getItem('djcron.preferences') ?? '{}').theme ?? 'auto';
  } catch {
    // storage may be off: the system's scheme is as good
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
