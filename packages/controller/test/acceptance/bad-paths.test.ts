import { describe, expect, it } from '@jest/globals';

import { progress, SECRET, serveBadInput } from '../support/bad-input-site.ts';

const site = serveBadInput();

describe('Tricks with paths', () => {
  // What Tomcat refuses before it maps a path, encoded slashes and NUL, is 400.
  it.each([
    ['/bad/..;/bad/members', 404],
    ['/bad/%2e%2e/bad/members', 404],
    ['/bad/.%2e/members', 404],
    ['/bad//members/x/y', 404],
    ['/bad/members%00', 400],
    ['/bad/members%2f..', 400],
    ['/bad%2fmembers', 400],
    ['/BAD/members', 404],
  ])('%s reaches no action: %i', async (path, status) => {
    expect([(await site.server.get(path)).status, progress.done]).toEqual([status, 0]);
  });

  it.each([
    '/bad/members',
    '/bad/members;x=1',
    '/bad;jsessionid=x/members',
    '/bad/members/',
    '/bad/members/%2e%2e',
  ])('%s is guarded', async (path) => {
    expect([(await site.server.get(path)).status, progress.done]).toEqual([302, 0]);
  });

  it.each([
    '../secret.html',
    '/../secret.html',
    '../../secret.html',
    String.raw`..\..\secret.html`,
    '/bad/../../secret.html',
    'page.html\0',
  ])('a view called %j is not shown', async (name) => {
    const answer = await site.server.get(`/bad/view?name=${encodeURIComponent(name)}`);
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain(SECRET);
  });

  it.each([
    '../secret.txt',
    '/../secret.txt',
    '../download-beside/secret.txt',
    String.raw`..\secret.txt`,
    'ten.txt/../../secret.txt',
    'ten.txt\0.html',
    '.',
    '..',
  ])('a file called %j is not found', async (name) => {
    const answer = await site.server.get(`/bad/file?name=${encodeURIComponent(name)}`);
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain(SECRET);
  });
});
