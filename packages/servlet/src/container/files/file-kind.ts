import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** What a path is on disk. */
export type FileKind = 'file' | 'directory' | 'none';

/**
 * What a decoded path is below a folder. What is there under another name is not there: a link, and another
 * case on a disk that takes both for the same.
 * @param root as the disk knows it, with links resolved
 */
export async function kindOf(root: string, path: string): Promise<FileKind> {
  if (!isPlain(path)) return 'none';
  const file = join(root, path);
  try {
    const named = file.endsWith(sep) && file !== root ? file.slice(0, -1) : file;
    if ((await realpath(named)) !== named) return 'none';
    const stats = await stat(file);
    if (stats.isDirectory()) return 'directory';
    return stats.isFile() ? 'file' : 'none';
  } catch {
    // Whatever keeps us from it: for the client it is not there.
    return 'none';
  }
}

/** Whether every segment names itself. Paths have been resolved before; this is the last door. */
function isPlain(path: string): boolean {
  if (path.includes('\0') || path.includes('\\')) return false;
  return path.split('/').every((segment) => segment !== '..' && segment !== '.');
}
