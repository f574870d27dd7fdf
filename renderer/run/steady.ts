// A callback that stays the same while what it does is always the latest: so that rows of a long list are not drawn
// anew because their page was.
import { useCallback, useLayoutEffect, useRef } from 'react';

export function useSteady<Args extends unknown[], Result>(call: (...args: Args) => Result): (...args: Args) => Result {
  const latest = useRef(call);
  useLayoutEffect(() => {
    latest.current = call;
  });
  return useCallback((...args: Args) => latest.current(...args), []);
}
