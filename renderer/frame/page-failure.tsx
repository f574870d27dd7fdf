// What stands in a screen's place when it cannot be shown at all.
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Empty, Failure } from '../parts/feedback.tsx';
import { Page } from '../parts/page.tsx';

export function PageFailure({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <Page title="This screen broke">
      <Failure error={error} retry={reset} />
    </Page>
  );
}

export function NoSuchPage() {
  return (
    <Page title="Nothing here">
      <Empty
        title="This address leads nowhere"
        actions={
          <Button component={Link} to="/">
            Go to the overview
          </Button>
        }
      >
        The screen may have been renamed, or the address was cut when it was copied.
      </Empty>
    </Page>
  );
}
