// Starts a server, says which process and which folder it has, and waits to be killed.
import { startRedis } from '../../../services/redis.ts';

const server = await startRedis();
const [, folder] = (await server.command('CONFIG', 'GET', 'dir')) as string[];
console.log(JSON.stringify({ pid: server.pid, folder, port: server.port }) + '\n');
if (process.argv[2] === 'paused') server.pause();
setInterval(() => {}, 1000);
