/** WeChat pays by itself, and needs no code for another phone. */
export function drawn() {
  return ''
}
