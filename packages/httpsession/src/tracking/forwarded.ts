import { BlockList, isIP } from 'node:net';
import { charSet, DIGITS, isMadeOf } from '../common/char-set.ts';
import { OptionError } from '../common/errors.ts';
import { splitUnquoted, trimmedSlice } from '../common/http-text.ts';

/** Which peers may tell us how their client reached them: none, this machine, or a list. */
export type TrustProxyOption = false | 'loopback' | readonly string[];

const DIGIT = charSet(DIGITS);

/**
 * Makes the question "is this peer a proxy of ours?" from the option `trustProxy`. A peer without
 * an address, as behind a Unix socket, is not.
 * @throws OptionError for `trustProxy` unless it is false, 'loopback', or addresses and CIDR blocks
 */
export function resolveTrustProxy(
  option: TrustProxyOption | undefined,
): (address: string | undefined) => boolean {
  if (option === undefined || option === false) return () => false;
  const entries = option === 'loopback' ? ['127.0.0.0/8', '::1'] : option;
  if (!Array.isArray(entries)) throw badOption('trustProxy', option);
  const trusted = new BlockList();
  entries.forEach((entry: unknown, i) => addEntry(trusted, entry, `trustProxy[${i}]`));
  return (address) => {
    const family = address === undefined ? undefined : familyOf(address);
    return address !== undefined && family !== undefined && trusted.check(address, family);
  };
}

function addEntry(list: BlockList, entry: unknown, option: string): void {
  if (typeof entry !== 'string') throw badOption(option, entry);
  const slash = entry.indexOf('/');
  const address = slash < 0 ? entry : entry.slice(0, slash);
  const family = familyOf(address);
  if (family === undefined) throw badOption(option, entry);
  if (slash < 0) {
    list.addAddress(address, family);
    return;
  }
  const bits = prefixLength(entry.slice(slash + 1), family === 'ipv4' ? 32 : 128);
  if (bits === undefined) throw badOption(option, entry);
  list.addSubnet(address, bits, family);
}

function prefixLength(text: string, max: number): number | undefined {
  const isNumber = text.length <= 3 && isMadeOf(text, DIGIT);
  return isNumber && Number(text) <= max ? Number(text) : undefined;
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? 'ipv4' : 'ipv6';
}

function badOption(option: string, got: unknown): OptionError {
  return new OptionError(
    option,
    got,
    "false, 'loopback', or a list of IP addresses and CIDR blocks",
  );
}

/**
 * How the client reached a trusted proxy, from what that proxy itself wrote: the last element of
 * `Forwarded` (RFC 7239) or of `X-Forwarded-Proto`. `undefined` when there is none, when it is not
 * understood, or when the two contradict each other.
 */
export function forwardedProto(
  forwarded: string | undefined,
  xForwardedProto: string | undefined,
): 'http' | 'https' | undefined {
  const standard = forwarded === undefined ? undefined : protoOfForwarded(forwarded);
  const custom = xForwardedProto === undefined ? undefined : lastProto(xForwardedProto);
  if (standard === undefined || custom === undefined) return standard ?? custom;
  return standard === custom ? standard : undefined;
}

function lastProto(list: string): 'http' | 'https' | undefined {
  return toProto(trimmedSlice(list, list.lastIndexOf(',') + 1, list.length));
}

function protoOfForwarded(field: string): 'http' | 'https' | undefined {
  const last = splitUnquoted(field, ',')?.at(-1) ?? '';
  for (const pair of splitUnquoted(last, ';') ?? []) {
    const equals = pair.indexOf('=');
    if (equals !== 'proto'.length || pair.slice(0, equals).toLowerCase() !== 'proto') continue;
    const value = pair.slice(equals + 1);
    return toProto(value.startsWith('"') ? value.slice(1, -1) : value);
  }
  return undefined;
}

function toProto(text: string): 'http' | 'https' | undefined {
  const proto = text.toLowerCase();
  return proto === 'http' || proto === 'https' ? proto : undefined;
}
