// What is done with an output now and then: download, folding, marks, copies.
import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { Download, Ellipsis } from 'lucide-react';
import { formatBytes } from '../parts/time-format.ts';
import { downloadAddress } from './output-row.tsx';
import type { OutputView } from './output-view.ts';

export interface StoredBytes {
  host: string;
  stdout: number;
  stderr: number;
  /** nothing was left out */
  whole: boolean;
}

/** `bytes`: so far, asked when the menu opens. */
export function DownloadMenu({ run, bytes }: { run: string; bytes: () => StoredBytes }) {
  return (
    <Menu>
      <Menu.Target>
        <Tooltip label="Download exactly what the host wrote">
          <ActionIcon aria-label="Download">
            <Download size={15} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Downloads run={run} bytes={bytes()} />
      </Menu.Dropdown>
    </Menu>
  );
}

function Downloads({ run, bytes }: { run: string; bytes: StoredBytes }) {
  return (['stdout', 'stderr'] as const).map((stream) => (
    <Menu.Item key={stream} component="a" href={downloadAddress(run, bytes.host, stream)} download={`${run}-${bytes.host}.${stream}`}>
      {stream}, {formatBytes(bytes[stream])}
      {bytes.whole ? '' : ' without the middle'}
    </Menu.Item>
  ));
}

export interface OutputDeeds {
  copyLines: () => void;
  copyLink: () => void;
  setBookmark: () => void;
  nextBookmark: (step: 1 | -1) => void;
  removeBookmarks: () => void;
  foldGroups: () => void;
}

interface MoreMenuProps {
  view: OutputView;
  onView: (view: OutputView) => void;
  /** of one host: only there lines are looked at as a whole */
  one: boolean;
  bookmarks: number;
  deeds: OutputDeeds;
}

export function MoreMenu({ view, onView, one, bookmarks, deeds }: MoreMenuProps) {
  return (
    <Menu>
      <Menu.Target>
        <Tooltip label="More for this output">
          <ActionIcon aria-label="More for this output">
            <Ellipsis size={15} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={deeds.copyLines} rightSection={<kbd>c</kbd>}>
          Copy the chosen lines
        </Menu.Item>
        <Menu.Item onClick={deeds.copyLink} rightSection={<kbd>y</kbd>}>
          Copy a link to the line
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={deeds.setBookmark} rightSection={<kbd>m</kbd>}>
          Set a mark here
        </Menu.Item>
        {bookmarks > 0 && (
          <>
            <Menu.Item onClick={() => deeds.nextBookmark(-1)} rightSection={<kbd>Shift m</kbd>}>
              To the mark before
            </Menu.Item>
            <Menu.Item onClick={deeds.removeBookmarks}>Remove all marks ({bookmarks})</Menu.Item>
          </>
        )}
        <Menu.Divider />
        <Menu.Item onClick={() => onView({ ...view, markers: !view.markers })}>
          {view.markers ? 'Show ::group:: and ::error:: as written' : 'Show what ::group:: and ::error:: mean'}
        </Menu.Item>
        {one && (
          <>
            <Menu.Item onClick={() => onView({ ...view, repeats: !view.repeats })}>
              {view.repeats ? 'Show every repeated line' : 'Show repeated lines once'}
            </Menu.Item>
            <Menu.Item onClick={deeds.foldGroups} rightSection={<kbd>Shift z</kbd>}>
              Fold or open all groups
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
