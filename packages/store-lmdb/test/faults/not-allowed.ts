// Opens each folder as a user who is not root: `not-allowed.ts <folder>...`. Prints what each was refused with.
import { LmdbStore } from '@httpsession/store-lmdb';

const NOBODY = 65_534;

// Root may do everything. Only for what follows: by now the program is loaded, from wherever that is.
if (process.geteuid?.() === 0) {
  process.setegid?.(NOBODY);
  process.seteuid?.(NOBODY);
}

const refusals = process.argv.slice(2).map((path) => {
  try {
    new LmdbStore({ path });
    return 'opened';
  } catch (error) {
    const { code, message } = error as Error & { code?: unknown };
    return { code, message: message.replace(path, '<path>') };
  }
});
console.log(JSON.stringify(refusals));
