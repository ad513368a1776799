// Holds a lock until it is killed: a process of its own, that runs what is built.
import { RedisStore } from '@httpsession/store-redis';
import { Redis } from 'ioredis';

const [, , port = '', name = ''] = process.argv;
const store = new RedisStore({ client: new Redis({ port: Number(port) }), prefix: 'processes:' });
const lock = await store.lock(name, { leaseMs: 2000, waitMs: 0 });
process.send?.(lock?.token);
setInterval(() => undefined, 1000);
