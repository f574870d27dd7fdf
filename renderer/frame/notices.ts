// Notices that jobs ask for at the end of their runs, as short words on whatever screen is shown.
import { useEvents } from '../api/live.ts';
import { toast } from '../parts/toast.ts';

export function useNotices(): void {
  useEvents((event) => {
    if (event.type === 'notice') toast(`${event.run.job ?? 'Ad-hoc command'}: ${event.run.state}`);
  });
}
