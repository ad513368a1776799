import { readFileSync } from 'node:fs';

/** Who a server runs as. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The first of these users that the machine has, when this process is root: PostgreSQL and MariaDB refuse to run
 * as root, and no other server of a test needs it. Undefined otherwise: it runs as whoever runs the tests.
 */
export function unprivileged(...names: string[]): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of [...names, 'nobody']) {
    const [, , uid, gid] = users.find(([user]) => user === name) ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(`This machine has no user ${names.join(', ')} or nobody`);
}
