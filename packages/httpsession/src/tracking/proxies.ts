import { isIP } from 'node:net';
import { splitUnquoted } from '../common/http-text.ts';
import { forwardedProto, resolveTrustProxy, type TrustProxyOption } from './forwarded.ts';

/** What is asked of a request to find out where it came from. */
export interface ForwardedRequest {
  readonly headers: {
    readonly forwarded?: string | readonly string[] | undefined;
    readonly 'x-forwarded-for'?: string | readonly string[] | undefined;
    readonly 'x-forwarded-proto'?: string | readonly string[] | undefined;
  };
  readonly socket?:
    | { readonly remoteAddress?: string | undefined; readonly encrypted?: boolean | undefined }
    | undefined;
}

/** The proxies in front of a server, by the option `trustProxy`, and what they say of their clients. */
export class Proxies {
  readonly #isTrusted: (address: string | undefined) => boolean;

  /** @throws OptionError unless it is false, 'loopback', or addresses and CIDR blocks */
  constructor(trustProxy: TrustProxyOption | undefined) {
    this.#isTrusted = resolveTrustProxy(trustProxy);
  }

  /** Whether the client's connection is encrypted: this one, or that to a proxy of ours. */
  isSecure({ headers, socket }: ForwardedRequest): boolean {
    if (socket?.encrypted === true) return true;
    const forwarded = fieldOf(headers.forwarded);
    const proto = fieldOf(headers['x-forwarded-proto']);
    // Who asks is a question to the system, so it comes after what costs nothing.
    if (forwarded === undefined && proto === undefined) return false;
    return this.#isTrusted(socket?.remoteAddress) && forwardedProto(forwarded, proto) === 'https';
  }

  /**
   * The address of the client: the last one in `Forwarded` (RFC 7239) or `X-Forwarded-For` that is none of
   * our proxies', as each proxy wrote whom it was asked by. That of the connection when it is not a proxy of
   * ours, when none is named, or when the two fields contradict each other. Undefined when the client is gone.
   */
  remoteAddress({ headers, socket }: ForwardedRequest): string | undefined {
    const peer = socket?.remoteAddress;
    const forwarded = fieldOf(headers.forwarded);
    const custom = fieldOf(headers['x-forwarded-for']);
    if (forwarded === undefined && custom === undefined) return peer;
    if (!this.#isTrusted(peer)) return peer;
    const named = [clientsOf(forwarded), custom?.split(',') ?? []].flatMap(
      (list) => this.#clientIn(list) ?? [],
    );
    const [first = peer, second = first] = named;
    return first === second ? first : peer;
  }

  #clientIn(list: readonly string[]): string | undefined {
    let client: string | undefined;
    for (const entry of list.toReversed()) {
      const address = addressOf(entry.trim());
      // Who wrote something else had nothing to say; what stands before it came from further away.
      if (address === undefined) return client;
      client = address;
      if (!this.#isTrusted(address)) return client;
    }
    return client;
  }
}

function fieldOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'object' ? value.join(', ') : value;
}

/** The `for` of each element, the nearest proxy's last; empty texts for elements without one. */
function clientsOf(forwarded: string | undefined): readonly string[] {
  const elements = splitUnquoted(forwarded ?? '', ',') ?? [];
  return elements.map((element) => {
    const pairs = splitUnquoted(element, ';') ?? [];
    const pair = pairs.find((one) => one.slice(0, 4).toLowerCase() === 'for=');
    const value = pair?.slice(4) ?? '';
    return value.startsWith('"') ? value.slice(1, -1) : value;
  });
}

/** Without a port and brackets; undefined for what is no address, such as `unknown`. */
function addressOf(text: string): string | undefined {
  if (isIP(text) !== 0) return text;
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1];
  const plain = bracketed ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? '';
  return isIP(plain) === 0 ? undefined : plain;
}
