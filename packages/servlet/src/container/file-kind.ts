import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What a path is on disk. */
export type FileKind = 'file' | 'directory' | 'none';

/**
 * What a decoded path is below a folder. What is there under another name is not there: a link, and another
 * case on a disk that takes both for the same.
 * @param root as the disk knows it, with links resolved
 */
export async function kindOf(root: string, path: string): Promise<FileKind> {
  if (path.includes('\0') || path.includes('\\')) return 'none';
  const segments = path.split('/').filter((segment) => segment !== '');
  if (segments.some((segment) => segment === '..' || segment === '.')) return 'none';
  const file = join(root, ...segments);
  try {
    if ((await realpath(file)) !== file) return 'none';
    const stats = await stat(file);
    if (stats.isDirectory()) return 'directory';
    return stats.isFile() && !path.endsWith('/') ? 'file' : 'none';
  } catch {
    // Whatever keeps us from it: for the client it is not there.
    return 'none';
  }
}
