import type { Difference } from '../compare.ts';
import { parameterName, type Variant } from '../script.ts';
import { mapEncodings, splitPath } from './encodings.ts';

export const encodeReplaces: Difference = {
  id: 'encode-replaces',
  title:
    'An id that is in the URL already is replaced; Tomcat adds a second one behind it, or leaves a URL alone that has the right one among others',
  rows: ['SES-101'],
  decision: 'Row S-22: never twice; a URL with two ids means something else to each reader',
  expect: (tomcat, context, actual) =>
    mapEncodings(tomcat, context, ({ url, value, index }) => {
      const name = parameterName(context.variant);
      const parameter = new RegExp(`;${name}=([^;/?#]*)`, 'g');
      const [path, rest] = splitPath(value);
      const isLive = (id: string): boolean => /^\{\d+\}$/.test(id);
      const hidden = [...rest.matchAll(parameter)].map(([, id = '']) => id).find(isLive);
      const ours = actual.answers[index]?.value;
      // In a query it is none, though Tomcat takes it for one.
      if (hidden !== undefined && ours === `${path};${name}=${hidden}${rest}`) return ours;
      const found = [...path.matchAll(parameter)];
      const live = found.map(([, id = '']) => id).findLast(isLive);
      if (live === undefined || found.length < 2 || !isInside(url, context.variant)) return value;
      const bare = found.reduce((left, [whole]) => left.replace(whole, ''), path);
      const replaced = `${bare};${name}=${live}${rest}`;
      // One that Tomcat left alone may be one that needs no id.
      return value !== `.${url}` || ours === replaced ? replaced : value;
    }),
};

/** Whether a URL with an absolute path is in the application; others are what Tomcat says. */
function isInside(url: string, { contextPath }: Variant): boolean {
  const path = url.replace(/^http:\/\/\{host\}/i, '');
  return !path.startsWith('/') || path.startsWith(contextPath);
}
