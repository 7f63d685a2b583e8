// 大屏: what the show brings, for the shop's wall. It looks and touches nothing.

import { hear } from "../facts.js";
import { Crowd } from "./crowd.js";
import { Curve } from "./curve.js";
import { fill, room, say, words } from "./desk.js";
import { Money } from "./money.js";
import { clock, yuan } from "./reckoning.js";

const BEST = 6;

const money = new Money(best);
const crowd = new Crowd();
const curve = new Curve();
const again = () => location.reload();
const look = () => (money.load(), crowd.load(), curve.load());

setInterval(tick, 1000);
tick();
look();
hear(
  `/console/events?room=${room}`,
  {
    ViewersCounted: (fact) => (watched(fact.viewers), curve.counted(fact.viewers)),
    ViewersCame: (fact) => curve.came(fact.count),
    ProductPinned: (fact) => curve.mark(fact),
    FlashSaleOpened: (fact) => curve.mark(fact),
    RoundOpened: (fact) => curve.mark(fact),
    BroadcastAired: again,
    BroadcastEnded: again,
    HostLost: again,
    HostReturned: again,
  },
  look,
);

function best(products) {
  const sold = products.filter((one) => one.pieces).slice(0, BEST);
  document.getElementById("nothing-sold").hidden = sold.length > 0;
  document.getElementById("best").replaceChildren(
    ...sold.map(({ title, pieces, amount }) => fill("best-row", { title, pieces: say(words.pieces, { count: pieces }), amount: `¥${yuan(amount)}` })),
  );
}

function watched(viewers) {
  document.getElementById("viewers").textContent = viewers;
}

function tick() {
  document.getElementById("clock").textContent = clock(Date.now());
}
