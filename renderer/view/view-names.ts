// The ways to look at a run, in the order of their digits, and which one a page opens with. Pure.

export const viewNames = ['groups', 'matrix', 'output', 'timeline', 'details'] as const;
export type ViewName = (typeof viewNames)[number];

/** How output of several hosts is read: one at a time, in one pane by arrival, or beside each other. */
export const outputWays = ['one', 'together', 'side'] as const;
export type OutputWay = (typeof outputWays)[number];

export function isOutputWay(text: string | undefined): text is OutputWay {
  return outputWays.some((way) => way === text);
}

export function isViewName(text: string | undefined): text is ViewName {
  return viewNames.some((name) => name === text);
}

interface Address {
  view?: ViewName | undefined;
  host?: string | undefined;
  line?: number | undefined;
}

/**
 * The view of an address. One that names a host or a line but no view means that host's output; one that names nothing
 * means what serves best: several hosts are told apart before one is read.
 */
export function viewOf({ view, host, line }: Address, hosts: number, known: readonly ViewName[]): ViewName {
  if (view !== undefined && known.includes(view)) return view;
  const named = host !== undefined || line !== undefined;
  return hosts > 1 && !named && known.includes('groups') ? 'groups' : 'output';
}

/** The digit that leads to a view: the same whichever views there are. */
export function digitOf(view: ViewName): string {
  return String(viewNames.indexOf(view) + 1);
}
