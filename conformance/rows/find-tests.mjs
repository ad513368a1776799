import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// The tests of each row, by id: the files of a package's tests that have the id in a string, such as the
// name of a test.
export function findTests(root) {
  const tests = new Map();
  for (const file of testFiles(root)) {
    const text = readFileSync(join(root, file), 'utf8');
    const strings = [...text.matchAll(/(['"`])((?:\\.|(?!\1).)*)\1/g)].map(
      ([, , inside]) => inside,
    );
    const ids = new Set(strings.flatMap((inside) => inside.match(/\bSES-\d{3}\b/g) ?? []));
    for (const id of ids) tests.set(id, [...(tests.get(id) ?? []), file]);
  }
  return tests;
}

function testFiles(root) {
  return readdirSync(join(root, 'packages'))
    .map((name) => `packages/${name}/test`)
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true }).map((file) => `${folder}/${file}`),
    )
    .filter((file) => file.endsWith('.test.ts'))
    .sort();
}
