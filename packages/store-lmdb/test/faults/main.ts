// Kills processes in the middle of their writes: `npm run faults -w @httpsession/store-lmdb -- 1000`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killLoop } from './kill-loop.ts';

const kills = Number(process.argv[2] ?? 1000);
const path = mkdtempSync(join(tmpdir(), 'store-lmdb-kills-'));
try {
  const report = await killLoop({ path, kills });
  console.log(
    `${report.kills} kills, ${report.acknowledged} acknowledged changes: none lost, no mix`,
  );
} finally {
  rmSync(path, { recursive: true });
}
