// The page's files, from the folder the build made. They need no session and hold no secret.
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/** Styles may be inline because the components and the editor make them; scripts may not. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Null when there is no such file. The page's own places are behind the `#`, so `/` is its only address. */
export async function serveAsset(assetsDir: string, pathname: string, withBody: boolean): Promise<Response | null> {
  const file = fileOf(assetsDir, pathname);
  const type = file === null ? undefined : contentTypes[path.extname(file)];
  if (file === null || type === undefined) return null;
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = new Uint8Array(await readFile(file));
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  return new Response(withBody ? bytes : null, {
    headers: {
      'content-type': type,
      'content-length': String(bytes.byteLength),
      'content-security-policy': policy,
      'cache-control': pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
  });
}

/** Null for an address that leaves the folder, in whatever disguise. */
function fileOf(assetsDir: string, pathname: string): string | null {
  let name: string;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (/[\0\\]/.test(name) || name.split('/').includes('..')) return null;
  return path.join(assetsDir, name === '/' ? 'index.html' : name);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['ENOENT', 'EISDIR', 'ENOTDIR', 'ENAMETOOLONG'].includes(String(error.code));
}
