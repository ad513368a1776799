import { lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder of this user's below the system's folder for temporary files, for what takes long to make. Others may not write
 * there, as a database believes what it finds; they may pass, as servers run as other users.
 */
export async function cacheFolder(): Promise<string> {
  const uid = process.getuid?.() ?? 0;
  const cache = join(tmpdir(), `httpsession-services-${uid}`);
  await mkdir(cache, { recursive: true, mode: 0o711 });
  const { uid: owner, mode } = await lstat(cache);
  if (owner !== uid || (mode & 0o022) !== 0) {
    throw new Error(`${cache} is not ours alone: remove it`);
  }
  return cache;
}

export async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
