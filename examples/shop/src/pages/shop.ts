import { priceOf, productIds } from '../goods/products.ts';
import type { ProductId } from '../goods/products.ts';
import { html } from '../html.ts';
import type { Content, Html } from '../html.ts';
import { sendPage } from '../http/answer.ts';
import { formatMoney } from '../i18n/formats.ts';
import { hidden, postForm } from '../views/form.ts';
import { layout } from '../views/layout.ts';
import { brandMark, productArt } from '../views/product-art.ts';
import type { Visit } from '../visit.ts';

/** GET /: the shelf. */
export function shopPage(visit: Visit): void {
  const { title, headline, lead } = visit.text.shop;
  const main = html`<div class="hero">
      <div>
        <h1>${headline[0]} <em>${headline[1]}</em></h1>
        <p class="lead">${lead}</p>
      </div>
      ${ticket(visit)}
    </div>
    <ul class="shelf">
      ${productIds.map((product) => productCard(visit, product))}
    </ul>`;
  sendPage(visit.response, layout(visit, { title, main, styles: ['tiles', 'shelf'] }));
}

/** The cookie that this shop really sets, and what it stands for. Its value is nobody's to see. */
function ticket({ session, services, text, response }: Visit): Html {
  const { shop, footer } = text;
  const cookie = services.manager.context.getSessionCookieConfig().getName() ?? 'JSESSIONID';
  const fact = (label: string, value: Content): Html =>
    html`<div>
      <dt>${label}</dt>
      <dd>${value}</dd>
    </div>`;
  return html`<aside class="ticket" aria-labelledby="ticket">
    <div class="ticket-head">
      ${brandMark}
      <div>
        <h2 id="ticket" class="quiet">${shop.ticket}</h2>
        <code>${cookie}</code>
      </div>
    </div>
    <dl>
      ${fact(shop.ticketSession, html`<code>${session.getHandle()}</code>`)}
      ${fact(shop.ticketCart, session.getAttribute('cart')?.size ?? 0)}
      ${fact(shop.ticketPages, session.getAttribute('visits'))}
    </dl>
    <a href="${response.encodeURL('/session')}">${footer.watch}</a>
  </aside>`;
}

function productCard(visit: Visit, product: ProductId): Html {
  const { shop, cart } = visit.text;
  const { name, note } = shop.products[product];
  const quantity = visit.session.getAttribute('cart')?.quantityOf(product) ?? 0;
  return html`<li class="card" id="${product}">
    <div class="tile tile-${product}">
      ${productArt(product)} ${quantity > 0 && html`<p class="badge">${shop.inCart(quantity)}</p>`}
    </div>
    <div class="card-text">
      <h2>${name}</h2>
      <p class="quiet">${note}</p>
    </div>
    <div class="card-buy">
      <p class="price">
        ${formatMoney(priceOf(product), visit.language)} <small>${cart.tin}</small>
      </p>
      ${postForm(visit, '/cart/add', [
        hidden('product', product),
        html`<button aria-label="${shop.add}: ${name}">${shop.add}</button>`,
      ])}
    </div>
  </li>`;
}
