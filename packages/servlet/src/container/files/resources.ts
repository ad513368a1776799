import { createReadStream, readdirSync, type Stats, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { OptionError } from 'httpsession';

/** What a path of the application is on disk. */
export type ResourceKind = 'file' | 'directory' | 'none';

/** The files of an application, below its `resourceRoot`. Paths begin with a slash. */
export class Resources {
  readonly #root: string | undefined;

  /** @param root a folder; without one there are no files at all */
  constructor(root: string | undefined) {
    this.#root = root === undefined ? undefined : resolve(root);
  }

  /**
   * Makes sure that the root is a folder: a wrong path would be 404 for all files, without a word.
   * @throws OptionError that names `resourceRoot`
   */
  check(): void {
    if (this.#root === undefined || statsOf(this.#root)?.isDirectory() === true) return;
    const wants = `a folder that exists and can be read; ${this.#root} is none`;
    throw new OptionError('resourceRoot', this.#root, wants);
  }

  /** Where the file is, or would be; null when there is no root, or the path leads out of it. */
  realPath(path: string): string | null {
    if (this.#root === undefined || path.includes('\0') || path.includes('\\')) return null;
    const segments = path.split('/');
    if (segments.includes('..')) return null;
    return join(this.#root, ...segments);
  }

  kindOf(path: string): ResourceKind {
    const file = this.realPath(path);
    if (file === null) return 'none';
    const stats = statsOf(file);
    if (stats === undefined) return 'none';
    if (stats.isDirectory()) return 'directory';
    return stats.isFile() && !path.endsWith('/') ? 'file' : 'none';
  }

  url(path: string): URL | null {
    const file = this.realPath(path);
    return file === null || this.kindOf(path) === 'none' ? null : pathToFileURL(file);
  }

  stream(path: string): Readable | null {
    const file = this.realPath(path);
    return file === null || this.kindOf(path) !== 'file' ? null : createReadStream(file);
  }

  /** What is directly in a folder, as paths of the application; folders end with a slash. */
  pathsIn(folder: string): Set<string> | null {
    const directory = this.realPath(folder);
    if (directory === null || this.kindOf(folder) !== 'directory') return null;
    const prefix = folder.endsWith('/') ? folder : `${folder}/`;
    const entries = readdirSync(directory, { withFileTypes: true });
    return new Set(
      entries.map((entry) => `${prefix}${entry.name}${entry.isDirectory() ? '/' : ''}`),
    );
  }
}

/** Undefined also where a name is too long, or below a file: whatever keeps us from it, it is not there. */
function statsOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
