// Saving a job file: one request, what came of it, and what it was refused for.
import { useState } from 'react';
import { client } from '../../api/client.ts';

type Saved = Awaited<ReturnType<typeof client.jobs.apply>>;

export function useSave(onSaved: (result: Saved, yaml: string) => void) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  /** Null when it was refused. */
  const save = async (yaml: string): Promise<Saved | null> => {
    setBusy(true);
    setError(null);
    try {
      const result = await client.jobs.apply({ yaml });
      onSaved(result, yaml);
      return result;
    } catch (failure) {
      setError(failure);
      return null;
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, save };
}
