import { Cart } from '../goods/cart.ts';
import { findProduct, priceOf } from '../goods/products.ts';
import type { ProductId } from '../goods/products.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { redirect, sendPage } from '../http/answer.ts';
import { formatMoney } from '../i18n/formats.ts';
import { hidden, postForm } from '../views/form.ts';
import { layout } from '../views/layout.ts';
import { productArt } from '../views/product-art.ts';
import type { Visit } from '../visit.ts';

/** GET /cart */
export function cartPage(visit: Visit): void {
  const { title } = visit.text.cart;
  const cart = visit.session.getAttribute('cart');
  const main = html`<h1>${title}</h1>
    ${cart === null || cart.size === 0 ? emptyCart(visit) : fullCart(visit, cart)}`;
  sendPage(visit.response, layout(visit, { title, main, styles: ['tiles', 'cart'] }));
}

/** POST /cart/add: one tin more, from the shelf. */
export async function addToCart(visit: Visit, form: URLSearchParams): Promise<void> {
  const product = findProduct(form.get('product'));
  if (product !== undefined) await changeCart(visit, (cart) => cart.plus(product, 1));
  redirect(visit.response, product === undefined ? '/' : `/#${product}`);
}

/** POST /cart/change: one tin more or fewer, or a kind removed, from the cart. */
export async function changeLine(visit: Visit, form: URLSearchParams): Promise<void> {
  const product = findProduct(form.get('product'));
  const change = form.get('change');
  if (product !== undefined) {
    await changeCart(visit, (cart) =>
      change === 'remove' ? cart.without(product) : cart.plus(product, change === 'more' ? 1 : -1),
    );
  }
  redirect(visit.response, '/cart');
}

/** POST /cart/order: empties the cart of whoever is signed in. */
export function order({ session, response }: Visit): void {
  if (session.getPrincipal() === null) {
    session.setAttribute('notice', 'signInFirst');
    redirect(response, '/sign-in?next=/cart');
    return;
  }
  session.removeAttribute('cart');
  session.setAttribute('notice', 'ordered');
  redirect(response, '/cart');
}

// `update` instead of get and set: two clicks at once are two tins, whatever store the session has.
async function changeCart({ session }: Visit, change: (cart: Cart) => Cart): Promise<void> {
  await session.update('cart', (cart) => change(cart ?? new Cart()));
}

function emptyCart({ text, response }: Visit): Html {
  return html`<div class="empty">
    <p class="lead">${text.cart.empty}</p>
    <p><a class="button" href="${response.encodeURL('/')}">${text.cart.browse}</a></p>
  </div>`;
}

function fullCart(visit: Visit, cart: Cart): Html {
  const { text, session, language, response } = visit;
  const signIn = response.encodeURL('/sign-in?next=/cart');
  return html`<ul class="lines">
      ${cart.lines.map((line) => cartLine(visit, line.product, line.quantity))}
    </ul>
    <div class="total">
      <p>${text.cart.total} <strong data-total>${formatMoney(cart.total, language)}</strong></p>
      ${
        session.getPrincipal() === null
          ? html`<a class="button" href="${signIn}">${text.cart.signInToOrder}</a>`
          : postForm(visit, '/cart/order', html`<button>${text.cart.order}</button>`)
      }
    </div>`;
}

function cartLine(visit: Visit, product: ProductId, quantity: number): Html {
  const { cart, shop } = visit.text;
  const { name } = shop.products[product];
  const price = priceOf(product);
  const button = (change: string, label: string, sign: string): Html =>
    html`<button class="step" name="change" value="${change}" aria-label="${label}">
      ${sign}
    </button>`;
  return html`<li class="line">
    <div class="tile tile-${product}">${productArt(product)}</div>
    <div class="line-text">
      <h2>${name}</h2>
      <p class="quiet">${cart.tin}, ${formatMoney(price, visit.language)} ${cart.each}</p>
    </div>
    ${postForm(visit, '/cart/change', [
      hidden('product', product),
      html`<div class="steps">
        ${button('fewer', cart.fewer(name), '−')}
        <output data-quantity="${product}">${quantity}</output>
        ${button('more', cart.more(name), '+')}
        <button class="plain" name="change" value="remove" aria-label="${cart.removeWhat(name)}">
          ${cart.remove}
        </button>
      </div>`,
    ])}
    <p class="line-price">${formatMoney(price * quantity, visit.language)}</p>
  </li>`;
}
