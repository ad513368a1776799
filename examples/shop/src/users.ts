import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, Buffer>(scrypt);

const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Somebody who may sign in. A demonstration tells everybody the password, on the console and on the page. */
export interface DemoUser {
  /** What is typed, and the principal of the session. */
  readonly name: string;
  /** What the pages call them. */
  readonly displayName: string;
  readonly password: string;
}

/** The two who may sign in. */
export const demoUsers: readonly DemoUser[] = [
  { name: 'ada', displayName: 'Ada', password: 'biscuit-tin' },
  { name: 'mei', displayName: 'Mei', password: 'oolong-tea' },
];

/** What the pages call the user with that name. */
export function displayNameOf(name: string): string {
  return demoUsers.find((user) => user.name === name)?.displayName ?? name;
}

/** Knows the users by their hashes, as a shop would that had a database. */
export class UserDirectory {
  readonly #salt = randomBytes(SALT_BYTES);
  readonly #hashes: Promise<ReadonlyMap<string, Buffer>>;

  constructor(users: readonly DemoUser[] = demoUsers) {
    this.#hashes = this.#hashAll(users);
  }

  /** Whether that is the user's password. Takes as long for a user who does not exist. */
  async verify(name: string, password: string): Promise<boolean> {
    const hash = await derive(password, this.#salt, HASH_BYTES);
    const expected = (await this.#hashes).get(name);
    // Compared in any case: how long the answer takes must not tell which names there are.
    const same = timingSafeEqual(hash, expected ?? randomBytes(HASH_BYTES));
    return same && expected !== undefined;
  }

  async #hashAll(users: readonly DemoUser[]): Promise<ReadonlyMap<string, Buffer>> {
    const hashes = new Map<string, Buffer>();
    for (const { name, password } of users) {
      hashes.set(name, await derive(password, this.#salt, HASH_BYTES));
    }
    return hashes;
  }
}
