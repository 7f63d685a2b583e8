import { backoff } from '../../shared/backoff.js'

/** Loads the picture of `page` again after a pause: an unchanged `src` would start nothing. */
export function createRearming(page) {
  let waiting = null

  function rearm() {
    if (page.state.video.state === 'playing') return
    page.setData({ src: '', keepsPlayer: true }) // an element that went and came again would have to beg for its sound
    page.show()
    page.setData({ keepsPlayer: false })
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
