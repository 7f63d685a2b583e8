import { tell } from './telling.js'

/*
 * A list that a page reads page by page: `facts.answer` has the first, `facts.more` all later ones, `facts.next` the cursor
 * behind them. `read(cursor)` resolves to {items, next}; the first page has no cursor.
 */

/** Behind a first page that was asked for anew, with its cursor `next`, as much as is shown and as came meanwhile: nobody loses the place. */
export async function readAgain(page, next, read) {
  const again = []
  while (next && again.length < page.facts.more.length) {
    const later = await read(next)
    again.push(...later.items)
    next = later.next
  }
  page.know({ more: again, next })
}

/** The page behind all that is shown. One that does not follow on it any more when it comes is asked for again. */
export async function readOn(page, read) {
  if (page.reading) return
  page.reading = true
  try {
    while (page.facts.next) {
      const cursor = page.facts.next
      const { items, next } = await read(cursor)
      if (page.facts.next !== cursor) continue
      page.know({ more: [...page.facts.more, ...items], next })
      return
    }
  } catch (refused) {
    tell(refused)
  } finally {
    page.reading = false
  }
}
