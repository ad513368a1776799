// The packages as their users get them: packed, installed into an empty folder, and used from there in
// each way that the documentation promises. Wants the build to be there, and the npm registry or a
// warm npm cache for the packages' own dependencies.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { publicPackages, root, toolPath } from './workspace.mjs';

const PACKAGE = 'httpsession';
const NPM = ['npm', '--loglevel=error'];
const INSTALL = [...NPM, 'install', '--prefer-offline', '--no-package-lock'];
const NAMED_PAGE = /\bdocs\/[\w/-]+\.md\b/g;
const USE = `
  if (typeof createServer !== 'function') throw new Error('createServer is missing');
  if (typeof SessionManager !== 'function') throw new Error('SessionManager is missing');
`;

const project = mkdtempSync(join(tmpdir(), 'httpsession-packed-'));
/** Somebody's server-side scripts, which import from `sdk/http`. */
const scripts = mkdtempSync(join(tmpdir(), 'httpsession-sdk-'));
const tarballs = [];
const counts = { passed: 0, failed: 0 };

try {
  packAndInstall();
  fromPlainNode();
  fromTypeScript();
  fromJest();
  eachEntry();
  underTheNameSdk();
} finally {
  for (const folder of [project, scripts]) rmSync(folder, { recursive: true, force: true });
}
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;

function packAndInstall() {
  for (const { folder, manifest } of publicPackages()) {
    const packed = run([...NPM, 'pack', '--json', '--pack-destination', project], { cwd: folder });
    if (packed.status !== 0) throw new Error(`npm pack failed\n${packed.output}`);
    const [{ filename, files }] = JSON.parse(packed.stdout);
    check(`the packed build of ${manifest.name} has a source for each file`, () => {
      const stale = files
        .map(({ path }) => path)
        .filter((path) => path.startsWith('dist/') && path.endsWith('.js'))
        .filter((path) => !existsSync(join(folder, path.replace(/^dist(.*)\.js$/, 'src$1.ts'))));
      return stale.length === 0 ? '' : `left over from an older build: ${stale.join(', ')}`;
    });
    check(`the packed ${manifest.name} has the pages that its errors name`, () => {
      const paths = new Set(files.map(({ path }) => path));
      const named = files
        .map(({ path }) => path)
        .filter((path) => path.startsWith('dist/') && path.endsWith('.js'))
        .flatMap((path) => readFileSync(join(folder, path), 'utf8').match(NAMED_PAGE) ?? []);
      const missing = [...new Set(named)].filter((page) => !paths.has(page));
      return missing.length === 0 ? '' : `not there: ${missing.join(', ')}`;
    });
    tarballs.push({ name: manifest.name, file: join(project, filename) });
  }

  write('package.json', JSON.stringify({ name: 'somebodys-application', private: true }));
  check('npm install of the tarballs', () =>
    complaint(run([...INSTALL, ...tarballs.map(({ file }) => file)])),
  );
}

function fromPlainNode() {
  write('esm.mjs', `import { createServer, SessionManager } from '${PACKAGE}';${USE}`);
  check('import from an ES module', () => complaint(run(node('esm.mjs'))));

  write('cjs.cjs', `const { createServer, SessionManager } = require('${PACKAGE}');${USE}`);
  check('require from CommonJS', () => complaint(run(node('cjs.cjs'))));

  write('inside.mjs', `import '${PACKAGE}/dist/index.js';`);
  check('no import of what the package does not export', () =>
    expectComplaint(run(node('inside.mjs')), 'ERR_PACKAGE_PATH_NOT_EXPORTED'),
  );
}

/** Library types are checked too (no skipLibCheck): ours must compile in a strict project. */
function fromTypeScript() {
  // What an application brings along by itself.
  lend('@types');
  const use = `import { createServer, SessionManager } from '${PACKAGE}';${USE}`;
  const types = `import type { SessionManager } from '${PACKAGE}'`;
  const late = `void import('${PACKAGE}').then(({ createServer, SessionManager }) => {${USE}});`;
  const asImport = ` with { 'resolution-mode': 'import' };\nexport type M = SessionManager;\n`;
  write('ts/esm.mts', use);
  write('ts/cjs.cts', use);
  write('ts/plain.ts', use);
  write('ts/late.cts', types + asImport + late);

  compiles(['esm.mts', 'cjs.cts'], { module: 'nodenext' });
  compiles(['esm.mts', 'cjs.cts'], { module: 'node20' });
  // These two model Node before require() could load an ES module: CommonJS files import late.
  for (const module of ['node16', 'node18']) {
    compiles(['esm.mts', 'late.cts'], { module });
    check(`TypeScript ${module}, cjs.cts: refused with TS1479, as documented`, () =>
      expectComplaint(compile(['cjs.cts'], { module }), 'TS1479'),
    );
  }
  compiles(['plain.ts'], { module: 'commonjs', moduleResolution: 'bundler' });
  compiles(['plain.ts'], { module: 'preserve', moduleResolution: 'bundler', noEmit: 'true' });
  // What TypeScript 5 does with "module": "commonjs" and nothing else.
  const node10 = { moduleResolution: 'node10', ignoreDeprecations: '6.0' };
  compiles(['plain.ts'], { module: 'commonjs', ...node10 });
}

