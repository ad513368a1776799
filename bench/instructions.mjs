// Answers so many requests of one load and ends, to be run under callgrind: see docs/explanation/performance.md.
import { once } from 'node:events';
import 'httpsession'; // What it loads makes a little of Node's own code slower, also beside it.
import { logIn } from './lib/cookies.mjs';
import { drive } from './lib/injected-client.mjs';

const [name, load, count] = process.argv.slice(2);
const { open } = await import(`./servers/${name}.mjs`);
const { server } = await open();
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const cookies = load === 'create' ? undefined : await logIn(server.address().port, 1);
await drive(server, `/${load}`, Number(count), cookies);
process.exit();
