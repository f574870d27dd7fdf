// A short word that what the user just did is done. Never the only place where a failure is told.
import { notifications } from '@mantine/notifications';

export function toast(message: string): void {
  notifications.show({ message, withBorder: true, color: 'accent', closeButtonProps: { 'aria-label': 'Close' } });
}
