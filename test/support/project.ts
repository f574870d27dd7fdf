// Where the project lies, for tests that start its programs or read its files.
import path from 'node:path';

export const projectDir = path.join(import.meta.dirname, '../..');
