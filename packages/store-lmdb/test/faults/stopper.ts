// A process that stops itself in the middle of a write of LMDB: `stopper.ts <folder>`.
import { open } from 'lmdb';

const [, , path = ''] = process.argv;
const db = open<Uint8Array, string>({
  path,
  noSubdir: false,
  encoding: 'binary',
  useVersions: true,
});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', () => {
  db.transactionSync(() => process.kill(process.pid, 'SIGSTOP'));
  process.send?.('done');
});
process.send?.('ready');
