/**
 * Lets servers that live at once take turns, there and back, each with a turn of its base right before it. A base has
 * the turns that it took beside others; one that nobody is compared with has turns of its own.
 * @template T
 * @param {readonly { name: string, base: string, turn: () => Promise<T> }[]} runners
 * @param {number} count
 * @returns {Promise<Record<string, (T & { beside?: T })[]>>} by the names of the servers
 */
export async function takeTurns(runners, count) {
  const turns = Object.fromEntries(runners.map(({ name }) => [name, []]));
  const above = runners.filter(({ name, base }) => name !== base);
  const alone = runners.filter(
    ({ name }) => !above.some((one) => [one.name, one.base].includes(name)),
  );
  for (let nth = 0; nth < count; nth++) {
    for (const runner of nth % 2 === 0 ? above : [...above].reverse()) {
      const beside = await runners.find(({ name }) => name === runner.base)?.turn();
      if (beside !== undefined) turns[runner.base].push(beside);
      turns[runner.name].push({ ...(await runner.turn()), beside });
    }
    for (const runner of alone) turns[runner.name].push(await runner.turn());
  }
  return turns;
}
