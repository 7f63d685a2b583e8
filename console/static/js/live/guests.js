// Guests of who is live: while somebody is on stage, the host sees the show and hears the guests, not himself.

import { Feed } from "../stage/feed.js";

export class Guests {
  #room;
  #feed;
  #seated = false;
  #live = false;

  constructor(video, { room, csrf, servers }) {
    this.#room = room;
    this.#feed = new Feed(video, `/whep/${room}/host`, { "x-csrf-token": csrf }, servers);
  }

  /** Somebody came or left, or facts may have been missed. */
  async look() {
    const answer = await fetch(`/api/v1/rooms/${this.#room}/stage`).catch(() => null);
    if (!answer?.ok) return;
    this.#seated = (await answer.json()).seats.some(({ state }) => state === "seated");
    this.#turn();
  }

  set live(live) {
    this.#live = live;
    this.#turn();
  }

  #turn() {
    if (this.#live && this.#seated) this.#feed.start();
    else this.#feed.stop();
  }
}
