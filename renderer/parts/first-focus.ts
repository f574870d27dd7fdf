// The focus of a dialog whose inside is fetched after it opened: the dialog has given it to its close button by then.
import { type RefObject, useEffect, useRef } from 'react';

/** For the element around it; the focus goes to what has `data-autofocus` there. */
export function useFirstFocus(): RefObject<HTMLDivElement | null> {
  const inside = useRef<HTMLDivElement>(null);
  useEffect(() => inside.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus(), []);
  return inside;
}
