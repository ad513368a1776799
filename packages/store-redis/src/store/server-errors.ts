import { SessionStoreUnavailableError } from 'httpsession';
import { isServerError } from '../client/redis-port.ts';

/** How a script is told that its user lacks a right: without a word of its own. */
const NO_PERMISSION = {
  why: 'redis: the user of the client may not do this (NOPERM)',
  advice: 'Give it the commands, keys and channels that docs/reference/store-redis.md lists',
};

/** What a server's error means, by the word that it begins with. */
const MEANINGS: readonly (readonly [word: string, why: string, advice: string])[] = [
  ['NOAUTH', 'the server wants a password', 'Give the client the user and the password'],
  [
    'WRONGPASS',
    'the server does not know this user and password',
    'Check what the client is given',
  ],
  [
    'ERR AUTH',
    'the server has no password for this user, and the client gives one',
    'Give the client none, or set one on the server',
  ],
  [
    'ERR DB',
    'the server has no database of this number',
    'Check the number in the URL or the options of the client, and `databases` of the server',
  ],
  [
    'ERR This instance has cluster support',
    'the server is not part of a cluster, and the client is made for one',
    'Make the client with createClient, or with new Redis in ioredis',
  ],
  [
    'ERR SELECT is not allowed',
    'the server is part of a cluster, which has one database, and the client asks for another',
    'Give the client no database, and make it with createCluster, or with new Cluster in ioredis',
  ],
  [
    'ERR max number of clients',
    'the server has as many connections as its maxclients allows',
    'Look who has them, with `client list`, before you raise maxclients',
  ],
  [
    'DENIED',
    'the server is in protected mode and takes connections of its own machine only',
    'Set a password on it, and give it to the client',
  ],
  [
    'NOPERM',
    'the user of the client may not do this',
    'Give it the commands, keys and channels that docs/reference/store-redis.md lists',
  ],
  [
    'READONLY',
    'the client is connected to a replica',
    'Connect to the master; with Sentinel or Cluster let the driver find it',
  ],
  [
    'OOM',
    'the server has reached its maxmemory',
    'Raise maxmemory, or let sessions expire sooner; what is read and deleted still works',
  ],
  [
    'MISCONF',
    'the server cannot save to its disk and takes no writes',
    'Look at the log of the server, and at its disk',
  ],
  [
    'CLUSTERDOWN',
    'the cluster does not serve all of its slots',
    'Look at `cluster info`: a master without a replica is down, or slots have no server',
  ],
  ['LOADING', 'the server is still loading its data', 'Wait until it has; it says so in its log'],
  ['MASTERDOWN', 'the replica has lost its master', 'Connect to the master'],
  ['TRYAGAIN', 'the cluster is moving these keys', 'Try again in a moment'],
  ['BUSY', 'a script runs on the server for too long', 'Find it, and end it with `script kill`'],
  [
    'CROSSSLOT',
    'the server is part of a cluster, and the client does not know',
    'Make the client with createCluster, or with new Cluster in ioredis',
  ],
  [
    'MOVED',
    'the server is part of a cluster, and the client does not know',
    'Make the client with createCluster, or with new Cluster in ioredis',
  ],
  [
    'NOREPLICAS',
    'the server has fewer replicas than its configuration wants for a write',
    'Look at the replicas, and at min-replicas-to-write',
  ],
  ['UNKILLABLE', 'a script runs on the server for too long', 'Look at the log of the server'],
];

/** Whether what is under a key is not of our making. */
export function isForeign(error: unknown): boolean {
  return error instanceof Error && error.message.includes('WRONGTYPE ');
}

/** Whether it was a replica that said this, which takes no writes. */
export function isFromReplica(error: unknown): boolean {
  return isServerError(error) && ['READONLY', 'MASTERDOWN'].some((word) => says(error, word));
}

/** The error to give to whoever called, for one of the server: what it means and what to do. */
export function explain(doing: string, error: unknown): unknown {
  if (!isServerError(error)) return error;
  const { message } = error;
  const found = MEANINGS.find(([word]) => says(error, word));
  if (found !== undefined) {
    const [word, why, advice] = found;
    return unavailable(doing, { why: `redis: ${why} (${word})`, advice, cause: error });
  }
  if (message.includes("The user executing the script can't")) {
    return unavailable(doing, { ...NO_PERMISSION, cause: error });
  }
  if (/unknown command|unknown subcommand|not allowed from script/iu.test(message)) {
    return unavailable(doing, {
      why: 'redis: the server lacks a command that the store needs',
      advice: 'It must be Redis 6.2 or later, or Valkey, with EVAL and EVALSHA allowed',
      cause: error,
    });
  }
  return unavailable(doing, { why: 'redis answered with an error', cause: error });
}

/** What a script ran into is told behind words of its own, by Redis 6 with the sign that errors begin with. */
function says({ message }: Error, word: string): boolean {
  return (
    message.startsWith(`${word} `) ||
    message.includes(`: ${word} `) ||
    message.includes(`: -${word} `)
  );
}

function unavailable(
  doing: string,
  options: { why: string; advice?: string; cause: unknown },
): SessionStoreUnavailableError {
  return new SessionStoreUnavailableError(doing, options);
}
