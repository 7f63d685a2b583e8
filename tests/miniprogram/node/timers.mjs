/** Timers that run when a test says so, and a clock that stands still meanwhile. */
export function timers(start = 0) {
  const waiting = new Map()
  let number = 0
  let now = start

  const settled = () => new Promise((resolve) => setImmediate(resolve))

  return {
    later: (run, wait = 0) => { waiting.set(number += 1, { run, due: now + wait, wait }); return number },
    cancel: (id) => waiting.delete(id),
    clock: () => now,
    waits: () => [...waiting.values()].map(({ wait }) => wait),
    settled,
    /** The page is frozen: time goes by and nothing runs. */
    freeze: (ms) => { now += ms },
    /** What is due within `ms` runs, in its order. */
    async pass(ms) {
      const end = now + ms
      for (;;) {
        await settled()
        const next = [...waiting].filter(([, { due }]) => due <= end).sort(([, a], [, b]) => a.due - b.due)[0]
        if (!next) break
        waiting.delete(next[0])
        now = Math.max(now, next[1].due)
        next[1].run()
      }
      now = end
      await settled()
    },
  }
}
