// Before a package is packed: puts into it the pages of the documentation that its errors name, as its users have no
// others. Runs in the package's folder.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './workspace.mjs';

const PAGE = /\bdocs\/[\w/-]+\.md\b/g;

rmSync('docs', { recursive: true, force: true });
if (!process.argv.includes('--remove')) {
  for (const page of pagesNamedIn('src')) {
    mkdirSync(dirname(page), { recursive: true });
    copyFileSync(join(root, page), page);
  }
}

function pagesNamedIn(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  const texts = files
    .filter((file) => file.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
  return new Set(texts.flatMap((text) => text.match(PAGE) ?? []));
}
