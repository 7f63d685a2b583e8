import { Refused } from './api.js'

/** Who waits longer than so many ms for an answer has none. */
const PATIENCE = 8000

/** Questions over a wire, by their `ref`: `ask(type, fields, send)` resolves to `ok`, rejects with Refused; status 0: no answer. */
export function createQuestions({ later, cancel }) {
  const open = new Map()
  let number = 0

  function take(ref) {
    const question = open.get(ref)
    open.delete(ref)
    if (question) cancel(question.timer)
    return question
  }

  return {
    ask(type, fields, send) {
      const ref = String(number += 1)
      return new Promise((resolve, reject) => {
        const timer = later(() => take(ref).reject(new Refused(0)), PATIENCE)
        open.set(ref, { resolve, reject, timer })
        send({ ...fields, type, ref })
      })
    },

    /** An answer that nobody waits for any more is let go. */
    answer({ ref, ok, problem }) {
      const question = take(ref)
      if (!question) return
      if (problem) question.reject(new Refused(problem.status, problem))
      else question.resolve(ok)
    },

    /** The wire is gone, and every answer with it. */
    drop() {
      [...open.keys()].forEach((ref) => take(ref).reject(new Refused(0)))
    },
  }
}
