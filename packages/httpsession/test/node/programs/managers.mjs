// Makes two managers of each kind that its arguments name, and prints the codes of the warnings.
import { MemoryStore, SessionManager } from 'httpsession';

const codes = [];
process.on('warning', ({ code }) => codes.push(code));

const options = {
  nothing: () => ({}),
  store: () => ({ store: new MemoryStore() }),
  memory: () => ({ store: 'memory' }),
  shared: () => {
    const {
      create,
      load,
      update,
      rename,
      delete: remove,
      takeExpired,
      close,
    } = MemoryStore.prototype;
    return { store: { create, load, update, rename, delete: remove, takeExpired, close } };
  },
  refused: () => ({ sessionMax: -1 }),
};

for (const kind of process.argv.slice(2)) {
  for (const round of [1, 2]) {
    try {
      new SessionManager(options[kind]());
    } catch (error) {
      if (kind !== 'refused') throw new Error(`round ${round}`, { cause: error });
    }
  }
}
await new Promise((resolve) => setImmediate(resolve));
process.stdout.write(JSON.stringify(codes));
process.exit();
