// Opens the page: session first, then the stream of events, then the screens.
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './styles.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startLive } from './api/live.ts';
import { queryClient } from './api/query.ts';
import { takeSessionFromAddress } from './api/session.ts';
import { startPreferences } from './parts/preferences.ts';
import { router } from './router.tsx';
import { cssVariables, schemeManager, theme } from './theme.ts';

startPreferences();
await takeSessionFromAddress();
startLive();
// an address pasted into this very tab changes the fragment only
window.addEventListener('hashchange', () => void takeSessionFromAddress());

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} colorSchemeManager={schemeManager} defaultColorScheme="auto" cssVariablesResolver={cssVariables}>
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" limit={4} autoClose={5000} containerWidth={360} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
