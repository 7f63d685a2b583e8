// 流程单, the run sheet: the shelf's order with the minutes of each; what is explained moves it on by itself (pure).

/** What viewers can see, in the shelf's order. */
export const shown = (goods) => goods.filter((one) => !one.hidden && one.on_sale);

/** What comes next: behind what is explained now, or behind what was explained last; at the end from the front. */
export function following({ goods, explaining, told }) {
  const there = shown(goods);
  const latest = explaining?.product ?? told.at(-1);
  const at = there.findIndex(({ good }) => good.product === latest);
  return [...there.slice(at + 1), ...there.slice(0, Math.max(at, 0))].filter(({ good }) => good.product !== latest);
}

/**
 * Where the show stands at `now` (ms): `left` seconds of what is explained (below 0: it is over), `rest` seconds of all
 * that is planned and not told yet, `null` where nothing is planned.
 */
export function standing(shelf, now) {
  const planned = shown(shelf.goods).filter(({ minutes }) => minutes > 0);
  if (!planned.length) return null;
  const current = shelf.goods.find(({ good }) => good.product === shelf.explaining?.product) ?? null;
  const spent = current ? (now - Date.parse(shelf.explaining.since)) / 1000 : 0;
  const left = current?.minutes ? current.minutes * 60 - spent : null;
  const told = new Set(shelf.told);
  const ahead = planned.filter((one) => one !== current && !told.has(one.good.product));
  const next = following(shelf).find((one) => ahead.includes(one)) ?? null;
  const rest = ahead.reduce((sum, { minutes }) => sum + minutes * 60, Math.max(left ?? 0, 0));
  return { current, left, next, rest, told };
}
