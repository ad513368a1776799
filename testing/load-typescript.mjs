// Lets node run a TypeScript file of this folder as it is: `node --import ./testing/load-typescript.mjs file.ts`.
// For tests that need a second process; types are not checked.
import { readFile } from 'node:fs/promises';
// eslint-disable-next-line n/no-unsupported-features/node-builtins -- for tests; its successor is not in Node 20
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import ts from 'typescript';

// Node loads this file a second time, in the thread of the hooks.
if (isMainThread) register(import.meta.url);

/** A hook of node:module. */
export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const source = await readFile(fileURLToPath(url), 'utf8');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
  });
  return { format: 'module', source: outputText, shortCircuit: true };
}
