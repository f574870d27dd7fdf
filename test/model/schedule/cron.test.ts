// What is a cron line and what is not; who writes one for another scheduler is told what to write here.
import { expect, test } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { parseCron } from '../../../shared/model/schedule/cron.ts';
import { wordsOf } from '../../../shared/model/schedule/words.ts';

test.for([
  ['  30\t2 * *  1-5 ', '30 2 * * 1-5', null],
  ['@daily', '0 0 * * *', null],
  ['TZ=Asia/Tokyo 0 9 * * MON', '0 9 * * MON', 'Asia/Tokyo'],
  ['CRON_TZ=UTC @hourly', '0 * * * *', 'UTC'],
] as const)('%j is read', ([expression, text, timezone]) => {
  expect(parseCron(expression)).toMatchObject({ text, timezone });
});

test('a value that is named twice counts once', () => {
  const { minutes, hours, days, months, weekdays } = parseCron('0,30,0-2 1-3,2 1-3,3 1-1/5,JAN 0-2,1,7');
  expect([minutes, hours, [...days], [...months], [...weekdays]]).toEqual([[0, 1, 2, 30], [1, 2, 3], [1, 2, 3], [1], [0, 1, 2]]);
});

test.for<[string, RegExp, RegExp]>([
  ['', /0 fields/, /minute, hour/],
  ['* * * *', /4 fields/, /minute, hour/],
  ['0 30 2 * * ?', /Quartz/, /write 30 2 \* \* \*/],
  ['0 0 12 ? * 2-6', /Quartz/, /write 0 12 \* \* 1-5/],
  ['0 0 12 ? * 6#3 2027', /Quartz/, /write 0 12 \* \* 5#3/],
  ['*/10 * * * * *', /6 fields/, /counts minutes/],
  ['0 0 ? * 1', /\? in day of month/, /write 0 0 \* \* 1/],
  ['0 0 15W * *', /W in day of month/, /list the days/],
  ['H 2 * * *', /H in minute/, /jitter/],
  ['0~30 2 * * *', /~ in minute/, /jitter/],
  ['@reboot', /@reboot/, /crontab of the host/],
  ['@often', /@often is not known/, /@hourly/],
  ['60 * * * *', /60/, /minute 0-59/],
  ['1,1,60 * * * *', /60/, /minute 0-59/],
  ['0 22-2 * * *', /22-2 in hour goes backwards/, /22-23,0-2/],
  ['61 * * * *', /61 is no minute/, /minute 0-59/],
  ['0 0 1-32 * *', /32 is no day of month/, /day 1-31/],
  ['x * * * *', /./, /minute 0-59/],
  ['0 0 31 2 *', /never fires/, /L for its last/],
  ['0 0 31 4,6 *', /never fires/, /L for its last/],
  ['0 0 30 2 */2', /never fires/, /L for its last/],
])('%j is refused, with what to write', ([expression, what, remedy]) => {
  const error = (() => {
    try {
      return parseCron(expression);
    } catch (thrown) {
      return thrown;
    }
  })();
  if (!(error instanceof AppError)) throw new Error(`${expression} was taken: ${JSON.stringify(error)}`);
  expect(error.refusal).toEqual({
    code: 'DJ-SCHEDULE-INVALID',
    what: expect.stringMatching(what),
    where: expression,
    remedy: expect.stringMatching(remedy),
  });
});

test.for([
  ['30 2 * * *', 'At 02:30'],
  ['@hourly', 'Every hour'],
  ['*/15 9-17 * * 1-5', 'Every 15 minutes, between 09:00 and 17:59, Monday through Friday'],
  ['*/35 * * * *', 'At 0 and 35 minutes past the hour'],
  ['0 */5 * * *', 'At 00:00, 05:00, 10:00, 15:00 and 20:00'],
  ['0 0 13 * 5', 'At 00:00, on day 13 of the month or on Friday'],
  ['0 0 13 5 5', 'At 00:00, on day 13 of the month or on Friday, only in May'],
  ['0 0 */2 * 1', 'At 00:00, every 2 days in a month, but only on Monday'],
  ['0 9 * * 5L', 'At 09:00, on the last Friday of the month'],
] as const)('%s reads: %s', ([expression, words]) => {
  expect(wordsOf(parseCron(expression))).toBe(words);
});
