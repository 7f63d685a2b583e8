/** Opens a page over this one, or, as WeChat keeps ten and opens no eleventh, in its place. */
export function go(url, deepest = 10) {
  wx[getCurrentPages().length < deepest ? 'navigateTo' : 'redirectTo']({ url })
}
