// Pointing at moments, choosing a stretch of time by dragging, and seeking a moment by a click, over anything drawn by time.
import { type MouseEvent, useState } from 'react';
import type { Moments } from '../output/moments.ts';

/** Pixels that make a movement of the pointer a drag. */
const dragPx = 4;

/** Handlers that point, choose a stretch, and seek a moment. `at`: the instant under the pointer. */
export function useBrush(moments: Moments, at: (event: MouseEvent) => number) {
  const [begun, setBegun] = useState<{ at: number; x: number; dragged: boolean } | null>(null);
  return {
    onMouseDown(event: MouseEvent) {
      if (event.button === 0) setBegun({ at: at(event), x: event.clientX, dragged: false });
    },
    onMouseMove(event: MouseEvent) {
      const here = at(event);
      moments.point(here);
      if (begun === null || event.buttons !== 1) return;
      const dragged = begun.dragged || Math.abs(event.clientX - begun.x) > dragPx;
      if (dragged) moments.narrow({ from: Math.min(begun.at, here), to: Math.max(begun.at, here) });
      if (dragged !== begun.dragged) setBegun({ ...begun, dragged });
    },
    onMouseUp(event: MouseEvent) {
      if (begun !== null && !begun.dragged) moments.seek(at(event));
      setBegun(null);
    },
    onMouseLeave() {
      moments.point(null);
      setBegun(null);
    },
  };
}
