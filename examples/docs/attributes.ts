import { synchronized, type HttpSession, type ServletContext } from 'httpsession';

// #region update
/** One more, whatever other requests do at the same time, in this process or in another. */
export async function addOne(session: HttpSession): Promise<number> {
  return (await session.update('count', (count) => Number(count ?? 0) + 1)) as number;
}
// #endregion update

// #region compute
/** Parallel requests that miss the profile share one call of `load`. */
export async function profileOf(
  session: HttpSession,
  load: () => Promise<string>,
): Promise<unknown> {
  return session.computeIfAbsent('profile', load);
}
// #endregion compute

// #region synchronized
/** Nobody else works on this session while the payment is on its way. */
export async function pay(session: HttpSession, charge: () => Promise<void>): Promise<boolean> {
  return synchronized(session, async () => {
    if (session.getAttribute('paid') === true) return false;
    await charge();
    session.setAttribute('paid', true);
    return true;
  });
}
// #endregion synchronized

// #region context
/** The first request fetches the rates for all; the others wait for it. */
export async function ratesOf(
  context: ServletContext,
  fetchRates: () => Promise<string>,
): Promise<unknown> {
  return synchronized(context, async () => {
    if (context.getAttribute('rates') === null) context.setAttribute('rates', await fetchRates());
    return context.getAttribute('rates');
  });
}
// #endregion context
