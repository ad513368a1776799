import { describe, expect, it } from '@jest/globals';
import { OptionError } from '../../src/common/errors.ts';
import { forwardedProto, resolveTrustProxy } from '../../src/tracking/forwarded.ts';
import type { TrustProxyOption } from '../../src/tracking/forwarded.ts';

describe('resolveTrustProxy', () => {
  it.each<[TrustProxyOption | undefined, string | undefined, boolean]>([
    [undefined, '127.0.0.1', false],
    [false, '127.0.0.1', false],
    ['loopback', '127.0.0.1', true],
    ['loopback', '127.255.0.3', true],
    ['loopback', '::1', true],
    ['loopback', '::ffff:127.0.0.1', true],
    ['loopback', '::FFFF:127.0.0.1', true],
    ['loopback', '128.0.0.1', false],
    ['loopback', '::ffff:10.0.0.1', false],
    ['loopback', undefined, false],
    ['loopback', '', false],
    ['loopback', 'localhost', false],
    [[], '127.0.0.1', false],
    [['10.0.0.1'], '10.0.0.1', true],
    [['10.0.0.1'], '::ffff:10.0.0.1', true],
    [['10.0.0.1'], '10.0.0.2', false],
    [['10.0.0.0/8'], '10.255.255.255', true],
    [['10.0.0.0/8'], '11.0.0.0', false],
    [['10.0.0.0/8', '192.168.0.0/16'], '192.168.7.7', true],
    [['0.0.0.0/0'], '8.8.8.8', true],
    [['10.0.0.1/32'], '10.0.0.1', true],
    [['fd00::/8'], 'fd12:3456::1', true],
    [['fd00::/8'], 'fe80::1', false],
    [['fe80::/10'], 'fe80::1%eth0', true],
    [['fe80::/10'], 'fec0::1%eth0', false],
    ['loopback', '::ffff:7f00:1', true],
    [['2001:db8::1'], '2001:0db8:0:0::1', true],
  ])('S-15 with %j trusts %j: %s', (option, address, trusted) => {
    expect(resolveTrustProxy(option)(address)).toBe(trusted);
  });

  it.each<[unknown, string]>([
    [true, 'trustProxy'],
    ['127.0.0.1', 'trustProxy'],
    [1, 'trustProxy'],
    [null, 'trustProxy'],
    [['10.0.0.1', 'proxy.local'], 'trustProxy[1]'],
    [['10.0.0.0/33'], 'trustProxy[0]'],
    [['fd00::/129'], 'trustProxy[0]'],
    [['10.0.0.0/'], 'trustProxy[0]'],
    [['10.0.0.0/-1'], 'trustProxy[0]'],
    [['10.0.0.0/8/8'], 'trustProxy[0]'],
    [['10.0.0/8'], 'trustProxy[0]'],
    [['loopback'], 'trustProxy[0]'],
    [[''], 'trustProxy[0]'],
    [[7], 'trustProxy[0]'],
  ])('S-15 refuses %j', (option, name) => {
    const resolve = () => resolveTrustProxy(option as TrustProxyOption);
    expect(resolve).toThrow(OptionError);
    expect(resolve).toThrow(expect.objectContaining({ option: name }));
  });
});

describe('forwardedProto', () => {
  it.each([
    ['https', 'https'],
    ['http', 'http'],
    ['HTTPS', 'https'],
    [' https ', 'https'],
    ['http, https', 'https'],
    ['https, http', 'http'],
    ['https,http', 'http'],
    ['https,', undefined],
    ['https, wss', undefined],
    ['', undefined],
    ['on', undefined],
    ['https;http', undefined],
    [undefined, undefined],
  ])('S-15 believes of X-Forwarded-Proto %j what the last hop added: %s', (field, proto) => {
    expect(forwardedProto(undefined, field)).toBe(proto);
  });

  it.each([
    ['proto=https', 'https'],
    ['Proto=HTTPS', 'https'],
    ['proto="https"', 'https'],
    ['for=1.2.3.4;proto=https;by=5.6.7.8', 'https'],
    ['for=1.2.3.4; proto=https', 'https'],
    ['proto=http, for="[::1]";proto=https', 'https'],
    ['proto=https, proto=http', 'http'],
    ['proto=https, for=1.2.3.4', undefined],
    ['proto=https,', undefined],
    ['for="a, proto=https"', undefined],
    ['for="a;proto=https"', undefined],
    ['for="\\";proto=https"', undefined],
    ['for="\\"";proto=https', 'https'],
    ['xproto=https', undefined],
    ['proto', undefined],
    ['proto=', undefined],
    ['proto=ftp', undefined],
    ['=https', undefined],
    ['', undefined],
  ])('S-15 believes of Forwarded %j what the last hop added: %s', (field, proto) => {
    expect(forwardedProto(field, undefined)).toBe(proto);
  });

  it.each([
    'proto=https;for=", for=1.2.3.4;proto=http',
    'proto=https;for=", for="[::1]";proto=http',
    'proto=https;for="\\, for="[::1]";proto=http',
  ])('S-15 believes nothing of a field whose first hop left a quote open: %s', (field) => {
    expect(forwardedProto(field, undefined)).toBeUndefined();
  });

  it('S-15 believes neither of two fields that contradict each other', () => {
    expect(forwardedProto('proto=https', 'http')).toBeUndefined();
    expect(forwardedProto('proto=http', 'https')).toBeUndefined();
    expect(forwardedProto('proto=https', 'https')).toBe('https');
    expect(forwardedProto('for=1.2.3.4', 'https')).toBe('https');
  });
});
