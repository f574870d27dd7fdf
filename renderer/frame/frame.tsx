// Around every screen: rail, bars and the screen itself.
import { Outlet } from '@tanstack/react-router';

export function Frame() {
  return (
    <main>
      <Outlet />
    </main>
  );
}
