const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Makes text safe in HTML, also between quotes of either kind. */
export function escapeHtml(text: string): string {
  let safe = '';
  for (const character of text) safe += ENTITIES[character] ?? character;
  return safe;
}
