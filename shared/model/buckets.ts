// A stretch of time cut into pieces of a length that people count in. Pure.

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const lengths = [1, 2, 5, 10, 15, 30]
  .map((n) => n * minuteMs)
  .concat(
    [1, 2, 3, 6, 12].map((n) => n * hourMs),
    [1, 2, 7].map((n) => n * dayMs),
  );

/** ms of a piece so that at most `most` of them cover the time; whole weeks when it is long. */
export function bucketLength(fromAt: number, untilAt: number, most: number): number {
  const fits = (length: number) => Math.floor(untilAt / length) - Math.floor(fromAt / length) + 1 <= most;
  const length = lengths.find(fits);
  if (length !== undefined) return length;
  let weeks = 2;
  while (!fits(weeks * 7 * dayMs)) weeks *= 2;
  return weeks * 7 * dayMs;
}
