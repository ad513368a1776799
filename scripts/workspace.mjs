import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export const root = join(import.meta.dirname, '..');

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** The packages that are published: folder and manifest of each. */
export function publicPackages() {
  return readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name))
    .map((folder) => ({ folder, manifest: readManifest(folder) }))
    .filter(({ manifest }) => manifest !== undefined && !manifest.private);
}

/** The file behind a command of an installed tool, to be started with this same Node. */
export function toolPath(name, command = name) {
  const manifestPath = join(root, 'node_modules', name, 'package.json');
  const { bin } = createRequire(import.meta.url)(manifestPath);
  return join(dirname(manifestPath), typeof bin === 'string' ? bin : bin[command]);
}

function readManifest(folder) {
  try {
    return readJson(join(folder, 'package.json'));
  } catch {
    // A folder without a manifest is no package (yet).
    return undefined;
  }
}
