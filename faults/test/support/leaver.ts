// Starts a process, stops it, tells its id, and leaves in the middle of a rehearsal.
import { Child } from '../../src/run/child.ts';

const child = new Child(new URL('idler.mjs', import.meta.url), {});
await child.says((line) => line === 'ready');
child.signal('SIGSTOP');
process.send?.(child.pid, () => process.exit(1));
