import { spawn, type ChildProcess } from 'node:child_process';

/**
 * Waits for the end of its input, which only the process of the tests holds: it comes also when that is ended by
 * kill -9. Then the last process that it was told of goes, with its children, and so does the folder. The tree is
 * read before anything is ended, as orphans are not found any more.
 */
const SCRIPT = `
pid=0
while read -r word; do pid=$word; done
tree() {
  kill -STOP "$1" 2>/dev/null
  for child in $(cat /proc/"$1"/task/*/children 2>/dev/null); do tree "$child"; done
  echo "$1"
}
[ "$pid" = 0 ] || kill -KILL $(tree "$pid") 2>/dev/null
for _ in 1 2 3 4 5; do rm -rf -- "$1" 2>/dev/null && break; sleep 0.2; done
`;

/** Ends a server, and removes its folder, when the process of the tests has gone without doing so. */
export class LastWill {
  readonly #watcher: ChildProcess;

  /** Starts to watch. `folder` is removed at the end. */
  constructor(folder: string) {
    // Detached: Ctrl-C in a terminal reaches the tests, and not who tidies up after them.
    this.#watcher = spawn('/bin/sh', ['-c', SCRIPT, 'last-will', folder], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#watcher.unref();
    const { stdin } = this.#watcher;
    stdin?.on('error', () => {});
    (stdin as unknown as { unref(): void }).unref();
  }

  /** Names the process that has to go; undefined when there is none at the moment. */
  names(pid: number | undefined): void {
    this.#watcher.stdin?.write(`${pid ?? 0}\n`);
  }

  /** Nothing is left to be done but to remove the folder, if it is still there. */
  end(): void {
    this.#watcher.stdin?.end('0\n');
  }
}
