// What comes back on a channel, in any pieces: noise, words, exact bytes; and nothing that does not fit.
import { expect, test } from 'vitest';
import { createReader, type Told } from '../../electron/runner/wrapper/reader.ts';

interface Read {
  told: Told[];
  stdout: string;
  stderr: string;
  samples: [string, number][];
  doubts: string[];
  noise: string;
}

function read(pieces: readonly (string | Buffer)[], nonce = 'n1'): Read {
  const seen: Read = { told: [], stdout: '', stderr: '', samples: [], doubts: [], noise: '' };
  const reader = createReader(nonce, {
    told: (told) => seen.told.push(told),
    output: (stream, bytes) => {
      seen[stream] += bytes.toString('latin1');
    },
    samples: (bytes, up) => seen.samples.push([bytes.toString(), up]),
    doubt: (what) => seen.doubts.push(what),
  });
  for (const piece of pieces) reader.push(Buffer.from(piece));
  return { ...seen, noise: reader.noise() };
}

const whole = [
  'Welcome\nDJ n2 ready\n\nDJ n1 ready\n',
  'DJ n1 begin 12 345 678\nDJ n1 out 5\na\nDJ \nDJ n1 err 4\n\0\xff\n\nDJ n1 up\n'.replace('a\nDJ \n', 'a\nDJ '),
  'DJ n1 use 6 100\nDJ-P 1DJ n1 hit 7 sh -c x y\nDJ n1 left 8 z\nDJ n1 end 3 exit 250 \nDJ n1 clean\n',
].join('');

test.for([1, 2, 3, 7, 1000])('words and bytes are told apart in pieces of %i', (size) => {
  const bytes = Buffer.from(whole, 'latin1');
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
  const { told, stdout, stderr, samples, doubts, noise } = read(pieces);
  expect(told).toEqual([
    { type: 'ready' },
    { type: 'begin', pid: 12, start: '345', up: 6780, crowd: 0 },
    { type: 'up' },
    { type: 'hit', process: '7 sh -c x y' },
    { type: 'left', process: '8 z' },
    { type: 'end', exitCode: 3, why: 'exit', ms: 2500 },
    { type: 'clean' },
  ]);
  expect([stdout, stderr, doubts, noise]).toEqual(['a\nDJ ', '\0\xff\n\n', [], 'Welcome\nDJ n2 ready\n']);
  expect([samples.map(([text]) => text).join(''), samples[0]?.[1]]).toEqual(['DJ-P 1', 1000]);
});

test('an end that nobody learnt has no code', () => {
  expect(read(['\nDJ n1 end - supervisor-lost 12\n']).told).toEqual([{ type: 'end', exitCode: null, why: 'supervisor-lost', ms: 120 }]);
});

test.for([
  ['\nDJ n1 ready\nDJ n2 end 0 exit 1\n'],
  ['\nDJ n1 ready\nhello\nDJ n1 end 0 exit 1\n'],
  ['\nDJ n1 out 3\nabcdDJ n1 end 0 exit 1\n'],
  ['\nDJ n1 out -3\nDJ n1 end 0 exit 1\n'],
  ['\nDJ n1 out 99999999999999999999\n'],
  ['\nDJ n1 begin x y z\n'],
])('what does not fit ends the reading: %j', ([text]) => {
  const { told, doubts } = read([text ?? '']);
  expect(doubts).toHaveLength(1);
  expect(told.map(({ type }) => type)).not.toContain('end');
});

test('noise without end, and a word without end, are doubted', () => {
  expect(read(['x'.repeat(70_000)]).doubts).toEqual(['noise']);
  expect(read([`\nDJ n1 ready\n${'x'.repeat(9000)}`]).doubts).toEqual(['a word without end']);
});
