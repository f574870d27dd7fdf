import { describe, expect, test } from 'vitest';
import { command } from './terminal.ts';

describe('cron lines', () => {
  test('fire strictly after a time, in a zone, under the policies for changes of the clock', async () => {
    const line = ['cron', 'next', '30 2 * * *', '--timezone', 'Europe/Berlin', '--from', '2027-03-27T01:30:00Z', '-n', '2'];
    expect(JSON.parse((await command([...line, '-o', 'json'])).stdout)).toEqual(['2027-03-28T01:00:00.000Z', '2027-03-29T00:30:00.000Z']);
    expect((await command([...line, '--gap', 'skip', '-o', 'name'])).stdout).toBe('2027-03-29T00:30:00.000Z\n2027-03-30T00:30:00.000Z\n');
    expect((await command(line)).stdout).toBe(
      'TIME                      EUROPE/BERLIN\n2027-03-28T01:00:00.000Z  Sun 2027-03-28 03:00\n2027-03-29T00:30:00.000Z  Mon 2027-03-29 02:30\n',
    );
  });

  test('take the zone before them, unless another is asked for', async () => {
    const line = ['cron', 'next', 'TZ=Asia/Tokyo 0 9 * * *', '--from', '2027-01-01', '-n', '1', '-o', 'name'];
    expect((await command(line)).stdout).toMatch(/T00:00:00.000Z\n$/);
    expect((await command([...line, '--timezone', 'UTC'])).stdout).toMatch(/T09:00:00.000Z\n$/);
  });

  test('are told in words', async () => {
    const { stdout } = await command(['cron', 'explain', '0 0 13 * 5', '--timezone', 'UTC', '-o', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ words: 'At 00:00, on day 13 of the month or on Friday', timezone: 'UTC' });
    expect(JSON.parse(stdout).next).toHaveLength(5);
  });

  test.for<[string[], RegExp]>([
    [['cron', 'next', '0 30 2 * * ?'], /Quartz.*\(0 30 2 \* \* \?\): write 30 2 \* \* \* \[DJ-SCHEDULE-INVALID\]\n$/],
    [['cron', 'explain', '0 0 31 2 *'], /never fires.*\[DJ-SCHEDULE-INVALID\]\n$/],
    [['cron', 'next', '@daily', '--timezone', 'Mars/Phobos'], /Mars\/Phobos is no time zone.*\[DJ-SCHEDULE-INVALID\]\n$/],
    [['cron', 'next', '@daily', '--from', 'soon'], /'--from <time>' argument 'soon' is invalid.*\[DJ-INPUT-INVALID\]\n$/],
  ])('%j is refused in one line', async ([line, said]) => {
    expect(await command(line)).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(said) });
  });
});
