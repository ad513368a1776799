import type { ProductId } from '../goods/products.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { dots, heart, petals, ring, spiral } from './shapes.ts';

// Drawn on a field of 200 by 150, with the light from the upper left. The colours are those of the
// cookies and stay the same in the dark; the ground under them is the style sheet's.

const art: Readonly<Record<ProductId, Html>> = {
  oat: html`
    <path fill="#b98245" d="${ring([100, 77], 51, 3.2)}" />
    <path fill="#d9a866" d="${ring([98, 74], 50, 3.2)}" />
    <g fill="#f0d3a0">${dots([98, 74], 8, { count: 19, spread: 43, radius: 4.2, turn: 1 })}</g>
    <g fill="#c28d50">${dots([98, 74], 12, { count: 13, spread: 40, radius: 2.6, turn: 4 })}</g>
    <g fill="#5b2f35">${dots([98, 74], 3, { count: 8, spread: 36, radius: 5.6, turn: 2 })}</g>
  `,
  chocolate: html`
    <path fill="#40251b" d="${ring([100, 77], 51, 2.4)}" />
    <path fill="#6b4230" d="${ring([98, 74], 50, 2.4)}" />
    <g fill="#2b1711">
      <rect x="66" y="52" width="17" height="15" rx="3" transform="rotate(-14 74 59)" />
      <rect x="96" y="40" width="15" height="17" rx="3" transform="rotate(18 103 48)" />
      <rect x="88" y="73" width="20" height="16" rx="3" transform="rotate(8 98 81)" />
      <rect x="62" y="87" width="15" height="14" rx="3" transform="rotate(24 69 94)" />
      <rect x="105" y="98" width="16" height="13" rx="3" transform="rotate(-20 113 104)" />
      <rect x="121" y="72" width="14" height="15" rx="3" transform="rotate(10 128 79)" />
    </g>
    <g fill="#8a5a43">${dots([98, 74], 9, { count: 12, spread: 43, radius: 2.4, turn: 3 })}</g>
    <g class="ground">
      <circle cx="141" cy="38" r="20" />
      <circle cx="122" cy="27" r="14" />
      <circle cx="152" cy="58" r="12" />
    </g>
    <g fill="#6b4230"><circle cx="158" cy="31" r="3.4" /><circle cx="147" cy="20" r="2" /></g>
  `,
  linzer: html`
    <path fill="#c99656" d="${petals([100, 77], 51, 16)}" />
    <path fill="#ecca92" d="${petals([98, 74], 50, 16)}" />
    <path fill="#8f1733" d="${heart([98, 76], 23)}" />
    <path fill="#c8284a" d="${heart([99, 77.5], 20.5)}" />
    <path
      d="M86 67q3-6 9-5"
      fill="none"
      stroke="#f08ea2"
      stroke-width="3.4"
      stroke-linecap="round"
    />
    <g fill="#fffaf0">${dots([98, 74], 10, { count: 22, spread: 44, radius: 1.7, turn: 2 })}</g>
  `,
  halfmoon: html`
    <circle cx="100" cy="77" r="51" fill="#b88a52" />
    <circle cx="98" cy="74" r="50" fill="#e3bd83" />
    <path d="M98 29a45 45 0 0 0 0 90z" fill="#fff6e6" />
    <path d="M98 29a45 45 0 0 1 0 90z" fill="#452a20" />
    <path
      d="M66 52q8-13 22-15"
      fill="none"
      stroke="#ffffff"
      stroke-width="4"
      stroke-linecap="round"
    />
    <path
      d="M130 97q-8 11-20 13"
      fill="none"
      stroke="#7a5342"
      stroke-width="4"
      stroke-linecap="round"
    />
  `,
  pinwheel: html`
    <circle cx="100" cy="77" r="51" fill="#b98d55" />
    <circle cx="98" cy="74" r="50" fill="#f0d29c" />
    <path
      d="${spiral([98, 74], 45, 3.1)}"
      fill="none"
      stroke="#6a4030"
      stroke-width="8.5"
      stroke-linecap="round"
    />
  `,
  shortbread: html`
    <g transform="rotate(-9 100 75)">
      <rect x="40" y="31" width="124" height="42" rx="7" fill="#c9974f" />
      <rect x="38" y="27" width="124" height="42" rx="7" fill="#f1d08f" />
      <rect x="48" y="85" width="124" height="42" rx="7" fill="#c9974f" />
      <rect x="46" y="81" width="124" height="42" rx="7" fill="#f1d08f" />
      <g fill="#b9833f">
        ${[0, 1, 2, 3, 4].map(
          (i) => html`
            <circle cx="${56 + i * 22}" cy="40" r="3" />
            <circle cx="${56 + i * 22}" cy="56" r="3" />
            <circle cx="${64 + i * 22}" cy="94" r="3" />
            <circle cx="${64 + i * 22}" cy="110" r="3" />
          `,
        )}
      </g>
    </g>
  `,
  ginger: html`
    <path fill="#6b3716" d="${ring([100, 77], 51, 1.6)}" />
    <path fill="#a85f2a" d="${ring([98, 74], 50, 1.6)}" />
    <g
      fill="none"
      stroke="#6b3716"
      stroke-width="3.2"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      <path d="M60 50l15 9 4 17 18 5 13 15 5 20" />
      <path d="M79 76l-14 14-11 1" />
      <path d="M97 81l14-14 3-19 11-13" />
      <path d="M111 67l17 6 14-4" />
      <path d="M97 96l-11 14" />
    </g>
    <g fill="#fdf3df">${dots([98, 74], 14, { count: 24, spread: 44, radius: 1.6, turn: 5 })}</g>
  `,
  crescent: html`
    <path
      d="M56 112a50 50 0 1 1 92-2 14 14 0 0 1-26-6 23 23 0 1 0-43 1 13 13 0 0 1-23 7z"
      fill="#c29a5d"
    />
    <path
      d="M54 108a50 50 0 1 1 92-2 14 14 0 0 1-26-6 23 23 0 1 0-43 1 13 13 0 0 1-23 7z"
      fill="#ecd3a0"
    />
    <path
      d="M66 78q2-24 26-31 28-3 38 24"
      fill="none"
      stroke="#fffdf6"
      stroke-width="13"
      stroke-linecap="round"
    />
    <g fill="#fffdf6">
      <circle cx="61" cy="98" r="2.6" /><circle cx="68" cy="105" r="2" /><circle
        cx="62"
        cy="88"
        r="3.4"
      />
      <circle cx="136" cy="88" r="3.4" /><circle cx="132" cy="100" r="2.4" /><circle
        cx="139"
        cy="104"
        r="2"
      />
      <circle cx="40" cy="120" r="1.8" /><circle cx="98" cy="96" r="1.8" /><circle
        cx="160"
        cy="118"
        r="2"
      />
      <circle cx="106" cy="118" r="1.6" /><circle cx="86" cy="126" r="2" />
    </g>
  `,
};

/** The picture of a product. Its name stands beside it, so that it says nothing to a screen reader. */
export function productArt(product: ProductId): Html {
  return html`<svg class="art" viewBox="0 0 200 150" aria-hidden="true" focusable="false">
    ${art[product]}
  </svg>`;
}

/** The sign of the shop: a cookie with a bite taken out. */
export const brandMark: Html = html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
  <path
    fill="#d9a866"
    d="M17 2.1a14 14 0 1 0 12.9 12.3 4.6 4.6 0 0 1-5.6-4.2 4.7 4.7 0 0 1-5.6-3.6A4.6 4.6 0 0 1 17 2.1z"
  />
  <g fill="#5a3322">
    <circle cx="11" cy="11" r="2.3" />
    <circle cx="9" cy="19.5" r="1.9" />
    <circle cx="17.2" cy="16.6" r="2.4" />
    <circle cx="16" cy="24.4" r="2" />
    <circle cx="23.6" cy="20.6" r="1.8" />
  </g>
</svg>`;
