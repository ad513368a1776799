import { describe, expect, it } from '@jest/globals';
import { html } from '../src/html.ts';

describe('html', () => {
  it('escapes whatever a visitor could have typed', () => {
    const name = `<script>alert("it's & mine")</script>`;
    expect(html`<p title="${name}">${name}</p>`.toString()).toBe(
      '<p title="&lt;script&gt;alert(&quot;it&#39;s &amp; mine&quot;)&lt;/script&gt;">' +
        '&lt;script&gt;alert(&quot;it&#39;s &amp; mine&quot;)&lt;/script&gt;</p>',
    );
  });

  it('takes other templates as they are, alone and in lists', () => {
    const words = ['a', '<b>'].map((text) => html`<i>${text}</i>`);
    expect(html`<b>${words}</b>`.toString()).toBe('<b><i>a</i><i>&lt;b&gt;</i></b>');
  });

  it('shows nothing for what is not there, and a zero for a zero', () => {
    expect(html`[${null}${undefined}${false}${0}]`.toString()).toBe('[0]');
  });
});
