// A store for tests of several processes: everything happens in the MemoryStore of the process that serves it, see
// ../support/serve-store.ts. A message is a line: base64 of what v8 makes of it.
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { deserialize, serialize } from 'node:v8';

const METHODS = ['create', 'load', 'update', 'rename', 'delete', 'takeExpired'];

/** @param {string} address the path of the socket */
export function openStore(address) {
  const socket = connect(address);
  const pending = new Map();
  let calls = 0;
  createInterface({ input: socket }).on('line', (line) => {
    const { number, result } = deserialize(Buffer.from(line, 'base64'));
    pending.get(number)?.(result);
    pending.delete(number);
  });
  const call = (method, ...args) =>
    new Promise((resolve) => {
      calls += 1;
      pending.set(calls, resolve);
      socket.write(`${serialize({ number: calls, method, args }).toString('base64')}\n`);
    });
  return {
    ...Object.fromEntries(METHODS.map((method) => [method, (...args) => call(method, ...args)])),
    async lock(name, request) {
      const held = await call('lock', name, request);
      if (held === undefined) return undefined;
      return {
        token: held,
        renew: (leaseMs) => call('renew', held, leaseMs),
        release: () => call('release', held),
      };
    },
    close: () => void socket.destroy(),
  };
}
