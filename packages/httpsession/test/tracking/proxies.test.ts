import { describe, expect, it } from '@jest/globals';
import { Proxies } from '../../src/index.ts';

type Fields = Readonly<Record<string, string | string[] | undefined>>;

function addressBehind(headers: Fields, remoteAddress: string | undefined = '10.0.0.1'): unknown {
  return new Proxies(['10.0.0.0/8', 'fd00::/8']).remoteAddress({
    headers,
    socket: { remoteAddress },
  });
}

describe('the address of a client', () => {
  it.each<readonly [string, Fields, string]>([
    ['nobody forwarded it', {}, '10.0.0.1'],
    ['one proxy did', { 'x-forwarded-for': '203.0.113.9' }, '203.0.113.9'],
    ['a chain of ours did', { 'x-forwarded-for': '203.0.113.9, 10.0.0.3,10.0.0.2' }, '203.0.113.9'],
    // What is further left, the client wrote itself.
    ['the client lies', { 'x-forwarded-for': '192.0.2.1, 203.0.113.9, 10.0.0.2' }, '203.0.113.9'],
    ['all of them are ours', { 'x-forwarded-for': '10.0.0.9, 10.0.0.2' }, '10.0.0.9'],
    ['fields were repeated', { 'x-forwarded-for': ['192.0.2.1', '203.0.113.9'] }, '203.0.113.9'],
    ['there is a port', { 'x-forwarded-for': '203.0.113.9:4711' }, '203.0.113.9'],
    ['it is IPv6', { 'x-forwarded-for': '2001:db8::1' }, '2001:db8::1'],
    ['it is IPv6 with a port', { 'x-forwarded-for': '[2001:db8::1]:4711' }, '2001:db8::1'],
    ['it is not known', { 'x-forwarded-for': 'unknown' }, '10.0.0.1'],
    ['it is nonsense', { 'x-forwarded-for': '203.0.113.9, <b>' }, '10.0.0.1'],
    ['nonsense stands before it', { 'x-forwarded-for': 'x, 10.0.0.2' }, '10.0.0.2'],
    ['it is empty', { 'x-forwarded-for': '' }, '10.0.0.1'],
    ['RFC 7239, 4', { forwarded: 'for=203.0.113.9;proto=https, For="[fd00::1]:9"' }, '203.0.113.9'],
    ['it has no for', { forwarded: 'proto=https' }, '10.0.0.1'],
    ['its quote never ends', { forwarded: 'for="203.0.113.9' }, '10.0.0.1'],
    [
      'two fields agree',
      { forwarded: 'for=203.0.113.9', 'x-forwarded-for': '203.0.113.9' },
      '203.0.113.9',
    ],
    // A proxy that writes one of the two passes on what the client wrote in the other.
    [
      'two fields contradict each other',
      { forwarded: 'for=192.0.2.1', 'x-forwarded-for': '203.0.113.9' },
      '10.0.0.1',
    ],
  ])('where %s', (_case, headers, address) => {
    expect(addressBehind(headers)).toBe(address);
  });

  it('is that of the connection where it is none of our proxies', () => {
    const headers = { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' };
    expect(addressBehind(headers, '192.0.2.77')).toBe('192.0.2.77');
    expect(new Proxies(undefined).remoteAddress({ headers })).toBeUndefined();
  });
});
