import en from './en-floor.js'
import zh from './zh-floor.js'

/** The words of a room's floor, which is fetched after the picture: `tag` is zh-CN or en. */
export function floorWords(tag) {
  return tag === 'zh-CN' ? zh : en
}
