// The control room: joins its zones to what the house tells and to the keyboard.

import { hear } from "../facts.js";
import { bargains } from "./bargains.js";
import { Crowd } from "./crowd.js";
import { Curve } from "./curve.js";
import { Deeds } from "./deeds.js";
import { ask, attempt, may, news, room, root, tell, words } from "./desk.js";
import { adding, Goods } from "./goods.js";
import { groupBuys } from "./group-buys.js";
import { listen } from "./keys.js";
import { Marks } from "./marks.js";
import { commentMenu, pinnedComment, talkRules } from "./moderating.js";
import { Money } from "./money.js";
import { Picture } from "./picture.js";
import { runSheet } from "./plan.js";
import { roomPrices } from "./pricing.js";
import { Queues } from "./queues.js";
import { rounds } from "./rounds.js";
import { Running } from "./running.js";
import { sales } from "./sales.js";
import { saying } from "./saying.js";
import { Stage } from "./stage.js";
import { Stores } from "./stores.js";
import { stock } from "./stock.js";
import { Talk } from "./talk.js";
import { Unpaid } from "./unpaid.js";
import { Wire } from "./wire.js";

const picture = new Picture();
const goods = new Goods({ sale: (product) => openSale(product), price: (one) => openPrices(one), stock: (one) => openStock(one) });
const running = new Running();
const openSale = sales(goods, running);
const openBargain = bargains(goods, running);
const openGroupBuy = groupBuys(goods);
const openPrices = roomPrices((product, prices) => goods.put(product, prices));
const openStock = stock(() => goods.changed());
const launch = rounds(goods);
const stage = new Stage();
const stores = new Stores();
const money = new Money((products) => goods.earned(products));
const unpaid = new Unpaid();
const crowd = new Crowd();
const curve = new Curve();
const deeds = new Deeds();
const marks = new Marks(() => picture.moment);
const speech = saying();
const queues = new Queues((comment) => speech.reply(comment));
const talk = new Talk(commentMenu((comment) => speech.reply(comment)));
const pinned = pinnedComment();

const drawSheet = runSheet(goods);

adding(goods);
talkRules();
choosePanels();
chooseFilters();
document.getElementById("open-sale")?.addEventListener("click", () => openSale());
document.getElementById("open-bargain")?.addEventListener("click", () => openBargain());
document.getElementById("open-group")?.addEventListener("click", () => openGroupBuy());
for (const button of document.querySelectorAll("[data-launches]")) button.addEventListener("click", () => launch(button.dataset.launches));
listen(
  {
    n: () => may("shelf-pin") && goods.next(),
    s: () => openSale(),
    k: () => launch("check-in"),
    a: () => open("add-goods"),
    r: () => open("run-sheet"),
    e: () => !document.getElementById("end")?.hidden && open("end-show"),
    m: () => marks.put(),
    "/": () => (show("talk"), speech.focus()),
    "?": () => open("keys"),
    g: () => show("goods"),
    i: () => show("play"),
    c: () => show("talk"),
    d: () => show("money"),
  },
  (number) => goods.toggle(number),
);
start();

