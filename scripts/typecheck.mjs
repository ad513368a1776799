// Sources and tests alike: jest does not check types. An example is a program by itself, because
// `declare module 'httpsession'` in one application must not reach into another.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, toolPath } from './workspace.mjs';

const CONFIG = 'tsconfig.test.json';
const examples = join(root, 'examples');
const projects = [root]
  .concat(existsSync(examples) ? readdirSync(examples).map((name) => join(examples, name)) : [])
  .map((folder) => join(folder, CONFIG))
  .filter((file) => existsSync(file));

const tsc = toolPath('typescript', 'tsc');
const failed = projects.filter((project) => {
  const args = [tsc, '--noEmit', '--pretty', 'false', '-p', project];
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status !== 0;
});
process.exitCode = failed.length === 0 ? 0 : 1;
