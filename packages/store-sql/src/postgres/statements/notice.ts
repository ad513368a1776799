/** The name of the channel that notices go to. */
export type NoticeChannel = string;

/**
 * One more column of a SELECT, which sends a notice for every row of `rows`; they go out with the commit. Empty
 * when the store sends none. `rows` has the column `key`.
 */
export function sendNotice(
  channel: NoticeChannel | undefined,
  kind: 'changed' | 'gone',
  rows: string,
): string {
  if (channel === undefined) return '';
  return `, (SELECT count(pg_notify('${channel}', '${kind}:' || encode(n.key, 'hex'))) FROM ${rows} n)`;
}
