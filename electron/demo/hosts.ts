// Who is in the demo fleet: names, tags, and what makes each host unlike the others. Data only.

export interface DemoPlan {
  name: string;
  tags: Record<string, string>;
  cpus: number;
  memoryMiB: number;
  diskGiB: number;
  /** of the disk */
  usedPercent: number;
  upDays: number;
  kernel: string;
  /** units of systemctl that have failed */
  failedUnits: string[];
  /** before the server says anything to a new connection */
  connectDelayMs: number;
  /** before a command starts */
  startDelayMs: number;
  /** what is written arrives this much later */
  outputDelayMs: number;
}

const usual: Omit<DemoPlan, 'name' | 'tags'> = {
  cpus: 4,
  memoryMiB: 8192,
  diskGiB: 40,
  usedPercent: 43,
  upDays: 12,
  kernel: '6.1.0-28-amd64',
  failedUnits: [],
  connectDelayMs: 0,
  startDelayMs: 0,
  outputDelayMs: 0,
};

const first: DemoPlan[] = [
  { ...usual, name: 'web-01', tags: { role: 'web', env: 'prod' } },
  { ...usual, name: 'web-02', tags: { role: 'web', env: 'prod' }, usedPercent: 47, upDays: 12, startDelayMs: 40 },
  { ...usual, name: 'web-03', tags: { role: 'web', env: 'staging' }, cpus: 2, memoryMiB: 4096, usedPercent: 31, upDays: 3 },
  {
    ...usual,
    name: 'db-01',
    tags: { role: 'db', env: 'prod' },
    cpus: 8,
    memoryMiB: 32_768,
    diskGiB: 500,
    usedPercent: 71,
    upDays: 97,
    startDelayMs: 80,
  },
  // the slow one: far away, so to speak
  {
    ...usual,
    name: 'db-02',
    tags: { role: 'db', env: 'staging' },
    cpus: 8,
    memoryMiB: 16_384,
    diskGiB: 500,
    usedPercent: 64,
    upDays: 41,
    connectDelayMs: 1200,
    startDelayMs: 300,
    outputDelayMs: 250,
  },
  {
    ...usual,
    name: 'cache-01',
    tags: { role: 'cache', env: 'prod' },
    cpus: 2,
    memoryMiB: 16_384,
    diskGiB: 20,
    usedPercent: 22,
    upDays: 97,
  },
  {
    ...usual,
    name: 'build-01',
    tags: { role: 'build', env: 'dev' },
    cpus: 16,
    memoryMiB: 32_768,
    diskGiB: 200,
    usedPercent: 82,
    upDays: 1,
    kernel: '6.12.5-amd64',
    startDelayMs: 150,
  },
  // the one that fails: its disk is full
  {
    ...usual,
    name: 'edge-01',
    tags: { role: 'edge', env: 'prod' },
    cpus: 2,
    memoryMiB: 2048,
    diskGiB: 16,
    usedPercent: 100,
    upDays: 204,
    kernel: '5.10.0-33-amd64',
    failedUnits: ['nginx.service'],
  },
];

/** The first `count` hosts of the fleet; beyond eight there are more of the same kinds, all quick and healthy. */
export function demoPlans(count: number): DemoPlan[] {
  const plans = first.slice(0, count);
  const models = first.filter((plan) => plan.failedUnits.length === 0);
  for (let i = 0; plans.length < count; i += 1) {
    const model = models[i % models.length];
    if (model === undefined) return plans;
    const role = model.tags.role ?? 'web';
    const number = plans.filter((plan) => plan.tags.role === role).length + 1;
    const name = `${role}-${String(number).padStart(2, '0')}`;
    plans.push({ ...model, name, connectDelayMs: 0, startDelayMs: (i * 37) % 200, outputDelayMs: 0 });
  }
  return plans;
}
