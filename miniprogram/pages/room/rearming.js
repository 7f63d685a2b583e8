import { backoff } from '../../shared/backoff.js'

/** Loads the picture of `page` again after a pause: an unchanged `src` would start nothing. */
export function createRearming(page) {
  let waiting = null

  function rearm() {
    if (page.state.video.state === 'playing') return
    page.setData({ rearming: true }) // the element stays, or it would have to beg for its sound, and so does the floor
    page.show()
    page.setData({ rearming: false })
  }

  return {
    begin() {
      clearTimeout(waiting)
      waiting = setTimeout(rearm, backoff(page.state.video.failures))
    },

    stop() {
      clearTimeout(waiting)
    },
  }
}
