// All screens and their addresses. Each screen is a file of its own that is fetched when it is first opened.
import { createHashHistory, createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Frame } from './frame/frame.tsx';
import { NoSuchPage, PageFailure } from './frame/page-failure.tsx';
import type { HistorySearch } from './history/words.ts';
import type { ReportsSearch } from './pages/reports.tsx';
import { isOutputWay, isViewName, type OutputWay, type ViewName } from './view/view-names.ts';

const root = createRootRoute({ component: Frame, notFoundComponent: NoSuchPage });

/** A text of the address, or nothing; numbers written in it are texts too. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/overview/overview.tsx'), 'OverviewPage'),
});
const hosts = createRoute({
  getParentRoute: () => root,
  path: '/hosts',
  validateSearch: (search: Record<string, unknown>): { q?: string; open?: string } => ({ q: text(search.q), open: text(search.open) }),
  component: lazyRouteComponent(() => import('./pages/hosts/hosts.tsx'), 'HostsPage'),
});
const host = createRoute({
  getParentRoute: () => root,
  path: '/hosts/$name',
  component: lazyRouteComponent(() => import('./pages/host/host.tsx'), 'HostPage'),
});
const keys = createRoute({
  getParentRoute: () => root,
  path: '/keys',
  validateSearch: (search: Record<string, unknown>): { q?: string } => ({ q: text(search.q) }),
  component: lazyRouteComponent(() => import('./pages/keys/keys.tsx'), 'KeysPage'),
});
const jobs = createRoute({
  getParentRoute: () => root,
  path: '/jobs',
  validateSearch: (search: Record<string, unknown>): { q?: string } => ({ q: text(search.q) }),
  component: lazyRouteComponent(() => import('./pages/jobs/jobs.tsx'), 'JobsPage'),
});
const newJob = createRoute({
  getParentRoute: () => root,
  path: '/jobs/new',
  component: lazyRouteComponent(() => import('./pages/job/job-editor.tsx'), 'JobEditorPage'),
});
const job = createRoute({
  getParentRoute: () => root,
  path: '/jobs/$name',
  validateSearch: (search: Record<string, unknown>): { view?: string } => ({ view: text(search.view) }),
  component: lazyRouteComponent(() => import('./pages/job/job.tsx'), 'JobPage'),
});
const editJob = createRoute({
  getParentRoute: () => root,
  path: '/jobs/$name/edit',
  component: lazyRouteComponent(() => import('./pages/job/job-editor.tsx'), 'JobEditorPage'),
});

const runs = createRoute({
  getParentRoute: () => root,
  path: '/runs',
  validateSearch: (search: Record<string, unknown>): HistorySearch => ({
    q: text(search.q),
    job: text(search.job),
    host: text(search.host),
    state: text(search.state),
    trigger: text(search.trigger),
    user: text(search.user),
    exit: text(search.exit),
    pinned: text(search.pinned),
    since: text(search.since),
    until: text(search.until),
    brush: text(search.brush),
  }),
  component: lazyRouteComponent(() => import('./pages/runs.tsx'), 'RunsPage'),
});

export interface RunSearch {
  host?: string;
  /** number of a display line */
  line?: number;
  view?: ViewName;
  way?: OutputWay;
}
const run = createRoute({
  getParentRoute: () => root,
  path: '/runs/$id',
  validateSearch: (search: Record<string, unknown>): RunSearch => {
    const line = Number(search.line);
    const view = text(search.view);
    const way = text(search.way);
    return {
      host: text(search.host),
      line: Number.isInteger(line) && line > 0 ? line : undefined,
      view: isViewName(view) ? view : undefined,
      way: isOutputWay(way) ? way : undefined,
    };
  },
  component: lazyRouteComponent(() => import('./pages/run.tsx'), 'RunPage'),
});
const compare = createRoute({
  getParentRoute: () => root,
  path: '/runs/$id/compare/$other',
  component: lazyRouteComponent(() => import('./pages/compare.tsx'), 'ComparePage'),
});
const consolePage = createRoute({
  getParentRoute: () => root,
  path: '/console',
  validateSearch: (search: Record<string, unknown>): { target?: string; script?: string } => ({
    target: text(search.target),
    script: text(search.script),
  }),
  component: lazyRouteComponent(() => import('./pages/console.tsx'), 'ConsolePage'),
});
export interface ScheduleSearch {
  q?: string;
  view?: string;
  span?: string;
  /** of the calendar: `2027-03` */
  month?: string;
}
const schedule = createRoute({
  getParentRoute: () => root,
  path: '/schedule',
  validateSearch: (search: Record<string, unknown>): ScheduleSearch => ({
    q: text(search.q),
    view: text(search.view),
    span: text(search.span),
    month: text(search.month),
  }),
  component: lazyRouteComponent(() => import('./pages/schedule/schedule.tsx'), 'SchedulePage'),
});
const scheduleHosts = createRoute({
  getParentRoute: () => root,
  path: '/schedule/hosts',
  validateSearch: (search: Record<string, unknown>): { q?: string; span?: string; scan?: string } => ({
    q: text(search.q),
    span: text(search.span),
    scan: text(search.scan),
  }),
  component: lazyRouteComponent(() => import('./pages/schedule/schedule-hosts.tsx'), 'ScheduleHostsPage'),
});
const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: (search: Record<string, unknown>): { q?: string; object?: string } => ({
    q: text(search.q),
    object: text(search.object),
  }),
  component: lazyRouteComponent(() => import('./pages/audit/audit.tsx'), 'AuditPage'),
});
const reports = createRoute({
  getParentRoute: () => root,
  path: '/reports',
  validateSearch: (search: Record<string, unknown>): ReportsSearch => ({
    view: text(search.view),
    span: text(search.span),
    since: text(search.since),
    until: text(search.until),
    job: text(search.job),
    host: text(search.host),
  }),
  component: lazyRouteComponent(() => import('./pages/reports.tsx'), 'ReportsPage'),
});
const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  validateSearch: (search: Record<string, unknown>): { q?: string } => ({ q: text(search.q) }),
  component: lazyRouteComponent(() => import('./pages/settings/settings.tsx'), 'SettingsPage'),
});
const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  component: lazyRouteComponent(() => import('./pages/welcome.tsx'), 'WelcomePage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    overview,
    welcome,
    hosts,
    host,
    keys,
    jobs,
    newJob,
    job,
    editJob,
    schedule,
    scheduleHosts,
    runs,
    run,
    compare,
    consolePage,
    reports,
    audit,
    settings,
  ]),
  history: createHashHistory(),
  defaultPreload: 'intent',
  defaultErrorComponent: PageFailure,
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