/** Jest in CommonJS mode, Nest's default: it has to be told to transform this package. */
function fromJest() {
  for (const name of ['jest', 'ts-jest', 'typescript']) lend(name);
  const body = `\ntest('use', () => {${USE}  expect(new SessionManager()).toBeDefined();\n});\n`;
  // What docs/how-to/use-from-commonjs.md tells users to write.
  const settings = readFileSync(join(root, 'examples/docs/jest.config.json'), 'utf8');
  write(
    'jest/js.test.js',
    `const { createServer, SessionManager } = require('${PACKAGE}');${body}`,
  );
  write('jest/ts.test.ts', `import { createServer, SessionManager } from '${PACKAGE}';${body}`);
  write('jest/jest.config.cjs', `module.exports = ${settings};`);
  write('jest/untold.config.cjs', `module.exports = { testRegex: 'js\\\\.test\\\\.js$' };`);

  const jest = (config) => run(node(toolPath('jest'), '--config', `jest/${config}`));
  check('CommonJS jest with transformIgnorePatterns and allowJs', () =>
    complaint(jest('jest.config.cjs')),
  );
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 24 || (major === 24 && minor < 9)) {
    check('CommonJS jest without them: refused, as documented', () =>
      expectComplaint(jest('untold.config.cjs'), 'Must use import to load ES Module'),
    );
  }
}

/** What each package exports can be imported and required, and its types compile. */
function eachEntry() {
  // Those who want views install it.
  if (!existsSync(join(project, 'node_modules/liquidjs'))) lend('liquidjs');
  const entries = publicPackages().flatMap(({ manifest }) =>
    Object.keys(manifest.exports)
      .filter((entry) => entry !== './package.json')
      .map((entry) => manifest.name + entry.slice(1)),
  );
  entries.forEach((entry, number) => {
    write(`entry${number}.mjs`, `import * as all from '${entry}';${someOf('all')}`);
    check(`import of ${entry}`, () => complaint(run(node(`entry${number}.mjs`))));
    write(`entry${number}.cjs`, `const all = require('${entry}');${someOf('all')}`);
    check(`require of ${entry}`, () => complaint(run(node(`entry${number}.cjs`))));
  });
  const lines = entries.map((entry, number) => `export * as entry${number} from '${entry}';\n`);
  write('ts/entries.mts', lines.join(''));
  compiles(['entries.mts'], { module: 'nodenext' });
}

/** The example of Eclipse Dirigible's manual, word for word, which imports from `sdk/http`. */
function underTheNameSdk() {
  const files = join(root, 'examples/docs/dirigible');
  for (const name of readdirSync(files)) copyFileSync(join(files, name), join(scripts, name));
  copyFileSync(join(files, 'session.mjs'), join(scripts, 'typed.mts'));
  writeFileSync(join(scripts, 'package.json'), JSON.stringify({ name: 'scripts', private: true }));
  const named = tarballs
    .filter(({ name }) => name !== '@httpsession/controller')
    .map(({ name, file }) => (name === '@httpsession/ambient' ? `sdk@file:${file}` : file));
  check('npm install of @httpsession/ambient under the name sdk', () =>
    complaint(run([...INSTALL, ...named], { cwd: scripts })),
  );
  lend('@types', scripts);
  check('TypeScript nodenext, the example with sdk/http', () => {
    const flags = ['--strict', '--module', 'nodenext', '--types', 'node', '--outDir', 'typed'];
    const tsc = node(toolPath('typescript', 'tsc'), ...flags, 'typed.mts');
    return complaint(run(tsc, { cwd: scripts }));
  });
  for (const script of ['session.mjs', 'files.mjs', 'typed/typed.mjs']) {
    check(`the example with sdk/http: ${script}`, () =>
      complaint(run(node('answers.mjs', script), { cwd: scripts })),
    );
  }
}

function someOf(name) {
  return `if (Object.keys(${name}).length === 0) throw new Error('nothing is exported');`;
}

/** Compiles without complaint, and what comes out runs. */
function compiles(files, options) {
  const { module, moduleResolution } = options;
  const mode = moduleResolution === undefined ? module : `${module} + ${moduleResolution}`;
  check(`TypeScript ${mode}, ${files.join(' and ')}`, () => {
    const compiled = compile(files, options);
    if (compiled.status !== 0 || options.noEmit) return complaint(compiled);
    return files
      .map((file) => complaint(run(node(join('out', file.replace(/ts$/, 'js'))))))
      .join('');
  });
}

function compile(files, options) {
  const fixed = { strict: 'true', target: 'es2022', types: 'node', rootDir: 'ts', outDir: 'out' };
  const flags = Object.entries({ ...fixed, ...options }).flatMap(([key, value]) => [
    `--${key}`,
    value,
  ]);
  return run(
    node(toolPath('typescript', 'tsc'), ...flags, ...files.map((file) => join('ts', file))),
  );
}

/** Runs a check that returns what is wrong, or an empty string. */
function check(name, whatIsWrong) {
  const wrong = whatIsWrong();
  counts[wrong === '' ? 'passed' : 'failed'] += 1;
  console.log(wrong === '' ? `ok ${name}` : `not ok ${name}\n${wrong}`);
}

function complaint({ status, output }) {
  return status === 0 ? '' : output || `exit status ${status}`;
}

function expectComplaint({ status, output }, words) {
  return status !== 0 && output.includes(words) ? '' : `expected "${words}", got:\n${output}`;
}

function node(...args) {
  return [process.execPath, ...args];
}

function run([command, ...args], { cwd = project } = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (error) throw error;
  return { status, stdout, output: stdout + stderr };
}

function write(path, text) {
  const file = join(project, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function lend(name, to = project) {
  symlinkSync(join(root, 'node_modules', name), join(to, 'node_modules', name), 'junction');
}
