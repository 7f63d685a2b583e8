import { backoff } from '../../../shared/backoff.js'

/** So many repairs without success are told to the page, which may have another address to try. */
const PATIENCE = 3

/** Repeats `repair(round)` with growing pauses until `worked()`; `hurry()` does the waiting one now. */
export function createRepairs(repair, report) {
  let round = 0
  let timer = null

  function run() {
    timer = null
    repair(round)
  }

  return {
    again(why) {
      if (timer) return
      round += 1
      report('waiting', {})
      if (round % PATIENCE === 0) report('error', { errMsg: why })
      timer = setTimeout(run, backoff(round, { first: 500, cap: 8000 }))
    },
    hurry() {
      if (!timer) return
      clearTimeout(timer)
      run()
    },
    worked() {
      round = 0
    },
    stop() {
      clearTimeout(timer)
      timer = null
      round = 0
    },
  }
}
