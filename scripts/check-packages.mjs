// What is about to be published, looked at from outside: publint and "are the types wrong?".
// Wants the build to be there.
import { spawnSync } from 'node:child_process';
import { publicPackages, toolPath } from './workspace.mjs';

const tools = [
  ['publint', [toolPath('publint'), '--strict']],
  ['attw', [toolPath('@arethetypeswrong/cli', 'attw'), '--profile', 'esm-only', '--pack', '.']],
];

let failed = 0;
for (const { folder, manifest } of publicPackages()) {
  for (const [name, command] of tools) {
    const { status, stdout, stderr } = spawnSync(process.execPath, command, {
      cwd: folder,
      encoding: 'utf8',
    });
    if (status === 0) {
      console.log(`ok ${manifest.name}: ${name}`);
    } else {
      failed += 1;
      console.log(`not ok ${manifest.name}: ${name}\n${stdout}${stderr}`);
    }
  }
}
process.exitCode = failed === 0 ? 0 : 1;
