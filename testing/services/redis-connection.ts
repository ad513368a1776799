import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What a Redis server answers: numbers and texts, lists of them, null. */
export type RedisReply = string | number | null | RedisReply[];

/**
 * One command to a Redis server over a connection of its own, without a driver: for what a test does to the server
 * (CONFIG SET, CLIENT KILL, DEBUG SLEEP …) beside the store that it tests. Replies are read as UTF-8.
 * @throws Error with the server's words, when it answers with an error
 */
export async function redisCommand(
  port: number,
  ...words: (string | number)[]
): Promise<RedisReply> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    const parts = words.map((word) => String(word));
    socket.write(
      `*${parts.length}\r\n${parts.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`).join('')}`,
    );
    return await replyOf(socket);
  } finally {
    socket.destroy();
  }
}

async function replyOf(socket: Socket): Promise<RedisReply> {
  let received: Buffer = Buffer.alloc(0);
  for await (const chunk of socket) {
    received = Buffer.concat([received, chunk as Buffer]);
    const parsed = parse(received, 0);
    if (parsed === undefined) continue;
    if (parsed.reply instanceof Error) throw parsed.reply;
    return parsed.reply;
  }
  throw new Error('Redis closed the connection instead of answering');
}

interface Parsed {
  readonly reply: RedisReply | Error;
  readonly end: number;
}

/** Undefined: more has to come. */
function parse(bytes: Buffer, start: number): Parsed | undefined {
  const lineEnd = bytes.indexOf('\r\n', start);
  if (lineEnd < 0) return undefined;
  const text = bytes.toString('utf8', start + 1, lineEnd);
  const end = lineEnd + 2;
  switch (String.fromCharCode(bytes[start] ?? 0)) {
    case '+':
      return { reply: text, end };
    case '-':
      return { reply: new Error(text), end };
    case ':':
      return { reply: Number(text), end };
    case '$':
      return bulk(bytes, end, Number(text));
    case '*':
      return list(bytes, end, Number(text));
    default:
      throw new Error('Not the protocol of Redis');
  }
}

function bulk(bytes: Buffer, start: number, length: number): Parsed | undefined {
  if (length < 0) return { reply: null, end: start };
  const end = start + length + 2;
  if (bytes.length < end) return undefined;
  return { reply: bytes.toString('utf8', start, end - 2), end };
}

function list(bytes: Buffer, start: number, length: number): Parsed | undefined {
  if (length < 0) return { reply: null, end: start };
  const replies: RedisReply[] = [];
  let end = start;
  for (let index = 0; index < length; index += 1) {
    const item = parse(bytes, end);
    if (item === undefined) return undefined;
    replies.push(item.reply instanceof Error ? item.reply.message : item.reply);
    end = item.end;
  }
  return { reply: replies, end };
}
