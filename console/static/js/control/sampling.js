// Which comments one person can read: a busy room says more than anybody sees (pure).

/** Rows a second that an eye can follow. */
export const READABLE = 8;
const PATIENCE = 200;

/** How much a comment deserves to be read: what the shop says, questions and buyers before the crowd. */
export function weight(comment) {
  if (comment.role) return 3;
  if (comment.question) return 2;
  return comment.buyer ? 1 : 0;
}

/** Takes all that is said; `take` gives, each time, as many as are read in `seconds`, in the order they were said. */
export class Sample {
  #waiting = [];
  skipped = 0;

  add(comment) {
    this.#waiting.push(comment);
    if (this.#waiting.length > PATIENCE) this.#drop(PATIENCE / 2);
  }

  take(seconds) {
    this.#drop(Math.max(1, Math.round(READABLE * seconds)));
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }

  /** The heaviest `most` stay; of equals the newest. */
  #drop(most) {
    if (this.#waiting.length <= most) return;
    const ranked = this.#waiting.map((comment, at) => ({ at, heavy: weight(comment) }));
    ranked.sort((one, other) => other.heavy - one.heavy || other.at - one.at);
    const kept = new Set(ranked.slice(0, most).map(({ at }) => at));
    this.skipped += this.#waiting.length - most;
    this.#waiting = this.#waiting.filter((_, at) => kept.has(at));
  }
}

/** How many in the last minute: comments, or people who came. */
export class Rate {
  #counted = [];

  count(now, many = 1) {
    this.#counted.push([now, many]);
  }

  of(now) {
    while (this.#counted.length && this.#counted[0][0] < now - 60_000) this.#counted.shift();
    return this.#counted.reduce((sum, [, many]) => sum + many, 0);
  }
}
