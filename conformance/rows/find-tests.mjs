import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// The tests of each row, by id: the files in a package's test/conformance that have a string which
// begins with the id, such as the name of a test.
export function findTests(root) {
  const tests = new Map();
  for (const file of testFiles(root)) {
    const text = readFileSync(join(root, file), 'utf8');
    const ids = new Set([...text.matchAll(/['"`](SES-\d{3})\b/g)].map(([, id]) => id));
    for (const id of ids) tests.set(id, [...(tests.get(id) ?? []), file]);
  }
  return tests;
}

function testFiles(root) {
  return readdirSync(join(root, 'packages'))
    .map((name) => `packages/${name}/test/conformance`)
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder)).map((file) => `${folder}/${file}`))
    .filter((file) => file.endsWith('.test.ts'))
    .sort();
}
