import type { ProductId } from '../goods/products.ts';
import type { ProblemKind } from '../http/problem.ts';

/** What the next page may have to say about the last action. */
export type Notice =
  | 'welcome'
  | 'wrongPassword'
  | 'signInFirst'
  | 'signedOut'
  | 'ordered'
  | 'endedThere'
  | 'endedElsewhere'
  | 'idChanged'
  | 'shortened';

/** Every text of the shop. */
export interface Messages {
  readonly shop: {
    readonly title: string;
    readonly headline: readonly [string, string];
    readonly lead: string;
    readonly ticket: string;
    readonly ticketSession: string;
    readonly ticketCart: string;
    readonly ticketPages: string;
    readonly add: string;
    readonly inCart: (quantity: number) => string;
    readonly products: Readonly<
      Record<ProductId, { readonly name: string; readonly note: string }>
    >;
  };
  readonly nav: {
    readonly label: string;
    readonly skip: string;
    readonly shop: string;
    readonly cart: string;
    readonly session: string;
    readonly account: string;
    readonly signIn: string;
    readonly signOut: string;
    readonly language: string;
  };
  readonly footer: {
    readonly visits: (count: number) => string;
    readonly session: string;
    readonly endsAfter: (duration: string) => string;
    readonly watch: string;
  };
  readonly cart: {
    readonly title: string;
    readonly empty: string;
    readonly browse: string;
    readonly tin: string;
    readonly each: string;
    readonly fewer: (product: string) => string;
    readonly more: (product: string) => string;
    readonly remove: string;
    readonly removeWhat: (product: string) => string;
    readonly total: string;
    readonly order: string;
    readonly signInToOrder: string;
  };
  readonly signIn: {
    readonly title: string;
    readonly lead: string;
    readonly name: string;
    readonly password: string;
    readonly submit: string;
    readonly hintTitle: string;
    readonly hint: string;
  };
  readonly account: {
    readonly title: string;
    readonly greeting: (name: string) => string;
    readonly whereTitle: string;
    readonly whereLead: string;
    readonly session: string;
    readonly created: string;
    readonly lastUsed: string;
    readonly action: string;
    readonly here: string;
    readonly signOutThere: string;
    readonly signOutThereWhat: (handle: string) => string;
    readonly signOutElsewhere: string;
    readonly onlyHere: string;
  };
  readonly session: {
    readonly title: string;
    readonly lead: string;
    readonly remaining: string;
    readonly remainingNote: string;
    readonly ended: string;
    readonly startNew: string;
    readonly facts: string;
    readonly handle: string;
    readonly created: string;
    readonly lastAccess: string;
    readonly interval: string;
    readonly never: string;
    readonly isNew: string;
    readonly tracking: string;
    readonly byCookie: string;
    readonly byNothing: string;
    readonly principal: string;
    readonly yes: string;
    readonly no: string;
    readonly nobody: string;
    readonly attributes: string;
    readonly name: string;
    readonly type: string;
    readonly value: string;
    readonly actions: string;
    readonly changeId: string;
    readonly shorten: string;
    readonly end: string;
    readonly log: string;
    readonly logLead: string;
    readonly live: string;
    readonly refresh: string;
    readonly others: string;
    readonly othersLead: string;
    readonly othersNone: string;
    readonly counts: string;
  };
  readonly notices: Readonly<Record<Notice, string>>;
  readonly problems: Readonly<Record<ProblemKind, readonly [title: string, advice: string]>>;
  readonly problemBack: string;
}
