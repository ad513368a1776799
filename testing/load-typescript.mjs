// Lets node run a TypeScript file of this folder as it is: `node --import ./testing/load-typescript.mjs file.ts`.
// For tests that need a second process; types are not checked.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
// eslint-disable-next-line n/no-unsupported-features/node-builtins -- for tests; its successor is not in Node 20
import { register } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

const ROOT = dirname(import.meta.dirname);
const CACHE = join(ROOT, 'node_modules/.cache/load-typescript');

// Node loads this file a second time, in the thread of the hooks.
if (isMainThread) register(import.meta.url);

/** A hook of node:module. */
export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const source = await readFile(fileURLToPath(url), 'utf8');
  return { format: 'module', source: await toJavaScript(source), shortCircuit: true };
}

/** Tests start hundreds of processes: the compiler alone takes a second to load, so that each text is given to it once. */
async function toJavaScript(source) {
  const { version } = await packageOfTypescript;
  const hash = createHash('sha256').update(version).update('\0').update(source).digest('hex');
  const file = join(CACHE, `${hash}.js`);
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known !== undefined) return known;
  const { default: ts } = await import('typescript');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  });
  await mkdir(CACHE, { recursive: true });
  // Another process may read it at this moment, or write the same.
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, outputText);
  await rename(draft, file);
  return outputText;
}

const packageOfTypescript = readFile(
  join(ROOT, 'node_modules/typescript/package.json'),
  'utf8',
).then(JSON.parse);