/** What the house tells of this room that must not be missed, and what only staff hear. */
function start() {
  const told = (does) => (fact) => {
    does(fact);
    curve.mark(fact);
    deeds.changed();
  };
  const facts = {
    StreamMeasured: (fact) => picture.measured(fact),
    BroadcastAired: told(() => picture.turned("live")),
    HostReturned: told(() => picture.turned("live")),
    HostLost: told(() => picture.turned("away")),
    BroadcastEnded: told(() => picture.turned("off")),
    ShowReported: () => (tell(words.reported), picture.refresh()),
    PictureCut: told(() => picture.refresh()),
    PictureAllowed: told(() => picture.refresh()),
    MomentMarked: told(() => marks.load()),
    MarkTakenBack: told(() => marks.load()),
    ClipCut: () => marks.load(),
    HostPrompted: told(() => {}),
    StageChanged: () => attempt(() => stage.load()),
    StoreCallChanged: () => attempt(() => stores.load()),
    GuestRang: (fact) => attempt(() => stage.rang(fact)),
    GuestSeated: told(() => {}),
    GuestLeft: told((fact) => stage.left(fact)),
    BattleBegan: told(() => attempt(() => Promise.all([stage.load(), stores.load()]))),
    BattleEnded: told(() => attempt(() => stage.load())),
    BattleOver: () => attempt(() => stage.load()),
    ShelfChanged: () => goods.changed(),
    ProductChanged: () => goods.changed(),
    RunSheetPlanned: () => goods.changed(),
    ProductPinned: told((fact) => (goods.pinned(fact.good.product), drawSheet())),
    ProductUnpinned: told((fact) => goods.explained === fact.product && (goods.pinned(""), drawSheet())),
    ExplainingWanted: (fact) => goods.wished(fact),
    OrderPlaced: (fact) => (money.placed(fact), unpaid.changed()),
    OrderPaid: (fact) => (money.paid(fact), unpaid.changed()),
    OrderClosed: (fact) => (money.closed(fact), unpaid.changed()),
    CommentHeld: () => queues.changed(),
    CommentAnswered: () => queues.changed(),
    TalkModerated: told(() => queues.changed()),
    WordsChanged: told(() => {}),
    RoomPriced: told(() => {}),
    StockMoved: told(() => goods.changed()),
    CommentPinned: told((fact) => pinned.show(fact)),
    CommentUnpinned: told(() => pinned.show(null)),
    CommentRecalled: told((fact) => (talk.recalled(fact.comment), queues.changed())),
    TalkRulesChanged: told(() => {}),
    ViewerMuted: told(() => {}),
    ViewerFreed: told(() => {}),
    ViewerKicked: told(() => {}),
  };
  for (const name of ["FlashSaleAnnounced", "FlashSaleOpened", "FlashSaleRestocked", "FlashSaleEnded", "BargainOpened", "BargainEnded", "GroupBuyAnnounced", "GroupBuyOpened", "GroupBuyEnded", "RoundOpened", "RoundEnded"]) {
    facts[name] = told((fact) => running.hear(fact));
  }
  if (may("rooms-speak")) new Wire(talked(), { opened: welcomed, closed: lost });
  else Object.assign(facts, talked(), { CommentSaid: () => {} });
  hear(`/console/events?room=${room}`, facts, catchUp, catchUp);
  goods.load();
  money.catchUp();
  markPast();
}

/** What comes in crowds comes over the room's own socket, which counts and samples it. */
function talked() {
  return {
    CommentSaid: (fact) => talk.hear(fact) && queues.changed(),
    ViewersCounted: (fact) => (picture.watched(fact.viewers), curve.counted(fact.viewers)),
    ViewersCame: (fact) => curve.came(fact.count),
    ShelfCounted: (fact) => goods.counted(fact),
    FlashSaleCounted: (fact) => running.hear(fact),
    BargainCounted: (fact) => running.hear(fact),
    GroupBuyCounted: (fact) => running.hear(fact),
    RoundCounted: (fact) => running.hear(fact),
    BattleScored: (fact) => stage.scored(fact),
  };
}

function catchUp() {
  picture.load();
  picture.refresh();
  goods.load();
  money.catchUp();
  queues.load();
  unpaid.load();
  crowd.load();
  curve.load();
  marks.load();
  attempt(() => pinned.load());
  attempt(() => running.load());
  attempt(() => stage.load());
  attempt(() => stores.load());
}

function welcomed(frame) {
  lost("");
  running.now = frame.now;
  picture.watched(frame.viewers);
  document.documentElement.dataset.seated = "yes";
  pastTalk();
}

/** Why the chat is away; empty when it is not. */
function lost(why) {
  const line = document.getElementById("talk-lost");
  line.hidden = !why;
  if (why) line.textContent = words.talkLost[why];
}

async function markPast() {
  const told = await ask("GET", `/rooms/${room}/deeds`).catch(() => ({ items: [] }));
  for (const { at, fact } of told.items) curve.mark(fact, at);
}

async function pastTalk() {
  if (!may("chat-moderate")) return;
  const told = await ask("GET", `/rooms/${room}/comments/whole?state=said`).catch(() => ({ comments: [] }));
  talk.past(told.comments.reverse());
}

/** On a phone one zone at a time is under the thumb; beside a desk all are there, and a key goes to one. */
function show(panel) {
  root.dataset.shown = panel;
  if (panel === "money") money.seen();
  if (panel === "talk" || panel === "play") news(panel, 0);
  for (const button of document.querySelectorAll("[data-shows]")) {
    button.setAttribute("aria-pressed", String(button.dataset.shows === panel));
  }
  document.querySelector(`[data-panel=${panel}]`).focus({ preventScroll: true });
}

function choosePanels() {
  for (const button of document.querySelectorAll("[data-shows]")) {
    button.addEventListener("click", () => show(button.dataset.shows));
  }
}

function chooseFilters() {
  const chips = [...document.querySelectorAll("[data-filter]")];
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      for (const one of chips) one.setAttribute("aria-pressed", String(one === chip));
      const name = chip.dataset.filter;
      const queued = name === "held" || (name === "questions" && may("chat-moderate"));
      document.getElementById("comments").hidden = queued;
      queues.show(queued ? name : "");
      talk.filter = queued ? "all" : name;
    });
  }
}

function open(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.matches(":popover-open")) dialog.showPopover();
}
